namespace Portal.Web.Shared.Texts;

/// <summary>The words that every page shares; the texts stand beside this file, one for each language.</summary>
public sealed class CommonTexts;
