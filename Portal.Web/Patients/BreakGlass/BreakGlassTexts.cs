namespace Portal.Web.Patients.BreakGlass;

/// <summary>The words of emergency access and of who opened a record; the texts stand beside this file, one for each language.</summary>
public sealed class BreakGlassTexts;
