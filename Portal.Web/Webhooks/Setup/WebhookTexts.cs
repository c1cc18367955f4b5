namespace Portal.Web.Webhooks.Setup;

/// <summary>The texts of webhooks, one file beside this for each language.</summary>
public sealed class WebhookTexts;
