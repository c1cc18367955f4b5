using System.Text.Json;
using Portal.Domain.Audit;
using Portal.Domain.Audit.Exports;
using Portal.Web.Shared.Input;

namespace Portal.Web.Audit.Rest;

/// <summary>The words of the contract for what the trail is asked by: the names of the codes with a small letter first.</summary>
internal static class AuditCodes
{
    public static readonly Words<AuditExportFormat> Formats = Named<AuditExportFormat>();

    public static readonly Words<AuditAction> Actions = Named<AuditAction>();

    public static readonly Words<AuditOutcome> Outcomes = Named<AuditOutcome>();

    private static Words<T> Named<T>() where T : struct, Enum => new(Enum.GetValues<T>().ToDictionary(value => value, value => JsonNamingPolicy.CamelCase.ConvertName(value.ToString())));
}
