namespace Portal.Web.CareTeams.Import;

/// <summary>The texts of taking staff in from a file, one file beside this for each language.</summary>
public sealed class ImportTexts;
