using Microsoft.EntityFrameworkCore;
using Portal.Domain.Audit;
using Portal.Domain.Conversations;
using Portal.Domain.Identity;
using Portal.Domain.Patients;
using Portal.Domain.Shared;
using Portal.Infrastructure.Conversations;
using Portal.Infrastructure.Identity;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Shared.Keys;
using Portal.Infrastructure.Shared.Outbox;

namespace Portal.Infrastructure.Patients.BreakGlass;

/// <summary>
/// Writes the grant: the row, its audit event, the event in the team conversation of each care team of the patient, what the outbox is to tell and the access version, in
/// one transaction, so that no grant stands untold. Locks in the order of all others: conversations by id, the patient's row, the access version.
/// </summary>
internal sealed class BreakGlassDeclaration(ConversationWriting writing, ConversationStarter starter, AccessChanges changes)
{
    public async Task<Outcome<BreakGlassGrant>> Declare(Actor actor, PatientCard patient, BreakGlassPurpose purpose, ClinicalText reason, CancellationToken cancel)
    {
        var teams = await TeamConversations(patient.Id.Value, cancel);
        var key = await writing.Vault.Get(DataKeyKind.Patient, patient.Id.Value, cancel);
        BreakGlassRow row;
        await using (var transaction = await ConversationTransaction.Begin(writing, cancel))
        {
            var locked = (await transaction.Lock(teams, cancel)).OfType<ConversationRow>().ToList();
            if (!await transaction.Context.HoldPatient(patient.Id.Value, cancel)) return Refusal.NotFound;
            if (await Refused(transaction.Context, actor, patient.Id.Value, cancel) is { } refusal) return refusal;
            row = Row(actor, patient.Id.Value, purpose);
            row.Reason = key.Seal(reason.Reveal(), ReasonContext(row.Id, row.PatientId));
            await Write(transaction, actor, row, reason, locked, cancel);
            await transaction.Context.SaveChangesAsync(cancel);

            // Last, since everybody's changes of access queue for this one row.
            await changes.Bump(transaction.Context, cancel);
            await transaction.Commit(cancel);
        }

        changes.Announce();
        return BreakGlassService.Shown(row, patient.Name.Display);
    }

    public static byte[] ReasonContext(Guid grant, Guid patient) => Context.Of("break-glass", grant, patient);

    private BreakGlassRow Row(Actor actor, Guid patient, BreakGlassPurpose purpose)
    {
        var now = writing.Clock.Now();
        return new BreakGlassRow
        {
            Id = Id.New<BreakGlassId>(now).Value,
            PersonId = actor.PersonId.Value,
            PatientId = patient,
            Purpose = (short)purpose,
            DeclaredAt = now,
            EndsAt = now + BreakGlassRules.Duration,
        };
    }

    private static async Task Write(ConversationTransaction transaction, Actor actor, BreakGlassRow row, ClinicalText reason, IReadOnlyList<ConversationRow> teams, CancellationToken cancel)
    {
        var (grant, purpose) = (new BreakGlassId(row.Id), (BreakGlassPurpose)row.Purpose);
        transaction.Context.Add(row);
        transaction.Audit(new AuditEntry(actor, AuditAction.BreakGlassDeclared) { Patient = new PersonId(row.PatientId), Subject = row.Id, Code = purpose.ToString(), BreakGlass = grant });
        foreach (var team in teams)
        {
            await transaction.Append(team, actor, new EventBody.BreakGlassDeclared(grant, purpose, reason, row.EndsAt), kind: null, targetSender: null, cancel);
            transaction.Changed(team);
        }

        transaction.Context.Add(new OutboxEventRow
        {
            Id = Guid.CreateVersion7(row.DeclaredAt),
            At = row.DeclaredAt,
            Kind = (short)OutboxKind.BreakGlassDeclared,
            SubjectId = row.Id,
            ActorId = row.PersonId,
        });
    }

    /// <summary>Behind the locks: of two declarations at once the second finds the first, and who was made a member meanwhile needs none.</summary>
    private async Task<Refusal?> Refused(PortalDbContext context, Actor actor, Guid patient, CancellationToken cancel)
    {
        var now = writing.Clock.GetUtcNow();
        var facts = await context.FactsAbout(actor, await GrantsReader.Read(context, actor, cancel), patient, now, cancel);
        if (facts.IsTeamMember) return BreakGlassRefusals.AlreadyInPanel;
        return facts.HasBreakGlass ? BreakGlassRefusals.Runs : null;
    }

    /// <summary>One of each care team that the patient has a conversation with, made first where absent: a conversation is never made inside another's lock.</summary>
    private async Task<IReadOnlyList<Guid>> TeamConversations(Guid patient, CancellationToken cancel)
    {
        List<Guid> careTeams;
        await using (var context = await writing.Contexts.CreateDbContextAsync(cancel))
            careTeams = await context.Set<ConversationRow>().Where(row => row.PatientId == patient).Select(row => row.CareTeamId).Distinct().ToListAsync(cancel);
        var teams = new List<Guid>(careTeams.Count);
        foreach (var careTeam in careTeams) teams.Add(await starter.TeamConversationOf(patient, careTeam, cancel));
        return teams;
    }
}
