using Portal.Domain.CareTeams;
using Portal.Domain.Conversations;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Web.CareTeams;
using Portal.Web.Conversations.Wire;
using Portal.Web.Identity;
using Portal.Web.Shared.Input;
using Portal.Web.Shared.Problems;

namespace Portal.Web.Conversations.Rest;

/// <summary>Conversations as lists and views, and what staff change about them.</summary>
internal static class ConversationEndpoints
{
    public static void MapConversationEndpoints(this RouteGroupBuilder api)
    {
        var conversations = api.MapGroup("/conversations").WithTags("Conversations");
        conversations.MapGet("", List).Produces<PageJson<ConversationJson>>().WithSummary("The caller's conversations, newest activity first.");
        conversations.MapPost("", Start).Produces<ConversationJson>(StatusCodes.Status201Created).WithSummary("Opens a conversation with a care team.");
        conversations.MapGet("/{id}", View).Produces<ConversationJson>().WithSummary("One conversation as the caller sees it.");
        conversations.MapGet("/{id}/events", Events).Produces<EventPageJson>().WithSummary("Events in ascending order, and the head.");
        conversations.MapPut("/{id}/status", SetStatus).Produces<ConversationJson>().WithSummary("Opens, parks or closes it (staff).");
        conversations.MapPut("/{id}/assignee", Assign).Produces<ConversationJson>().WithSummary("Gives it to a member of the care team, or to nobody (staff).");
        conversations.MapPut("/{id}/priority", SetPriority).Produces<ConversationJson>().WithSummary("Says how urgent it is (staff).");
        conversations.MapPut("/{id}/read-marker", MarkRead).Produces(StatusCodes.Status204NoContent).WithSummary("Moves the caller's read marker forward.");
    }

    [Decides(CareAction.ListConversations)]
    private static async Task<IResult> List(
        Caller caller, InQuery<ConversationsQuery> query, IConversations conversations, ICareTeams careTeams, CancellationToken cancel)
    {
        var wanted = query.Value;
        CareTeamId? careTeam = null;
        if (wanted.CareTeam is { } name)
        {
            if (!(await careTeams.Named(caller.Actor, name, cancel)).TryGet(out var found, out var refusal)) return new ProblemResult(refusal);
            if (found is null) return new ProblemResult(Refusal.Invalid("$.careTeam", "must be a care team of the caller"));
            careTeam = found;
        }

        var page = await conversations.List(caller.Actor, wanted.Filter(caller.Actor.PersonId, careTeam), wanted.Page, cancel);
        return page.Answer(some => Results.Json(some.ToJson(ConversationJson.Of)));
    }

    [Decides(CareAction.StartConversation)]
    private static async Task<IResult> Start(
        Caller caller, Body<NewConversationBody, ConversationWish> body, IConversations conversations, ICareTeams careTeams, CancellationToken cancel)
    {
        if (!(await careTeams.Named(caller.Actor, body.Value.CareTeam, cancel)).TryGet(out var careTeam, out var refusal)) return new ProblemResult(refusal);
        if (careTeam is not { } known) return new ProblemResult(ConversationRefusals.UnknownCareTeam);
        var started = await conversations.Start(caller.Actor, body.Value.With(known), cancel);
        return started.Answer(view => Results.Created($"/api/v1/conversations/{view.Id}", ConversationJson.Of(view)));
    }

    [Decides(CareAction.ReadMessages)]
    private static async Task<IResult> View(Caller caller, InPath<ConversationId> id, IConversations conversations, CancellationToken cancel) =>
        Shown(await conversations.View(caller.Actor, id.Value, cancel));

    [Decides(CareAction.ReadMessages)]
    private static async Task<IResult> Events(
        Caller caller, InPath<ConversationId> id, InQuery<EventsQuery> query, IConversations conversations, CancellationToken cancel)
    {
        var page = await conversations.Events(caller.Actor, id.Value, query.Value.Range, cancel);
        return page.Answer(some => Results.Json(new EventPageJson([.. some.Events.Select(EventJson.Of)], some.Head.Value)));
    }

    [Decides(CareAction.SetConversationStatus)]
    private static async Task<IResult> SetStatus(
        Caller caller, InPath<ConversationId> id, Body<StatusBody, ConversationStatus> body, IConversations conversations, CancellationToken cancel) =>
        Shown(await conversations.SetStatus(caller.Actor, id.Value, body.Value, cancel));

    [Decides(CareAction.Assign)]
    private static async Task<IResult> Assign(
        Caller caller, InPath<ConversationId> id, Body<AssigneeBody, PersonId?> body, IConversations conversations, CancellationToken cancel) =>
        Shown(await conversations.Assign(caller.Actor, id.Value, body.Value, cancel));

    [Decides(CareAction.SetPriority)]
    private static async Task<IResult> SetPriority(
        Caller caller, InPath<ConversationId> id, Body<PriorityBody, Priority> body, IConversations conversations, CancellationToken cancel) =>
        Shown(await conversations.SetPriority(caller.Actor, id.Value, body.Value, cancel));

    [Decides(CareAction.ReadMessages)]
    private static async Task<IResult> MarkRead(
        Caller caller, InPath<ConversationId> id, Body<MarkerBody, Sequence> body, IMarkers markers, CancellationToken cancel) =>
        (await markers.MarkRead(caller.Actor, id.Value, body.Value, cancel)).NoContent();

    private static IResult Shown(Outcome<ConversationView> outcome) => outcome.Answer(view => Results.Json(ConversationJson.Of(view)));
}
