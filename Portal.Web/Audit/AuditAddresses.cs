using Portal.Domain.Shared;

namespace Portal.Web.Audit;

/// <summary>Where the files of the audit are had: ids alone stand in addresses.</summary>
internal static class AuditAddresses
{
    public const string Key = "/api/v1/audit/key";

    public static string Timeline(AuditSearchAbout about, string id) => $"/audit-timeline?about={about}&id={id}";

    public static string Export(AuditExportId id) => $"/api/v1/audit/exports/{id}";

    public static string Manifest(AuditExportId id) => $"{Export(id)}/manifest";
}
