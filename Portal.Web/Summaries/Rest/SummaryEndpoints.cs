using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Domain.Summaries;
using Portal.Web.Identity;
using Portal.Web.Shared.Input;
using Portal.Web.Shared.Problems;
using Portal.Web.Summaries.Wire;

namespace Portal.Web.Summaries.Rest;

/// <summary>Summaries, for the care team (staff). To everybody else there are none.</summary>
internal static class SummaryEndpoints
{
    /// <summary>Six sections of 8,000 units, each of them escaped.</summary>
    private static readonly BodyLimit LongestEdit = new(384 * 1024);

    public static void MapSummaryEndpoints(this RouteGroupBuilder api)
    {
        var ofConversation = api.MapGroup("/conversations/{id}/summaries").WithTags("Summaries");
        ofConversation.MapPost("", Draft).Produces<SummaryJson>(StatusCodes.Status201Created).WithSummary("Drafts a summary of a span, of a visit, or of everything since the last one signed.");
        ofConversation.MapGet("", List).Produces<PageJson<SummaryLineJson>>().WithSummary("The conversation's summaries, newest first.");

        var summaries = api.MapGroup("/summaries").WithTags("Summaries");
        summaries.MapGet("/{id}", View).Produces<SummaryJson>().WithSummary("One summary: its draft, its text, and the versions that were signed.");
        summaries.MapGet("/{id}/sources", Sources).Produces<PageJson<SourceMessageJson>>().WithSummary("The messages that it is about, as they stand.");
        summaries.MapPut("/{id}/draft", Edit).WithMetadata(LongestEdit).Produces<SummaryJson>().WithSummary("Keeps an edit; 409 `revised` where another device saved meanwhile.");
        summaries.MapPost("/{id}/discard", Discard).Produces(StatusCodes.Status204NoContent).WithSummary("Gives the draft at work up: one never signed is gone, of a correction what was signed before is left.");
        summaries.MapPost("/{id}/sign", Sign).Produces<SummaryJson>().WithSummary("Signs it as it stands, once; needs a proof of who is there that is at most 5 minutes old (403 `reauth`).");
        summaries.MapPost("/{id}/corrections", Correct).Produces<SummaryJson>().WithSummary("Opens the next version; what was signed stands until that is signed.");
        summaries.MapPost("/{id}/errors", EnterInError).Produces<SummaryJson>().WithSummary("Withdraws what was signed, for good.");
        summaries.MapPost("/{id}/share", Share).Produces<SummaryJson>().WithSummary("Gives the patient the signed instructions, in the conversation.");
    }

    [Decides(CareAction.DraftSummary)]
    private static async Task<IResult> Draft(Caller caller, InPath<ConversationId> id, Body<NewSummaryBody, SummaryWish> body, ISummaries summaries, CancellationToken cancel) =>
        (await summaries.Draft(caller.Actor, body.Value.Of(id.Value), cancel)).Answer(view => Results.Created($"/api/v1/summaries/{view.Id}", SummaryJson.Of(view)));

    [Decides(CareAction.ReadTeamConversation)]
    private static async Task<IResult> List(Caller caller, InPath<ConversationId> id, ISummaries summaries, CancellationToken cancel) =>
        (await summaries.List(caller.Actor, id.Value, cancel)).Answer(lines => Results.Json(new PageJson<SummaryLineJson>([.. lines.Select(SummaryLineJson.Of)], null)));

    [Decides(CareAction.ReadTeamConversation)]
    private static async Task<IResult> View(Caller caller, InPath<SummaryId> id, ISummaries summaries, CancellationToken cancel) => Shown(await summaries.View(caller.Actor, id.Value, cancel));

    [Decides(CareAction.ReadTeamConversation)]
    private static async Task<IResult> Sources(Caller caller, InPath<SummaryId> id, ISummaries summaries, CancellationToken cancel) =>
        (await summaries.Sources(caller.Actor, id.Value, cancel)).Answer(messages => Results.Json(new PageJson<SourceMessageJson>([.. messages.Select(SourceMessageJson.Of)], null)));

    [Decides(CareAction.DraftSummary)]
    private static async Task<IResult> Edit(Caller caller, InPath<SummaryId> id, Body<SummaryEditBody, SummaryEdit> body, ISummaries summaries, CancellationToken cancel) =>
        Shown(await summaries.Edit(caller.Actor, id.Value, body.Value.Revision, body.Value.Text, cancel));

    [Decides(CareAction.DraftSummary)]
    private static async Task<IResult> Discard(Caller caller, InPath<SummaryId> id, Body<SummaryRevisionBody, int> body, ISummaries summaries, CancellationToken cancel) =>
        (await summaries.Discard(caller.Actor, id.Value, body.Value, cancel)).NoContent();

    [Decides(CareAction.SignSummary)]
    private static async Task<IResult> Sign(Caller caller, InPath<SummaryId> id, Body<SignatureBody, SummarySignature> body, ISummaries summaries, CancellationToken cancel) =>
        Shown(await summaries.Sign(caller.Actor, id.Value, body.Value, cancel));

    [Decides(CareAction.SignSummary)]
    private static async Task<IResult> Correct(Caller caller, InPath<SummaryId> id, Body<SummaryCorrectionBody, ClinicalText> body, ISummaries summaries, CancellationToken cancel) =>
        Shown(await summaries.Correct(caller.Actor, id.Value, body.Value, cancel));

    [Decides(CareAction.SignSummary)]
    private static async Task<IResult> EnterInError(Caller caller, InPath<SummaryId> id, Body<SummaryErrorBody, ErrorReason> body, ISummaries summaries, CancellationToken cancel) =>
        Shown(await summaries.EnterInError(caller.Actor, id.Value, body.Value, cancel));

    [Decides(CareAction.ShareSummary)]
    private static async Task<IResult> Share(Caller caller, InPath<SummaryId> id, ISummaries summaries, CancellationToken cancel) => Shown(await summaries.Share(caller.Actor, id.Value, cancel));

    private static IResult Shown(Outcome<SummaryView> outcome) => outcome.Answer(view => Results.Json(SummaryJson.Of(view)));
}
