using System.Globalization;
using Portal.Domain.Audit.Exports;
using Portal.Domain.Audit.Proof;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Web.Identity;
using Portal.Web.Shared;
using Portal.Web.Shared.Input;
using Portal.Web.Shared.Problems;

namespace Portal.Web.Audit.Rest;

/// <summary>Taking parts of the audit trail away, and the key that proves them.</summary>
internal static class AuditEndpoints
{
    public static void AddAudit(this WebApplicationBuilder builder) => builder.Services.AddJson(AuditJson.Default);

    public static RouteGroupBuilder MapAudit(this RouteGroupBuilder api)
    {
        var audit = api.MapGroup("/audit").WithTags("Audit");
        audit.MapPost("/exports", Request).Produces<AuditExportIdJson>(StatusCodes.Status201Created)
            .WithSummary("Asks for an export of the audit trail; needs a proof of who is there that is at most 5 minutes old (403 `reauth`). It is downloaded once, by the same sign-in, within 5 minutes.");
        audit.MapGet("/exports", List).Produces<AuditExportJson[]>().WithSummary("The newest 100 exports.");
        audit.MapGet("/exports/{id}", Download).Produces<string>(StatusCodes.Status200OK, "text/csv", "application/fhir+ndjson", "application/jsonl")
            .WithSummary("The file, streamed, once (422 `export-over`).");
        audit.MapGet("/exports/{id}/manifest", Manifest).Produces<AuditManifestJson>().WithSummary("What the file held and the hash of its bytes, signed by the portal.");
        audit.MapGet("/key", Key).Produces<string>(StatusCodes.Status200OK, "application/x-pem-file").WithSummary("The public key of checkpoints, manifests and proofs (PEM).");
        return api;
    }

    [Decides(CareAction.ExportAudit)]
    private static async Task<IResult> Request(Caller caller, Body<AuditExportBody, AuditExportRequest> body, IAuditExports exports, CancellationToken cancel) =>
        (await exports.Request(caller.Actor, body.Value, cancel)).Answer(id => Results.Created(AuditAddresses.Export(id), new AuditExportIdJson(id.ToString())));

    [Decides(CareAction.VerifyAudit)]
    private static async Task<IResult> List(Caller caller, IAuditExports exports, CancellationToken cancel) =>
        (await exports.List(caller.Actor, cancel)).Answer(lines => Results.Json(lines.Select(AuditExportJson.Of).ToArray()));

    [Decides(CareAction.ExportAudit)]
    private static async Task<IResult> Download(Caller caller, InPath<AuditExportId> id, IAuditExports exports, CancellationToken cancel) =>
        (await exports.Open(caller.Actor, id.Value, cancel)).Answer(file => Results.Stream(output => file.Write(output, cancel), file.ContentType, file.FileName));

    [Decides(CareAction.VerifyAudit)]
    private static async Task<IResult> Manifest(Caller caller, InPath<AuditExportId> id, IAuditExports exports, HttpContext context, CancellationToken cancel)
    {
        if (!(await exports.Manifest(caller.Actor, id.Value, cancel)).TryGet(out var manifest, out var refusal)) return new ProblemResult(refusal);
        context.Response.Headers.ContentDisposition = string.Create(CultureInfo.InvariantCulture, $"attachment; filename=\"audit-{manifest.RequestedAt:yyyyMMdd-HHmmss}.manifest.json\"");
        return Results.Json(AuditManifestJson.Of(manifest));
    }

    [Decides(CareAction.VerifyAudit)]
    private static async Task<IResult> Key(Caller caller, IAuditProof proof, CancellationToken cancel) =>
        (await proof.PublicKey(caller.Actor, cancel)).Answer(key => Results.File(System.Text.Encoding.ASCII.GetBytes(key.Pem), "application/x-pem-file", "audit-key.pem"));
}
