using Microsoft.EntityFrameworkCore;
using Portal.Domain.Audit;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Domain.Visits;
using Portal.Infrastructure.Conversations;
using Portal.Infrastructure.Conversations.Live;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Shared.Keys;

namespace Portal.Infrastructure.Visits;

/// <summary>What seats read and write. Participants change under the visit's lock; mail does not need it, since only its receiver takes it away.</summary>
internal sealed class CallDesk(
    CallRooms rooms,
    CallDepartures departures,
    VisitChanges changes,
    ConversationAccess access,
    ConversationBus bus,
    KeyVault vault,
    IDbContextFactory<PortalDbContext> contexts)
{
    /// <summary>How long a place is kept without a connection.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(25);

    /// <summary>Of a place whose connection lives; renewed by <see cref="CallHolder"/> long before.</summary>
    public static readonly TimeSpan HeldLease = TimeSpan.FromSeconds(40);

    /// <summary>A longer silence is an event of the visit.</summary>
    private const int AudioGapMs = 5_000;
    private const int MailLimit = 100;

    public TimeProvider Clock => changes.Clock;

    public void Forget(CallSeat seat) => rooms.Remove(seat);

    /// <summary>Null while the actor may be in this call.</summary>
    public async Task<Refusal?> Refused(CallSeat seat, CancellationToken cancel) =>
        (await access.Admit(seat.Actor, new ConversationId(seat.Place.Conversation), _ => CareAction.JoinCall, cancel)).Refusal;

    /// <summary>Who is in, for somebody who may end the call.</summary>
    public async Task<Outcome<IReadOnlyList<CallParticipant>>> Present(Actor actor, VisitId visit, CancellationToken cancel)
    {
        if (await changes.ConversationOf(visit, cancel) is not { } conversation) return Refusal.NotFound;
        if ((await access.Admit(actor, new ConversationId(conversation), _ => CareAction.EndCallForAll, cancel)).Refusal is { } refusal) return refusal;
        var key = await vault.Get(DataKeyKind.Conversation, conversation, cancel);
        await using var context = await contexts.CreateDbContextAsync(cancel);
        var present = await context.Set<CallParticipantRow>().AsNoTracking().Where(row => row.VisitId == visit.Value && row.LeftAt == null).OrderBy(row => row.JoinedAt).ToListAsync(cancel);
        return present.ConvertAll(row => new CallParticipant(new CallParticipantId(row.Id), new PersonId(row.PersonId), (ActorKind)row.Kind, Name(row, key), row.JoinedAt.ToUniversalTime()));
    }

    public async Task<CallNews> Read(CallSeat seat, bool people)
    {
        if (people && await Refused(seat, CancellationToken.None) is not null)
        {
            await Leave(seat, Departure.Access, CancellationToken.None);
            return new CallNews(Departure.Access, null, new Dictionary<Guid, Departure>(), []);
        }

        var key = await Key(seat);
        await using var context = await contexts.CreateDbContextAsync();
        var own = await context.Set<CallParticipantRow>().AsNoTracking().SingleAsync(row => row.Id == seat.Id);
        if (own.LeftAt is not null) return new CallNews((Departure)own.Left, null, new Dictionary<Guid, Departure>(), []);
        IReadOnlyList<CallPeer>? peers = null;
        var gone = new Dictionary<Guid, Departure>();
        if (people)
        {
            var others = await context.Set<CallParticipantRow>().AsNoTracking().Where(row => row.VisitId == seat.Visit && row.Id != seat.Id).ToListAsync();
            peers = [.. others.Where(row => row.LeftAt is null).OrderBy(row => row.JoinedAt).Select(row => Peer(row, own, key))];
            gone = others.Where(row => row.LeftAt is not null).ToDictionary(row => row.Id, row => (Departure)row.Left);
        }

        var mail = await context.Set<CallSignalRow>().AsNoTracking().Where(row => row.ToId == seat.Id).OrderBy(row => row.Id).Take(MailLimit).ToListAsync();
        return new CallNews(null, peers, gone, mail.ConvertAll(row => new CallMail(row.Id, row.FromId, SignalBody.Read(key.Open(row.Body, SignalContext(row.FromId, row.ToId))))));
    }

    public async Task Delivered(CallSeat seat, IReadOnlyList<CallMail> mail)
    {
        if (mail.Count == 0) return;
        var ids = mail.Select(one => one.Id).ToList();
        await using (var context = await contexts.CreateDbContextAsync())
            await context.Set<CallSignalRow>().Where(row => ids.Contains(row.Id)).ExecuteDeleteAsync();
        if (mail.Count == MailLimit) seat.SignalMail();
    }

    public async Task<Outcome<Done>> Post(CallSeat seat, Guid to, CallSignal signal, CancellationToken cancel)
    {
        var key = await Key(seat);
        await using var context = await contexts.CreateDbContextAsync(cancel);
        if (!await context.Set<CallParticipantRow>().AnyAsync(row => row.Id == to && row.VisitId == seat.Visit && row.LeftAt == null && row.Id != seat.Id, cancel)) return VisitRefusals.UnknownPeer;
        context.Add(new CallSignalRow { ToId = to, FromId = seat.Id, At = Clock.Now(), Body = key.Seal(SignalBody.Write(signal), SignalContext(seat.Id, to)) });
        await context.SaveChangesAsync(cancel);
        bus.Publish(new Nudge(NudgeKind.Signal, seat.Place.Conversation, seat.Place.CareTeam, seat.Place.Patient) { Subject = to });
        return Done.It;
    }

    public Task<Outcome<Done>> Sends(CallSeat seat, MediaSent media, CancellationToken cancel) =>
        Change(seat, (act, row) =>
        {
            if ((row.Audio, row.Video, row.Screen) == (media.Audio, media.Video, media.Screen)) return;
            if (row.Screen != media.Screen) act.Moment(media.Screen ? VisitMomentKind.SharedScreen : VisitMomentKind.StoppedSharing);
            (row.Audio, row.Video, row.Screen) = (media.Audio, media.Video, media.Screen);
            act.Tell(NudgeKind.Call, seat.Visit);
        }, cancel);

    public Task<Outcome<Done>> Stands(CallSeat seat, RecoveryStep step, CancellationToken cancel) =>
        Change(seat, (act, row) =>
        {
            if (row.Step == (short)step) return;
            row.Step = (short)step;
            act.Moment(VisitMomentKind.Recovering, (long)step);
            act.Tell(NudgeKind.Call, seat.Visit);
        }, cancel);

    public async Task<Outcome<Done>> Measured(CallSeat seat, QualitySample sample, CancellationToken cancel)
    {
        await using (var context = await contexts.CreateDbContextAsync(cancel))
        {
            context.Add(new CallQualityRow
            {
                VisitId = seat.Visit,
                ParticipantId = seat.Id,
                At = sample.At,
                RoundTripMs = sample.RoundTripMs,
                JitterMs = sample.JitterMs,
                LossPercent = sample.LossPercent,
                SentKbps = sample.SentKbps,
                ReceivedKbps = sample.ReceivedKbps,
                Freezes = sample.Freezes,
                FrozenMs = sample.FrozenMs,
                AudioGapMs = sample.AudioGapMs,
                IsRelayed = sample.IsRelayed,
                Mode = (short)sample.Mode,
            });
            await context.SaveChangesAsync(cancel);
        }

        return sample.AudioGapMs > AudioGapMs ? await Change(seat, (act, _) => act.Moment(VisitMomentKind.AudioGap, sample.AudioGapMs), cancel) : Done.It;
    }

    public async Task Leave(CallSeat seat, Departure how, CancellationToken cancel) =>
        await changes.Write(Actor.System, new VisitId(seat.Visit), CareAction.EndCallForAll, async act =>
        {
            if (await departures.OfOne(act, seat.Id, how, VisitMomentKind.LeftCall, cancel) > 0)
                act.Transaction.Audit(ConversationTransaction.Entry(seat.Actor, AuditAction.CallLeft, act.Conversation) with { Subject = seat.Visit, Code = how.ToString() });
            return null;
        }, cancel);

    /// <summary>Who may no longer be here goes at once; for everybody else the lease runs.</summary>
    public async Task ConnectionLost(CallSeat seat)
    {
        if (await Refused(seat, CancellationToken.None) is not null)
        {
            await Leave(seat, Departure.Access, CancellationToken.None);
            return;
        }

        var until = Clock.GetUtcNow() + Lease;
        await using var context = await contexts.CreateDbContextAsync();
        await context.Set<CallParticipantRow>().Where(row => row.Id == seat.Id && row.Holder == seat.Holder && row.LeftAt == null)
            .ExecuteUpdateAsync(row => row.SetProperty(one => one.LeaseUntil, until));
    }

    private static CallPeer Peer(CallParticipantRow row, CallParticipantRow own, DataKey key) => new(
        new CallParticipantId(row.Id),
        new PersonId(row.PersonId),
        (ActorKind)row.Kind,
        Name(row, key),
        IsPolite(own, row),
        new MediaSent(row.Audio, row.Video, row.Screen),
        (RecoveryStep)row.Step);

    private static ClinicalText Name(CallParticipantRow row, DataKey key) => new(key.OpenText(row.Name, CallRooms.NameContext(row.VisitId, row.Id)));

    /// <summary>Between two exactly one is polite: the patient's side; between two of one side whoever joined later.</summary>
    private static bool IsPolite(CallParticipantRow own, CallParticipantRow other)
    {
        var (isStaff, otherIsStaff) = (own.Kind == (short)ActorKind.Practitioner, other.Kind == (short)ActorKind.Practitioner);
        return isStaff == otherIsStaff ? (own.JoinedAt, own.Id).CompareTo((other.JoinedAt, other.Id)) > 0 : !isStaff;
    }

    private static byte[] SignalContext(Guid from, Guid to) => Context.Of("call-signal", from, to);

    private async Task<Outcome<Done>> Change(CallSeat seat, Action<VisitAct, CallParticipantRow> change, CancellationToken cancel)
    {
        var refusal = await changes.Write(seat.Actor, new VisitId(seat.Visit), CareAction.JoinCall, async act =>
        {
            var row = await act.Transaction.Context.Set<CallParticipantRow>().SingleAsync(one => one.Id == seat.Id, cancel);
            if (row.LeftAt is not null) return VisitRefusals.UnknownPeer;
            change(act, row);
            return null;
        }, cancel);
        return refusal is null ? Done.It : refusal;
    }

    private ValueTask<DataKey> Key(CallSeat seat) => vault.Get(DataKeyKind.Conversation, seat.Place.Conversation, CancellationToken.None);
}
