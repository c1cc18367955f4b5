using Microsoft.EntityFrameworkCore;
using Portal.Domain.Audit;
using Portal.Domain.Conversations;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Domain.Visits;
using Portal.Infrastructure.Conversations;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Shared.Outbox;

namespace Portal.Infrastructure.Visits;

/// <inheritdoc/>
internal sealed class WaitingRoomService(
    VisitChanges changes,
    VisitViews views,
    CallDepartures departures,
    ConversationAccess access,
    IDbContextFactory<PortalDbContext> contexts) : IWaitingRoom
{
    public Task<Outcome<VisitView>> Prepare(Actor actor, VisitId visit, CancellationToken cancel) =>
        OfPatientsSide(actor, visit, act => Task.FromResult(act.Take(WaitingRoom.Prepare(act.State, act.Now), VisitMomentKind.Preparing, AuditAction.VisitChanged)), cancel);

    public Task<Outcome<VisitView>> CheckIn(Actor actor, VisitId visit, DeviceCheck? devices, CancellationToken cancel) =>
        OfPatientsSide(actor, visit, async act =>
        {
            var outcome = WaitingRoom.CheckIn(act.State, act.Now);
            if (act.Take(outcome, VisitMomentKind.CheckedIn, AuditAction.VisitCheckedIn) is { } refusal) return refusal;
            if (devices is not null)
            {
                act.SetBody(act.Body() with { Devices = [(int)devices.Camera, (int)devices.Microphone, (int)devices.Speaker, (int)devices.Network] });
                act.Changed();
            }

            if (outcome.Value is null) return null;
            act.Row.LastSeenAt = act.Now;
            await act.Log(new EventBody.VisitCheckedIn(visit), OutboxKind.VisitChanged, cancel);
            return null;
        }, cancel);

    public async Task<Outcome<VisitView>> StillHere(Actor actor, VisitId visit, CancellationToken cancel)
    {
        if (!actor.IsPatientSide) return Refusal.Forbidden;
        if (await changes.ConversationOf(visit, cancel) is not { } conversation) return Refusal.NotFound;
        var admitted = await access.Admit(actor, new ConversationId(conversation), _ => CareAction.JoinCall, cancel);
        if (!admitted.TryGet(out _, out var refusal)) return refusal;

        // Without the lock: nothing is decided by it, and a sign of life must not stand in line.
        var now = changes.Clock.Now();
        await using (var context = await contexts.CreateDbContextAsync(cancel))
            await context.Set<VisitRow>().Where(row => row.Id == visit.Value).ExecuteUpdateAsync(row => row.SetProperty(one => one.LastSeenAt, now), cancel);
        return await views.One(actor, visit.Value, cancel) is { } view ? view : Refusal.NotFound;
    }

    public Task<Outcome<VisitView>> Leave(Actor actor, VisitId visit, CancellationToken cancel) =>
        OfPatientsSide(actor, visit, async act =>
        {
            if (act.Take(WaitingRoom.Leave(act.State), VisitMomentKind.LeftWaiting, AuditAction.VisitChanged) is { } refusal) return refusal;
            await departures.OfPatientsSide(act, Departure.Left, cancel);
            return null;
        }, cancel);

    public Task<Outcome<VisitView>> AskForCallBack(Actor actor, VisitId visit, ClinicalText number, CancellationToken cancel) =>
        OfPatientsSide(actor, visit, act =>
        {
            if (act.State.IsOver) return Task.FromResult<Refusal?>(VisitRefusals.Over);
            if (act.Row is { CallBackAskedAt: not null, CallBackDoneAt: null } && act.Body().Number == number.Reveal()) return Task.FromResult<Refusal?>(null);
            act.SetBody(act.Body() with { Number = number.Reveal() });
            (act.Row.CallBackAskedAt, act.Row.CallBackDoneAt, act.Row.CallBackDoneBy) = (act.Now, null, null);
            act.Moment(VisitMomentKind.AskedForCallBack);
            act.Audit(AuditAction.VisitChanged, nameof(VisitMomentKind.AskedForCallBack));
            act.Changed();
            return Task.FromResult<Refusal?>(null);
        }, cancel);

    public Task<Outcome<VisitView>> CalledBack(Actor actor, VisitId visit, CancellationToken cancel) =>
        changes.Change(actor, visit, CareAction.Admit, act =>
        {
            if (act.Row.CallBackAskedAt is null || act.Row.CallBackDoneAt is not null) return Task.FromResult<Refusal?>(null);
            (act.Row.CallBackDoneAt, act.Row.CallBackDoneBy) = (act.Now, actor.PersonId.Value);
            act.Moment(VisitMomentKind.CalledBack);
            act.Audit(AuditAction.VisitChanged, nameof(VisitMomentKind.CalledBack));
            act.Changed();
            return Task.FromResult<Refusal?>(null);
        }, cancel);

    public Task<Outcome<VisitView>> Admit(Actor actor, VisitId visit, CancellationToken cancel) =>
        changes.Change(actor, visit, CareAction.Admit, act => Task.FromResult(act.Take(WaitingRoom.Admit(act.State, act.Now), VisitMomentKind.Admitted, AuditAction.VisitAdmitted)), cancel);

    public Task<Outcome<VisitView>> ReturnToWaiting(Actor actor, VisitId visit, ClinicalText? words, CancellationToken cancel) =>
        changes.Change(actor, visit, CareAction.Admit, async act =>
        {
            var outcome = WaitingRoom.Return(act.State);
            if (act.Take(outcome, VisitMomentKind.Returned, AuditAction.VisitReturned) is { } refusal) return refusal;
            if (outcome.Value is null) return null;
            act.Row.LastSeenAt = act.Now;
            act.SetBody(act.Body() with { Words = words?.Reveal() });
            await departures.OfPatientsSide(act, Departure.Returned, cancel);
            return null;
        }, cancel);

    public Task<Outcome<VisitView>> Decline(Actor actor, VisitId visit, ClinicalText words, CancellationToken cancel) =>
        Over(actor, visit, CareAction.Admit, act => WaitingRoom.Decline(act.State, act.Now), VisitMomentKind.Declined, AuditAction.VisitDeclined, VisitOutcome.Declined, words, cancel);

    public Task<Outcome<VisitView>> End(Actor actor, VisitId visit, CancellationToken cancel) =>
        Over(actor, visit, CareAction.EndCallForAll, act => WaitingRoom.End(act.State, act.Now), VisitMomentKind.Ended, AuditAction.VisitEnded, VisitOutcome.Held, words: null, cancel);

    /// <summary>Any end of a visit: whoever is in the call goes, and the log tells how it ended.</summary>
    internal Task<Outcome<VisitView>> Over(
        Actor actor,
        VisitId visit,
        CareAction action,
        Func<VisitAct, Outcome<VisitState?>> rule,
        VisitMomentKind moment,
        AuditAction audit,
        VisitOutcome how,
        ClinicalText? words,
        CancellationToken cancel) =>
        changes.Change(actor, visit, action, async act =>
        {
            var outcome = rule(act);
            if (act.Take(outcome, moment, audit) is { } refusal) return refusal;
            if (outcome.Value is null) return null;
            if (words is { } said) act.SetBody(act.Body() with { Words = said.Reveal() });
            await departures.OfAll(act, how == VisitOutcome.Held ? Departure.Ended : Departure.Cancelled, cancel);
            await act.Log(new EventBody.VisitEnded(visit, how), OutboxKind.VisitChanged, cancel);
            return null;
        }, cancel);

    /// <summary>Staff may join a call, but never knock.</summary>
    private Task<Outcome<VisitView>> OfPatientsSide(Actor actor, VisitId visit, Func<VisitAct, Task<Refusal?>> change, CancellationToken cancel) =>
        changes.Change(actor, visit, CareAction.JoinCall, act => actor.IsPatientSide ? change(act) : Task.FromResult<Refusal?>(Refusal.Forbidden), cancel);
}
