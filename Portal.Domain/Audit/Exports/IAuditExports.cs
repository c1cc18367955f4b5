using Portal.Domain.Audit.Proof;
using Portal.Domain.Identity;
using Portal.Domain.Shared;

namespace Portal.Domain.Audit.Exports;

/// <summary>What kind of file is taken away.</summary>
public enum AuditExportFormat
{
    /// <summary>RFC 4180 in UTF-8 with a mark, for spreadsheets: no cell is a formula.</summary>
    Csv = 1,

    /// <summary>FHIR R4 <c>AuditEvent</c>, one JSON a line.</summary>
    Fhir = 2,

    /// <summary>A stretch of the chain that proves itself without the database; see <c>docs/audit.md</c>.</summary>
    Proof = 3,
}

/// <summary>
/// Taking parts of the trail away. Asking for an export and downloading it are two acts, each with a fresh proof of who is there and each on record: the first
/// says what, the second streams it, once, to the sign-in that asked, within five minutes. What was written last is then in the manifest.
/// </summary>
public interface IAuditExports
{
    /// <summary>The export reaches up to the newest event of this moment. <c>range-too-long</c> as for a page of the trail.</summary>
    [Decides(CareAction.ExportAudit)]
    Task<Outcome<AuditExportId>> Request(Actor actor, AuditExportRequest request, CancellationToken cancel);

    /// <summary>The file, not yet written. <c>export-over</c> after five minutes, a second time, or for another sign-in of the same person.</summary>
    [Decides(CareAction.ExportAudit)]
    Task<Outcome<AuditDownload>> Open(Actor actor, AuditExportId export, CancellationToken cancel);

    /// <summary>What was taken away, with its hash, signed. <see cref="RefusalKind.NotFound"/> before it was written to its end.</summary>
    [Decides(CareAction.VerifyAudit)]
    Task<Outcome<AuditManifest>> Manifest(Actor actor, AuditExportId export, CancellationToken cancel);

    /// <summary>The newest 100 of all that was asked for, newest first.</summary>
    [Decides(CareAction.VerifyAudit)]
    Task<Outcome<IReadOnlyList<AuditExportLine>>> List(Actor actor, CancellationToken cancel);
}

/// <summary>What to take away: lines that answer the question, or (<see cref="AuditExportFormat.Proof"/>) a stretch of the chain whole.</summary>
public sealed record AuditExportRequest(AuditExportFormat Format)
{
    /// <summary>For a proof nothing may be asked: lines left out would break the chain.</summary>
    public AuditQuery Query { get; init; } = new();

    /// <summary>For a proof alone.</summary>
    public AuditRange Range { get; init; } = AuditRange.Whole;
}

/// <summary>A file as it is streamed: <paramref name="Write"/> writes all of it, in constant memory, and may be called once.</summary>
public sealed record AuditDownload(string ContentType, string FileName, Func<Stream, CancellationToken, Task> Write);

/// <summary>One export among others; <paramref name="EndedAt"/> is null while it was not written to its end.</summary>
public sealed record AuditExportLine(
    AuditExportId Id,
    PersonId Person,
    string? StaffName,
    AuditExportFormat Format,
    DateTimeOffset RequestedAt,
    DateTimeOffset? BegunAt,
    DateTimeOffset? EndedAt,
    long Records,
    long Bytes);
