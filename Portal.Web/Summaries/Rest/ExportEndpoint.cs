using Portal.Domain.Shared;
using Portal.Domain.Summaries;
using Portal.Web.Identity;
using Portal.Web.Shared.Input;
using Portal.Web.Shared.Problems;
using Portal.Web.Summaries.Wire;

namespace Portal.Web.Summaries.Rest;

/// <summary>A copy of a patient's conversation for the record. It is posted, since it leaves its trace in the audit: no link of another page can bring it about.</summary>
internal static class ExportEndpoint
{
    public static void MapExportEndpoint(this RouteGroupBuilder api) =>
        api.MapPost("/conversations/{id}/exports", Export).WithTags("Summaries").Produces<ConversationExportJson>()
            .WithSummary("The whole conversation with times, authors and corrections; staff need a proof of who is there that is at most 5 minutes old (403 `reauth`).");

    private static async Task<IResult> Export(Caller caller, InPath<ConversationId> id, IConversationExport exports, CancellationToken cancel) =>
        (await exports.Export(caller.Actor, id.Value, cancel)).Answer(copy => Results.Json(ConversationExportJson.Of(copy)));
}
