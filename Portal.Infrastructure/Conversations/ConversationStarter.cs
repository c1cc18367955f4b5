using Microsoft.EntityFrameworkCore;
using Portal.Domain.Audit;
using Portal.Domain.Conversations;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Infrastructure.CareTeams;
using Portal.Infrastructure.Conversations.Live;
using Portal.Infrastructure.Identity;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Shared.Keys;
using Portal.Infrastructure.Shared.Outbox;

namespace Portal.Infrastructure.Conversations;

/// <summary>Makes conversations: key first, then row, audit event and outbox row in one transaction.</summary>
internal sealed class ConversationStarter(ConversationWriting writing, ConversationAccess access)
{
    public async Task<Outcome<Guid>> Start(Actor actor, NewConversation request, CancellationToken cancel)
    {
        var patient = actor.IsPatientSide ? actor.Patient ?? actor.PersonId : request.Patient;
        if (Objection(actor, request, patient) is { } objection) return objection;
        await using var context = await writing.Contexts.CreateDbContextAsync(cancel);
        var isTeam = request.Kind == ConversationKind.Team;
        var facts = (await GrantsReader.Read(context, actor, cancel)).Facts(actor, patient?.Value, request.CareTeam.Value, isTeam, writing.Clock.GetUtcNow());
        // A bot is in conversations that it was added to, and so in none that is yet to be.
        if (actor.Kind == ActorKind.Integration) facts = facts with { IntegrationReaches = await context.ReachesPatient(actor.Integration, patient?.Value, cancel) };
        var action = isTeam ? CareAction.WriteTeamConversation : CareAction.StartConversation;
        if (AccessPolicy.Refuse(actor, action, facts) is { } refusal)
        {
            await writing.Audit.WriteAlone(new AuditEntry(actor, AuditAction.AccessRefused, AuditOutcome.Refused) { Patient = patient, CareTeam = request.CareTeam, Code = action.ToString() }, cancel);

            // Staff name a care team in the body: one that is not theirs is unknown to them, as is one that does not exist.
            return actor.IsStaff ? ConversationRefusals.UnknownCareTeam : refusal;
        }

        if (!await context.Set<CareTeamRow>().AnyAsync(team => team.Id == request.CareTeam.Value && team.IsActive, cancel)) return ConversationRefusals.UnknownCareTeam;
        if (actor.IsStaff && patient is { } person && !await IsInPanel(context, actor, person, cancel)) return ConversationRefusals.UnknownPatient;
        if (isTeam && patient is { } about) return await TeamConversation(actor, about.Value, request.CareTeam.Value, request.Topic, cancel);
        return await Create(actor, request.Kind, patient?.Value, request.CareTeam.Value, request.Topic, request.Priority, cancel);
    }

    /// <summary>
    /// The team conversation beside a patient's conversation, made when it is first needed; null where the actor may not act or there is no such conversation.
    /// A no leaves no trace here: what asks decides again behind the lock, and that no is recorded.
    /// </summary>
    public async Task<Guid?> TeamConversationFor(Actor actor, ConversationId conversation, CareAction action, CancellationToken cancel)
    {
        if (await access.CardFor(actor, conversation, action, cancel) is not { Kind: ConversationKind.Patient, Patient: { } patient } card) return null;
        return await TeamConversation(actor, patient, card.CareTeam, new ClinicalText("Team"), cancel);
    }

    /// <summary>The team conversation of that patient and care team, made by the portal where there is none yet; nobody asked, and nothing is decided.</summary>
    public Task<Guid> TeamConversationOf(Guid patient, Guid careTeam, CancellationToken cancel) => TeamConversation(Actor.System, patient, careTeam, new ClinicalText("Team"), cancel);

    /// <summary>One per patient and care team: two who start it at once get the same.</summary>
    private async Task<Guid> TeamConversation(Actor actor, Guid patient, Guid careTeam, ClinicalText topic, CancellationToken cancel)
    {
        if (await Find(patient, careTeam, cancel) is { } found) return found;
        try
        {
            return await Create(actor, ConversationKind.Team, patient, careTeam, topic, Priority.Routine, cancel);
        }
        catch (DbUpdateException error)
        {
            return await Find(patient, careTeam, cancel) ?? throw new InvalidOperationException("The team conversation can neither be made nor found.", error);
        }
    }

    private async Task<Guid?> Find(Guid patient, Guid careTeam, CancellationToken cancel)
    {
        await using var context = await writing.Contexts.CreateDbContextAsync(cancel);
        return await context.Set<ConversationRow>().Where(row => row.Kind == (short)ConversationKind.Team && row.PatientId == patient && row.CareTeamId == careTeam)
            .Select(row => (Guid?)row.Id).SingleOrDefaultAsync(cancel);
    }

    private async Task<Guid> Create(Actor actor, ConversationKind kind, Guid? patient, Guid careTeam, ClinicalText topic, Priority priority, CancellationToken cancel)
    {
        var id = Id.New<ConversationId>();
        var key = await writing.Vault.Create(DataKeyKind.Conversation, id.Value, cancel);
        var now = writing.Clock.Now();
        var row = new ConversationRow
        {
            Id = id.Value,
            Kind = (short)kind,
            PatientId = patient,
            CareTeamId = careTeam,
            Topic = key.Seal(topic.Reveal(), ConversationViews.TopicContext(id.Value)),
            Status = (short)ConversationStatus.Open,
            Priority = (short)priority,
            LastActivityAt = now,
            CreatedAt = now,
        };
        await using var context = await writing.Contexts.CreateDbContextAsync(cancel);
        context.Add(row);
        context.Add(await writing.Audit.Row(ConversationTransaction.Entry(actor, AuditAction.ConversationStarted, row), cancel));
        context.Add(new OutboxEventRow { Id = Guid.CreateVersion7(now), At = now, Kind = (short)OutboxKind.ConversationStarted, ConversationId = row.Id, ActorId = actor.PersonId.Value });
        if (actor.Kind == ActorKind.Bot)
            context.Add(new ParticipantRow { ConversationId = row.Id, PersonId = actor.PersonId.Value, Kind = (short)ActorKind.Bot, IsAdded = true });
        await context.SaveChangesAsync(cancel);
        writing.Bus.Publish(new Nudge(NudgeKind.Changed, row.Id, careTeam, patient));
        return row.Id;
    }

    private static Refusal? Objection(Actor actor, NewConversation request, PersonId? patient)
    {
        if (TextRules.Objection(request.Topic.Reveal(), TextRules.TopicLimit) is { } topic) return Refusal.Invalid("topic", topic);
        if (actor.IsPatientSide && (request.Kind != ConversationKind.Patient || request.Priority != Priority.Routine || request.Patient is not null)) return Refusal.Forbidden;
        return request.Kind == ConversationKind.Patient && patient is null ? Refusal.Invalid("patient", "is required") : null;
    }

    /// <summary>The panel: patients who have a conversation with a care team of the actor's.</summary>
    private async Task<bool> IsInPanel(PortalDbContext context, Actor actor, PersonId patient, CancellationToken cancel)
    {
        var now = writing.Clock.GetUtcNow();
        return await context.Set<ConversationRow>().AnyAsync(
            row => row.PatientId == patient.Value && context.Set<MembershipRow>().Any(member => member.CareTeamId == row.CareTeamId && member.PersonId == actor.PersonId.Value
                && member.ValidFrom <= now && (member.ValidTo == null || now < member.ValidTo)),
            cancel);
    }
}
