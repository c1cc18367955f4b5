using Portal.Domain.Conversations;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Web.Conversations.Wire;
using Portal.Web.Identity;
using Portal.Web.Shared.Input;
using Portal.Web.Shared.Problems;

namespace Portal.Web.Conversations.Rest;

/// <summary>
/// Where the portal's own page brings typed words to safety when its circuit is gone and the page must go too. For staff, beyond the contract of hosts.
/// </summary>
internal static class DraftEndpoint
{
    public static void MapDraftEndpoint(this RouteGroupBuilder api) => api.MapPut("/conversations/{id}/draft", Save);

    [Decides(CareAction.KeepDraft)]
    private static async Task<IResult> Save(Caller caller, InPath<ConversationId> id, Body<DraftBody, ClinicalText> body, IDrafts drafts, CancellationToken cancel) =>
        (await drafts.Save(caller.Actor, id.Value, body.Value, cancel)).NoContent();
}
