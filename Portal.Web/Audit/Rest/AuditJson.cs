using System.Text.Json.Serialization;
using Portal.Domain.Audit.Exports;
using Portal.Domain.Shared;
using Portal.Web.Shared.Document;

namespace Portal.Web.Audit.Rest;

internal sealed record AuditExportIdJson([property: Uuid] string Id);

/// <summary>One export; <paramref name="EndedAt"/> is null while it was not written to its end.</summary>
internal sealed record AuditExportJson([property: Uuid] string Id, [property: Uuid] string Person, string Format, string RequestedAt, string? EndedAt, long Records, long Bytes)
{
    public static AuditExportJson Of(AuditExportLine line) => new(
        line.Id.ToString(),
        line.Person.ToString(),
        AuditCodes.Formats.Of(line.Format),
        WireTime.Format(line.RequestedAt),
        line.EndedAt is { } ended ? WireTime.Format(ended) : null,
        line.Records,
        line.Bytes);
}

/// <summary>What an export held. <paramref name="Query"/> is the question as it is signed; hash and fingerprint in hex, the signature (P1363) in base64.</summary>
internal sealed record AuditManifestJson(
    string Manifest,
    [property: Uuid] string Id,
    [property: Uuid] string Person,
    string Format,
    string Query,
    [property: Uuid] string UpTo,
    string RequestedAt,
    string EndedAt,
    long Records,
    long Bytes,
    string Sha256,
    string Key,
    string Signature)
{
    private const string Version = "portal-audit-export/1";

    public static AuditManifestJson Of(AuditManifest manifest) => new(
        Version,
        manifest.Id.ToString(),
        manifest.Person.ToString(),
        AuditCodes.Formats.Of(manifest.Format),
        manifest.Query,
        manifest.UpTo.ToString(),
        WireTime.Format(manifest.RequestedAt),
        WireTime.Format(manifest.EndedAt),
        manifest.Records,
        manifest.Bytes,
        Convert.ToHexStringLower(manifest.Sha256),
        manifest.KeyFingerprint,
        Convert.ToBase64String(manifest.Signature));
}

[JsonSerializable(typeof(AuditExportBody))]
[JsonSerializable(typeof(AuditExportIdJson))]
[JsonSerializable(typeof(AuditExportJson[]))]
[JsonSerializable(typeof(AuditManifestJson))]
internal sealed partial class AuditJson : JsonSerializerContext;
