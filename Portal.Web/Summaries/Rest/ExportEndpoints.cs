using Portal.Domain.Ehr;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Domain.Summaries;
using Portal.Web.Identity;
using Portal.Web.Shared.Input;
using Portal.Web.Shared.Problems;
using Portal.Web.Summaries.Wire;

namespace Portal.Web.Summaries.Rest;

/// <summary>Copies for the record. They are posted, since each leaves its trace in the audit: no link of another page can bring one about.</summary>
internal static class ExportEndpoints
{
    public static void MapExportEndpoints(this RouteGroupBuilder api)
    {
        api.MapPost("/conversations/{id}/exports", Conversation).WithTags("Summaries").Produces<ConversationExportJson>()
            .WithSummary("The whole conversation with times, authors and corrections; staff need a proof of who is there that is at most 5 minutes old (403 `reauth`).");
        api.MapPost("/summaries/{id}/fhir", Summary).WithTags("Summaries").Produces<string>(StatusCodes.Status200OK, FhirFile.MediaType)
            .WithSummary("One signed version as a FHIR file, as it would be filed, with or without an EHR; needs the same proof.");
    }

    [Decides(CareAction.ExportConversation)]
    private static async Task<IResult> Conversation(Caller caller, InPath<ConversationId> id, IConversationExport exports, CancellationToken cancel) =>
        (await exports.Export(caller.Actor, id.Value, cancel)).Answer(copy => Results.Json(ConversationExportJson.Of(copy)));

    [Decides(CareAction.ExportConversation)]
    private static async Task<IResult> Summary(Caller caller, InPath<SummaryId> id, Body<SummaryVersionBody, int> body, IFhirExport exports, CancellationToken cancel) =>
        (await exports.Summary(caller.Actor, id.Value, body.Value, cancel)).Answer(file => Results.File(file.Bytes.ToArray(), FhirFile.MediaType, file.Name));
}
