namespace Portal.Web.Audit;

/// <summary>The texts of the audit trail, one file beside this for each language.</summary>
public sealed class AuditTexts;
