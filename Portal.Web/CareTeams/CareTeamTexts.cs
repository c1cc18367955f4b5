namespace Portal.Web.CareTeams;

/// <summary>The texts of managing care teams, one file beside this for each language.</summary>
public sealed class CareTeamTexts;
