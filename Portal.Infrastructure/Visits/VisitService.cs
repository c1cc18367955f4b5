using Microsoft.EntityFrameworkCore;
using Portal.Domain.Audit;
using Portal.Domain.Conversations;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Domain.Visits;
using Portal.Infrastructure.Audit;
using Portal.Infrastructure.Conversations;
using Portal.Infrastructure.Identity;
using Portal.Infrastructure.Shared.Keys;
using Portal.Infrastructure.Shared.Outbox;

namespace Portal.Infrastructure.Visits;

/// <inheritdoc/>
internal sealed class VisitService(
    VisitChanges changes,
    VisitViews views,
    VisitRecords records,
    WaitingRoomService waitingRoom,
    ConversationAccess access,
    ConversationWriting writing,
    GrantsReader grants,
    AuditWriter audit) : IVisits
{
    private const int UpcomingLimit = 50;
    private const int CalendarLimit = 1_000;
    private static readonly TimeSpan CalendarSpan = TimeSpan.FromDays(31);

    public async Task<Outcome<VisitView>> Book(Actor actor, NewVisit request, CancellationToken cancel)
    {
        var id = Id.New<VisitId>();
        await using (var transaction = await ConversationTransaction.Begin(writing, cancel))
        {
            if ((await transaction.Lock([request.Conversation.Value], cancel))[0] is not { } conversation) return Refusal.NotFound;
            if (await transaction.Refuse(actor, CareAction.BookVisit, conversation, more: null, cancel) is { } denied) return denied;
            var now = changes.Clock.Now();
            if (conversation is not { Kind: (short)ConversationKind.Patient, PatientId: { } patient }) return VisitRefusals.NotAPatientConversation;
            if (conversation.Status == (short)ConversationStatus.Closed) return ConversationRefusals.Closed;
            if (request.ScheduledFor is { } at && Appointments.Refuse(at, now) is { } badTime) return badTime;
            if (!await IsMember(transaction, request.Practitioner, conversation.CareTeamId, now, cancel)) return VisitRefusals.UnknownPractitioner;
            var row = new VisitRow
            {
                Id = id.Value,
                ConversationId = conversation.Id,
                PatientId = patient,
                CareTeamId = conversation.CareTeamId,
                PractitionerId = request.Practitioner?.Value,
                Status = (short)VisitStatus.Booked,
                Waiting = (short)WaitingState.Expected,
                ScheduledFor = request.ScheduledFor ?? now,
                Minutes = (int)request.Length.TotalMinutes,
                CreatedAt = now,
            };
            var key = await writing.Vault.Get(DataKeyKind.Conversation, conversation.Id, cancel);
            var act = new VisitAct(actor, transaction, conversation, row, key, now);
            act.SetBody(new VisitBody { Reason = request.Reason.Reveal() });
            transaction.Context.Add(row);
            act.Moment(VisitMomentKind.Booked);
            act.Audit(AuditAction.VisitBooked);
            act.Changed();
            await act.Log(new EventBody.VisitScheduled(id, row.ScheduledFor, request.Length), OutboxKind.VisitScheduled, cancel);
            await act.Finish(cancel);
        }

        return await views.One(actor, id.Value, cancel) is { } view ? view : Refusal.NotFound;
    }

    public async Task<Outcome<VisitView>> View(Actor actor, VisitId visit, CancellationToken cancel)
    {
        if (await changes.ConversationOf(visit, cancel) is not { } conversation) return Refusal.NotFound;
        var admitted = await access.Admit(actor, new ConversationId(conversation), _ => CareAction.SeeWaitingRoom, cancel);
        if (!admitted.TryGet(out _, out var refusal)) return refusal;
        return await views.One(actor, visit.Value, cancel) is { } view ? view : Refusal.NotFound;
    }

    public async Task<Outcome<IReadOnlyList<VisitView>>> Upcoming(Actor actor, ConversationId conversation, CancellationToken cancel)
    {
        var admitted = await access.Admit(actor, conversation, _ => CareAction.SeeWaitingRoom, cancel);
        if (!admitted.TryGet(out _, out var refusal)) return refusal;
        var found = await views.Of(actor, visits => visits.Where(row => row.ConversationId == conversation.Value && row.EndedAt == null).OrderBy(row => row.ScheduledFor).Take(UpcomingLimit), cancel);
        return found.ToList();
    }

    public async Task<Outcome<IReadOnlyList<VisitView>>> Calendar(Actor actor, CalendarQuery query, CancellationToken cancel)
    {
        if (query.To <= query.From || query.To - query.From > CalendarSpan) return Refusal.Invalid("$.to", "must be after from, within 31 days");
        var teams = await BoardScope.Of(actor, grants, writing.Clock, cancel);
        if (!teams.TryGet(out var own, out var refusal)) return refusal;
        var found = await views.Of(actor, visits =>
        {
            var wanted = visits.Where(row => own.Contains(row.CareTeamId) && row.ScheduledFor >= query.From && row.ScheduledFor < query.To);
            if (query.CareTeam is { } team) wanted = wanted.Where(row => row.CareTeamId == team.Value);
            if (query.Practitioner is { } practitioner) wanted = wanted.Where(row => row.PractitionerId == practitioner.Value);
            return wanted.OrderBy(row => row.ScheduledFor).ThenBy(row => row.Id).Take(CalendarLimit);
        }, cancel);
        return found.ToList();
    }

    public Task<Outcome<VisitView>> Move(Actor actor, VisitId visit, DateTimeOffset scheduledFor, TimeSpan? length, CancellationToken cancel) =>
        changes.Change(actor, visit, CareAction.BookVisit, async act =>
        {
            var lasting = length ?? act.State.Length;
            var outcome = WaitingRoom.Move(act.State, scheduledFor, lasting, act.Now);
            if (act.Take(outcome, VisitMomentKind.Moved, AuditAction.VisitMoved) is { } refusal) return refusal;
            if (outcome.Value is null) return null;
            await act.Log(new EventBody.VisitScheduled(visit, scheduledFor, lasting), OutboxKind.VisitScheduled, cancel);
            return null;
        }, cancel);

    public Task<Outcome<VisitView>> Cancel(Actor actor, VisitId visit, ClinicalText words, CancellationToken cancel) =>
        waitingRoom.Over(actor, visit, CareAction.CancelVisit, act => WaitingRoom.Cancel(act.State, act.Now), VisitMomentKind.Cancelled, AuditAction.VisitCancelled, VisitOutcome.Cancelled, words, cancel);

    public Task<Outcome<VisitView>> NoShow(Actor actor, VisitId visit, CancellationToken cancel) =>
        waitingRoom.Over(actor, visit, CareAction.Admit, act => WaitingRoom.NoShow(act.State, act.Now), VisitMomentKind.NoShow, AuditAction.VisitNoShow, VisitOutcome.NoShow, words: null, cancel);

    public Task<Outcome<VisitView>> HandOver(Actor actor, VisitId visit, PersonId? practitioner, CancellationToken cancel) =>
        changes.Change(actor, visit, CareAction.Admit, async act =>
        {
            if (act.State.IsOver) return VisitRefusals.Over;
            if (!await IsMember(act.Transaction, practitioner, act.Row.CareTeamId, act.Now, cancel)) return VisitRefusals.UnknownPractitioner;
            if (act.State.Practitioner == practitioner) return null;
            act.Row.PractitionerId = practitioner?.Value;
            act.Moment(VisitMomentKind.HandedOver);
            act.Transaction.Audit(ConversationTransaction.Entry(actor, AuditAction.VisitHandedOver, act.Conversation) with { Subject = practitioner?.Value ?? visit.Value });
            act.Changed();
            return null;
        }, cancel);

    public async Task<Outcome<VisitRecord>> Record(Actor actor, VisitId visit, CancellationToken cancel)
    {
        if (await changes.ConversationOf(visit, cancel) is not { } conversation) return Refusal.NotFound;
        var admitted = await access.Admit(actor, new ConversationId(conversation), card => card.Reading, cancel);
        if (!admitted.TryGet(out var admission, out var refusal)) return refusal;
        if (await views.One(actor, visit.Value, cancel) is not { } view) return Refusal.NotFound;
        await audit.WriteAlone(
            new AuditEntry(actor, AuditAction.VisitRecordViewed)
            {
                Conversation = view.Conversation,
                Patient = view.Patient.Id,
                CareTeam = new CareTeamId(admission.Card.CareTeam),
                Subject = visit.Value,
            },
            cancel);
        return await records.Read(view, cancel);
    }

    /// <summary>Nobody in particular is fine; somebody has to be of the care team now.</summary>
    private static async Task<bool> IsMember(ConversationTransaction transaction, PersonId? practitioner, Guid careTeam, DateTimeOffset now, CancellationToken cancel) =>
        practitioner is not { } person
        || await transaction.Context.Set<MembershipRow>().AnyAsync(
            member => member.CareTeamId == careTeam && member.PersonId == person.Value && member.ValidFrom <= now && (member.ValidTo == null || now < member.ValidTo)
                && transaction.Context.Set<StaffAccount>().Any(staff => staff.Id == person.Value && staff.IsActive),
            cancel);
}
