namespace Portal.Web.Integrations.Setup;

/// <summary>The texts of setting up integrations, one file beside this for each language.</summary>
public sealed class IntegrationTexts;
