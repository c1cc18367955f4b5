namespace Portal.Web.Visits;

/// <summary>The words of waiting room, calendar and visits; the texts stand beside this file, one for each language.</summary>
public sealed class VisitTexts;
