using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Portal.Domain.Audit;
using Portal.Domain.Conversations;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Domain.Visits;
using Portal.Infrastructure.Audit;
using Portal.Infrastructure.Conversations.Live;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Shared.Outbox;
using Portal.Infrastructure.Visits.Turn;

namespace Portal.Infrastructure.Visits;

/// <inheritdoc/>
internal sealed class CallService(
    VisitChanges changes,
    CallDesk desk,
    CallRooms rooms,
    CallDepartures departures,
    TurnCredentials turn,
    AuditWriter audit,
    IDbContextFactory<PortalDbContext> contexts,
    ILogger<CallSeat> logger) : ICalls
{
    /// <summary>From the answer to the join: a page that was asleep asks again.</summary>
    private static readonly TimeSpan TicketLife = TimeSpan.FromMinutes(1);

    private const int TokenBytes = 32;

    public async Task<Outcome<CallTicket>> Ticket(Actor actor, VisitId visit, CancellationToken cancel)
    {
        var token = Convert.ToBase64String(RandomNumberGenerator.GetBytes(TokenBytes)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
        var expires = changes.Clock.Now() + TicketLife;
        var refusal = await changes.Write(actor, visit, CareAction.JoinCall, async act =>
        {
            if (act.State.IsOver) return VisitRefusals.Over;
            if (actor.IsPatientSide && !act.State.IsAdmitted) return VisitRefusals.NotAdmitted;
            if (await IsFull(act, actor, cancel)) return VisitRefusals.CallFull;
            act.Transaction.Context.Add(new CallTicketRow { Hash = Hash(token), VisitId = visit.Value, PersonId = actor.PersonId.Value, IssuedAt = act.Now, ExpiresAt = expires });
            act.Audit(AuditAction.CallTicketIssued);
            return null;
        }, cancel);
        if (refusal is not null) return refusal;
        return new CallTicket(visit.ToString(), turn.For(visit, actor.PersonId, changes.Clock.GetUtcNow()), turn.HasServer, token, expires);
    }

    public Task<Outcome<CallStart>> Join(Actor actor, string mediaToken, ICallViewer viewer, CancellationToken cancel) => Enter(actor, mediaToken, resumed: null, viewer, cancel);

    public Task<Outcome<CallStart>> Resume(Actor actor, string mediaToken, CallParticipantId participant, ICallViewer viewer, CancellationToken cancel) =>
        Enter(actor, mediaToken, participant.Value, viewer, cancel);

    public Task<Outcome<IReadOnlyList<CallParticipant>>> Participants(Actor actor, VisitId visit, CancellationToken cancel) => desk.Present(actor, visit, cancel);

    public async Task<Outcome<Done>> Remove(Actor actor, VisitId visit, CallParticipantId participant, CancellationToken cancel)
    {
        var refusal = await changes.Write(actor, visit, CareAction.EndCallForAll, async act =>
        {
            var row = await act.Transaction.Context.Set<CallParticipantRow>().SingleOrDefaultAsync(one => one.Id == participant.Value && one.VisitId == visit.Value && one.LeftAt == null, cancel);
            if (row is null) return VisitRefusals.UnknownPeer;
            await act.Transaction.Context.Set<CallTicketRow>().Where(one => one.VisitId == visit.Value && one.PersonId == row.PersonId).ExecuteDeleteAsync(cancel);
            if (row.Kind is (short)ActorKind.Patient or (short)ActorKind.RelatedPerson)
            {
                if (act.Take(WaitingRoom.Return(act.State), VisitMomentKind.Returned, AuditAction.VisitReturned) is { } no) return no;
                act.Row.LastSeenAt = act.Now;
                await departures.OfPatientsSide(act, Departure.Returned, cancel);
                return null;
            }

            await departures.OfOne(act, row.Id, Departure.Removed, VisitMomentKind.Removed, cancel);
            act.Audit(AuditAction.CallLeft, nameof(Departure.Removed));
            return null;
        }, cancel);
        return refusal is null ? Done.It : refusal;
    }

    private async Task<Outcome<CallStart>> Enter(Actor actor, string mediaToken, Guid? resumed, ICallViewer viewer, CancellationToken cancel)
    {
        var hash = Hash(mediaToken);
        if (await Known(actor, hash, cancel) is not { } ticket) return await Refuse(actor, visit: null, cancel);
        var visit = new VisitId(ticket.VisitId);
        var holder = Guid.CreateVersion7();
        CallParticipantRow? own = null;
        CallPlace? place = null;
        var refusal = await changes.Write(actor, visit, CareAction.JoinCall, async act =>
        {
            if (act.State.IsOver || (actor.IsPatientSide && !IsGood(act, ticket))) return VisitRefusals.UnknownMediaToken;
            if (await IsFull(act, actor, cancel)) return VisitRefusals.CallFull;
            var now = act.Now;

            // The one who changes the row has the token; whoever is second finds it used.
            var used = await act.Transaction.Context.Set<CallTicketRow>().Where(row => row.Hash == hash && row.UsedAt == null).ExecuteUpdateAsync(row => row.SetProperty(one => one.UsedAt, now), cancel);
            if (used != 1) return VisitRefusals.UnknownMediaToken;
            own = resumed is { } before ? await Back(act, actor, before, holder, cancel) : null;
            own ??= await NewPlace(act, actor, holder, cancel);
            place = new CallPlace(visit.Value, act.Row.ConversationId, act.Row.CareTeamId, act.Row.PatientId);
            return null;
        }, cancel);
        if (refusal == VisitRefusals.UnknownMediaToken) return await Refuse(actor, visit, cancel);
        if (refusal is not null) return refusal;
        var seat = new CallSeat(actor, place!, own!.Id, holder, viewer, desk, logger);
        rooms.Add(seat);
        try
        {
            var news = await desk.Read(seat, people: true);
            if (news.OwnEnd is not null || news.Peers is not { } peers) return VisitRefusals.UnknownMediaToken;
            seat.Shown(peers);
            return new CallStart(new CallParticipantId(own.Id), CallDesk.Lease, peers, seat);
        }
        catch
        {
            await seat.DisposeAsync();
            throw;
        }
    }

    /// <summary>A patient's token is of the admission it was issued in: whoever was returned to waiting meanwhile needs another.</summary>
    private static bool IsGood(VisitAct act, CallTicketRow ticket) => act.State.IsAdmitted && act.Row.AdmittedAt <= ticket.IssuedAt;

    /// <summary>Whether another person of the actor's own side is in.</summary>
    private static Task<bool> IsFull(VisitAct act, Actor actor, CancellationToken cancel)
    {
        var (visit, person, staff, isStaff) = (act.Row.Id, actor.PersonId.Value, (short)ActorKind.Practitioner, actor.IsStaff);
        return act.Transaction.Context.Set<CallParticipantRow>().AnyAsync(
            row => row.VisitId == visit && row.LeftAt == null && row.PersonId != person && (row.Kind == staff) == isStaff,
            cancel);
    }

    private async Task<CallTicketRow?> Known(Actor actor, byte[] hash, CancellationToken cancel)
    {
        var (person, now) = (actor.PersonId.Value, changes.Clock.GetUtcNow());
        await using var context = await contexts.CreateDbContextAsync(cancel);
        return await context.Set<CallTicketRow>().AsNoTracking().SingleOrDefaultAsync(row => row.Hash == hash && row.PersonId == person && row.UsedAt == null && row.ExpiresAt > now, cancel);
    }

    private async Task<CallParticipantRow?> Back(VisitAct act, Actor actor, Guid place, Guid holder, CancellationToken cancel)
    {
        var person = actor.PersonId.Value;
        var row = await act.Transaction.Context.Set<CallParticipantRow>().SingleOrDefaultAsync(one => one.Id == place && one.VisitId == act.Row.Id && one.PersonId == person && one.LeftAt == null, cancel);
        if (row is null) return null;
        (row.Holder, row.LeaseUntil) = (holder, act.Now + CallDesk.HeldLease);
        return row;
    }

    private async Task<CallParticipantRow> NewPlace(VisitAct act, Actor actor, Guid holder, CancellationToken cancel)
    {
        var visit = act.Row.Id;
        await departures.OfPerson(act, actor.PersonId.Value, Departure.Elsewhere, VisitMomentKind.ContinuedElsewhere, cancel);
        var wasHere = await act.Transaction.Context.Set<CallParticipantRow>().AnyAsync(row => row.VisitId == visit && row.PersonId == actor.PersonId.Value, cancel);
        var id = Guid.CreateVersion7(act.Now);
        var row = new CallParticipantRow
        {
            Id = id,
            VisitId = visit,
            PersonId = actor.PersonId.Value,
            Kind = (short)actor.Kind,
            Name = act.Key.Seal(actor.DisplayName.Reveal(), CallRooms.NameContext(visit, id)),
            JoinedAt = act.Now,
            Holder = holder,
            LeaseUntil = act.Now + CallDesk.HeldLease,
        };
        act.Transaction.Context.Add(row);
        act.Moment(wasHere ? VisitMomentKind.CameBack : VisitMomentKind.Joined);
        act.Audit(AuditAction.CallJoined);
        act.Row.CallSince ??= act.Now;
        act.Changed();
        act.Tell(NudgeKind.Call, visit);
        await Begin(act, actor, cancel);
        return row;
    }

    /// <summary>The visit begins when both sides are in.</summary>
    private static async Task Begin(VisitAct act, Actor actor, CancellationToken cancel)
    {
        var visit = act.Row.Id;
        var others = await act.Transaction.Context.Set<CallParticipantRow>().Where(row => row.VisitId == visit && row.LeftAt == null).ToListAsync(cancel);
        var staffIsIn = actor.IsStaff || others.Exists(row => row is { LeftAt: null, Kind: (short)ActorKind.Practitioner });
        var patientIsIn = actor.IsPatientSide || others.Exists(row => row is { LeftAt: null, Kind: (short)ActorKind.Patient or (short)ActorKind.RelatedPerson });
        if (!WaitingRoom.Joined(act.State, patientIsIn && act.State.IsAdmitted, staffIsIn, act.Now).TryGet(out var joined, out _) || joined is null) return;
        act.Row.Take(joined);
        if (act.State.StartedAt is null && joined.StartedAt is not null) await act.Log(new EventBody.VisitStarted(new VisitId(visit)), OutboxKind.VisitChanged, cancel);
    }

    private async Task<Refusal> Refuse(Actor actor, VisitId? visit, CancellationToken cancel)
    {
        await audit.WriteAlone(new AuditEntry(actor, AuditAction.CallRefused, AuditOutcome.Refused) { Subject = visit?.Value, Code = VisitRefusals.UnknownMediaToken.Reason }, cancel);
        return VisitRefusals.UnknownMediaToken;
    }

    /// <summary>A token is 32 random bytes: no key is needed to keep its hash from being guessed.</summary>
    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
