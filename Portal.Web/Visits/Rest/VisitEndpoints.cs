using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Domain.Visits;
using Portal.Web.Identity;
using Portal.Web.Shared.Hosting;
using Portal.Web.Shared.Input;
using Portal.Web.Shared.Problems;
using Portal.Web.Shared.Texts;
using Portal.Web.Visits.Wire;

namespace Portal.Web.Visits.Rest;

/// <summary>Visits, the waiting room, and the ticket to the call. What is so already is answered 200 and changes nothing.</summary>
internal static class VisitEndpoints
{
    public static void MapVisitEndpoints(this RouteGroupBuilder api)
    {
        var visits = api.MapGroup("/visits").WithTags("Visits");
        visits.MapPost("", Book).Produces<VisitJson>(StatusCodes.Status201Created).WithSummary("Books a visit in a conversation, or holds one now.");
        visits.MapGet("", List).Produces<PageJson<VisitJson>>().WithSummary("The visits of a conversation that are not over, soonest first.");
        visits.MapGet("/{id}", View).Produces<VisitJson>().WithSummary("State, place in the queue and estimated wait.");
        visits.MapGet("/{id}/calendar", Calendar).Produces<string>(StatusCodes.Status200OK, CalendarFile.MediaType)
            .WithSummary("The appointment as an iCalendar file, for the caller's own calendar; with an alarm an hour before for the patient's side. It says when, and not what about.");
        visits.MapPut("/{id}", Move).Produces<VisitJson>().WithSummary("Moves it to another time (staff).");
        visits.MapPost("/{id}/prepare", Prepare).Produces<VisitJson>().WithSummary("The patient's side has the device check open.");
        visits.MapPost("/{id}/check-in", CheckIn).Produces<VisitJson>().WithSummary("The patient's side enters the waiting room: the knock.");
        visits.MapPost("/{id}/here", StillHere).Produces<VisitJson>().WithSummary("A sign of life of the patient's side, every 20 seconds while it waits.");
        visits.MapPost("/{id}/leave", Leave).Produces<VisitJson>().WithSummary("The patient's side gives its place up.");
        visits.MapPost("/{id}/call-me", CallMe).Produces<VisitJson>().WithSummary("The patient's side asks for a telephone call instead.");
        visits.MapPost("/{id}/called-back", CalledBack).Produces<VisitJson>().WithSummary("Somebody has called (staff).");
        visits.MapPost("/{id}/admit", Admit).Produces<VisitJson>().WithSummary("Lets the patient's side into the call (staff).");
        visits.MapPost("/{id}/return-to-waiting", ReturnToWaiting).Produces<VisitJson>().WithSummary("Back to the same place in the queue (staff).");
        visits.MapPost("/{id}/decline", Decline).Produces<VisitJson>().WithSummary("The patient will not be seen now, and is told why (staff).");
        visits.MapPost("/{id}/cancel", Cancel).Produces<VisitJson>().WithSummary("Calls it off, and says why.");
        visits.MapPost("/{id}/no-show", NoShow).Produces<VisitJson>().WithSummary("Nobody came (staff).");
        visits.MapPost("/{id}/hand-over", HandOver).Produces<VisitJson>().WithSummary("Another member of the care team takes it (staff).");
        visits.MapGet("/{id}/participants", Participants).Produces<PageJson<ParticipantJson>>().WithSummary("Who is in the call, longest first (staff).");
        visits.MapPost("/{id}/remove", Remove).Produces<VisitJson>().WithSummary("Puts one participant out of the call; the patient's side waits again (staff).");
        visits.MapPost("/{id}/end", End).Produces<VisitJson>().WithSummary("Ends the visit, and the call for all (staff).");
        visits.MapPost("/{id}/join", Join).Produces<TicketJson>().WithSummary("A media token, good once, and ICE servers; only once admitted. Asked for again before each ICE restart.");
    }

    [Decides(CareAction.BookVisit)]
    private static async Task<IResult> Book(Caller caller, Body<NewVisitBody, NewVisit> body, IVisits visits, CancellationToken cancel) =>
        (await visits.Book(caller.Actor, body.Value, cancel)).Answer(view => Results.Created($"/api/v1/visits/{view.Id}", VisitJson.Of(view)));

    [Decides(CareAction.SeeWaitingRoom)]
    private static async Task<IResult> List(Caller caller, InQuery<VisitsQuery> query, IVisits visits, CancellationToken cancel) =>
        (await visits.Upcoming(caller.Actor, query.Value.Conversation, cancel)).Answer(some => Results.Json(new PageJson<VisitJson>([.. some.Select(VisitJson.Of)], null)));

    [Decides(CareAction.SeeWaitingRoom)]
    private static async Task<IResult> View(Caller caller, InPath<VisitId> id, IVisits visits, CancellationToken cancel) => Shown(await visits.View(caller.Actor, id.Value, cancel));

    [Decides(CareAction.SeeWaitingRoom)]
    private static async Task<IResult> Calendar(HttpRequest request, Caller caller, InPath<VisitId> id, IVisits visits, PortalAddress portal, TimeProvider clock, CancellationToken cancel) =>
        (await visits.View(caller.Actor, id.Value, cancel)).Answer(view => VisitFile.Of(view, caller.Actor, portal, Languages.AskedFor(request), clock.GetUtcNow()));

    [Decides(CareAction.BookVisit)]
    private static async Task<IResult> Move(Caller caller, InPath<VisitId> id, Body<MoveBody, Moving> body, IVisits visits, CancellationToken cancel) =>
        Shown(await visits.Move(caller.Actor, id.Value, body.Value.ScheduledFor, body.Value.Length, cancel));

    [Decides(CareAction.JoinCall)]
    private static async Task<IResult> Prepare(Caller caller, InPath<VisitId> id, IWaitingRoom room, CancellationToken cancel) => Shown(await room.Prepare(caller.Actor, id.Value, cancel));

    [Decides(CareAction.JoinCall)]
    private static async Task<IResult> CheckIn(Caller caller, InPath<VisitId> id, Body<CheckInBody, Knock> body, IWaitingRoom room, CancellationToken cancel) =>
        Shown(await room.CheckIn(caller.Actor, id.Value, body.Value.Devices, cancel));

    [Decides(CareAction.JoinCall)]
    private static async Task<IResult> StillHere(Caller caller, InPath<VisitId> id, IWaitingRoom room, CancellationToken cancel) => Shown(await room.StillHere(caller.Actor, id.Value, cancel));

    [Decides(CareAction.JoinCall)]
    private static async Task<IResult> Leave(Caller caller, InPath<VisitId> id, IWaitingRoom room, CancellationToken cancel) => Shown(await room.Leave(caller.Actor, id.Value, cancel));

    [Decides(CareAction.JoinCall)]
    private static async Task<IResult> CallMe(Caller caller, InPath<VisitId> id, Body<CallMeBody, ClinicalText> body, IWaitingRoom room, CancellationToken cancel) =>
        Shown(await room.AskForCallBack(caller.Actor, id.Value, body.Value, cancel));

    [Decides(CareAction.Admit)]
    private static async Task<IResult> CalledBack(Caller caller, InPath<VisitId> id, IWaitingRoom room, CancellationToken cancel) => Shown(await room.CalledBack(caller.Actor, id.Value, cancel));

    [Decides(CareAction.Admit)]
    private static async Task<IResult> Admit(Caller caller, InPath<VisitId> id, IWaitingRoom room, CancellationToken cancel) => Shown(await room.Admit(caller.Actor, id.Value, cancel));

    [Decides(CareAction.Admit)]
    private static async Task<IResult> ReturnToWaiting(Caller caller, InPath<VisitId> id, Body<OptionalWordsBody, ClinicalText?> body, IWaitingRoom room, CancellationToken cancel) =>
        Shown(await room.ReturnToWaiting(caller.Actor, id.Value, body.Value, cancel));

    [Decides(CareAction.Admit)]
    private static async Task<IResult> Decline(Caller caller, InPath<VisitId> id, Body<WordsBody, ClinicalText> body, IWaitingRoom room, CancellationToken cancel) =>
        Shown(await room.Decline(caller.Actor, id.Value, body.Value, cancel));

    [Decides(CareAction.CancelVisit)]
    private static async Task<IResult> Cancel(Caller caller, InPath<VisitId> id, Body<WordsBody, ClinicalText> body, IVisits visits, CancellationToken cancel) =>
        Shown(await visits.Cancel(caller.Actor, id.Value, body.Value, cancel));

    [Decides(CareAction.Admit)]
    private static async Task<IResult> NoShow(Caller caller, InPath<VisitId> id, IVisits visits, CancellationToken cancel) => Shown(await visits.NoShow(caller.Actor, id.Value, cancel));

    [Decides(CareAction.Admit)]
    private static async Task<IResult> HandOver(Caller caller, InPath<VisitId> id, Body<HandOverBody, PersonId?> body, IVisits visits, CancellationToken cancel) =>
        Shown(await visits.HandOver(caller.Actor, id.Value, body.Value, cancel));

    [Decides(CareAction.EndCallForAll)]
    private static async Task<IResult> Participants(Caller caller, InPath<VisitId> id, ICalls calls, CancellationToken cancel) =>
        (await calls.Participants(caller.Actor, id.Value, cancel)).Answer(some => Results.Json(new PageJson<ParticipantJson>([.. some.Select(ParticipantJson.Of)], null)));

    [Decides(CareAction.EndCallForAll)]
    private static async Task<IResult> Remove(Caller caller, InPath<VisitId> id, Body<RemoveBody, CallParticipantId> body, ICalls calls, IVisits visits, CancellationToken cancel) =>
        (await calls.Remove(caller.Actor, id.Value, body.Value, cancel)).TryGet(out _, out var refusal) ? Shown(await visits.View(caller.Actor, id.Value, cancel)) : new ProblemResult(refusal);

    [Decides(CareAction.EndCallForAll)]
    private static async Task<IResult> End(Caller caller, InPath<VisitId> id, IWaitingRoom room, CancellationToken cancel) => Shown(await room.End(caller.Actor, id.Value, cancel));

    [Decides(CareAction.JoinCall)]
    private static async Task<IResult> Join(Caller caller, InPath<VisitId> id, ICalls calls, CancellationToken cancel) =>
        (await calls.Ticket(caller.Actor, id.Value, cancel)).Answer(ticket => Results.Json(TicketJson.Of(ticket)));

    private static IResult Shown(Outcome<VisitView> outcome) => outcome.Answer(view => Results.Json(VisitJson.Of(view)));
}

/// <summary>Of which conversation.</summary>
internal sealed record VisitsQuery(ConversationId Conversation) : IQuery<VisitsQuery>
{
    public static IReadOnlyList<QueryParameter> Parameters { get; } = [new("conversation", "Of this conversation.")];

    public static VisitsQuery Read(QueryReader query) => new(query.Objections.Id<ConversationId>(query.Text("conversation"), "$.conversation"));
}
