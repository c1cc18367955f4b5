namespace Portal.Web.Summaries;

/// <summary>The words of summaries, their filing and what is printed; the texts stand beside this file, one for each language.</summary>
public sealed class SummaryTexts;
