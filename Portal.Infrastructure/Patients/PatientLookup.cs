using Microsoft.EntityFrameworkCore;
using Portal.Domain.Audit;
using Portal.Domain.Identity;
using Portal.Domain.Patients;
using Portal.Domain.Shared;
using Portal.Infrastructure.Audit;
using Portal.Infrastructure.Conversations;
using Portal.Infrastructure.Identity;
using Portal.Infrastructure.Shared.Database;

namespace Portal.Infrastructure.Patients;

/// <inheritdoc/>
internal sealed class PatientLookup(
    IDbContextFactory<PortalDbContext> contexts,
    GrantsReader grants,
    AccessGate gate,
    AuditWriter audit,
    PatientCards cards,
    PatientSearch search,
    TimeProvider clock) : IPatients
{
    public async Task<Outcome<IReadOnlyList<PatientCard>>> Find(Actor actor, string words, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var granted = await grants.Of(actor, cancel);
        var careTeams = granted.ActiveTeams(now).ToList();
        var facts = AccessFacts.None with { IsTeamMember = careTeams.Count > 0 };
        if (await gate.Refuse(actor, CareAction.FindPatientInPanel, facts, Target.None, cancel) is { } refusal) return refusal;
        if (SearchTerms.Ask(words) is not { } question) return Refusal.Invalid("words", $"must be 1 to {SearchTerms.WordLimit} words, at most {SearchTerms.QuestionLimit} characters");
        await using var context = await contexts.CreateDbContextAsync(cancel);
        var panel = context.Set<ConversationRow>().Where(row => row.PatientId != null && careTeams.Contains(row.CareTeamId)).Select(row => row.PatientId!.Value);
        var found = await search.Find(context, panel, question, cancel);
        context.Add(await audit.Row(new AuditEntry(actor, AuditAction.PatientSearched), cancel));
        await context.SaveChangesAsync(cancel);
        return found.OrderBy(card => card.Name.Family, StringComparer.InvariantCultureIgnoreCase).ThenBy(card => card.Name.Given, StringComparer.InvariantCultureIgnoreCase).ToList();
    }

    public async Task<Outcome<PatientCard>> Card(Actor actor, PersonId patient, CancellationToken cancel)
    {
        await using var context = await contexts.CreateDbContextAsync(cancel);
        var facts = await context.FactsAbout(actor, await grants.Of(actor, cancel), patient.Value, clock.GetUtcNow(), cancel);
        if (await gate.Refuse(actor, CareAction.ViewDemographics, facts, new Target { Patient = patient }, cancel) is { } refusal) return refusal;
        if (await cards.Open(context, [patient.Value], cancel) is not [var card]) return Refusal.NotFound;
        context.Add(await audit.Row(new AuditEntry(actor, AuditAction.PatientViewed) { Patient = patient }, cancel));
        await context.SaveChangesAsync(cancel);
        return actor.Kind is ActorKind.Integration or ActorKind.Bot ? await OfOwnSystems(context, actor, card, cancel) : card;
    }

    /// <summary>What another integration calls the patient is not this one's to know.</summary>
    private static async Task<PatientCard> OfOwnSystems(PortalDbContext context, Actor actor, PatientCard card, CancellationToken cancel)
    {
        var systems = actor.Integration is { } integration ? await context.OwnSystems(integration.Value).ToListAsync(cancel) : [];
        return card with { Identifiers = [.. card.Identifiers.Where(identifier => systems.Contains(identifier.System, StringComparer.Ordinal))] };
    }
}
