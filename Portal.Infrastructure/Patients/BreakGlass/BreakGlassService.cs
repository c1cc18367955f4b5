using Microsoft.EntityFrameworkCore;
using Portal.Domain.Conversations;
using Portal.Domain.Identity;
using Portal.Domain.Patients;
using Portal.Domain.Shared;
using Portal.Infrastructure.Audit;
using Portal.Infrastructure.Identity;
using Portal.Infrastructure.Shared.Database;

namespace Portal.Infrastructure.Patients.BreakGlass;

/// <inheritdoc/>
internal sealed class BreakGlassService(
    IDbContextFactory<PortalDbContext> contexts,
    AccessGate gate,
    GrantsReader grants,
    PatientsOutside outside,
    PatientDirectory directory,
    BreakGlassDeclaration declaration,
    BreakGlassEnd end,
    TimeProvider clock) : IBreakGlass
{
    public async Task<Outcome<IReadOnlyList<string>>> Systems(Actor actor, CancellationToken cancel)
    {
        if (await Denied(actor, CareAction.FindPatientOutsidePanel, cancel) is { } refusal) return refusal;
        await using var context = await contexts.CreateDbContextAsync(cancel);
        return await context.SystemsOf(IdentifierSystemKind.Patient).OrderBy(system => system).ToListAsync(cancel);
    }

    public async Task<Outcome<PatientRef>> Find(Actor actor, Identifier identifier, DateOnly birthDate, CancellationToken cancel)
    {
        if (await Denied(actor, CareAction.FindPatientOutsidePanel, cancel) is { } refusal) return refusal;
        if (BreakGlassRules.Objection(identifier) is { } objection) return objection;
        return (await Outside(actor, identifier, birthDate, cancel)).Map(card => new PatientRef(card.Id, card.Name.Display));
    }

    public async Task<Outcome<BreakGlassGrant>> Declare(Actor actor, BreakGlassRequest request, CancellationToken cancel)
    {
        if (await Denied(actor, CareAction.DeclareBreakGlass, cancel) is { } refusal) return refusal;
        if (BreakGlassRules.Objection(request) is { } objection) return objection;
        var found = await Outside(actor, request.Identifier, request.BirthDate, cancel);
        return found.TryGet(out var card, out var no) ? await declaration.Declare(actor, card, request.Purpose, request.Reason, cancel) : no;
    }

    public async Task<Outcome<Done>> End(Actor actor, BreakGlassId grant, CancellationToken cancel)
    {
        await using var context = await contexts.CreateDbContextAsync(cancel);
        var row = await context.Set<BreakGlassRow>().AsNoTracking().SingleOrDefaultAsync(stored => stored.Id == grant.Value, cancel);
        var facts = AccessFacts.None with { IsOwn = row is not null && row.PersonId == actor.PersonId.Value };
        var target = row is null ? Target.None : new Target { Patient = new PersonId(row.PatientId), Subject = row.Id };
        if (await gate.Refuse(actor, CareAction.EndBreakGlass, facts, target, cancel) is { } refusal) return refusal;
        await end.End(actor, row!, cancel);
        return Done.It;
    }

    public async Task<Outcome<IReadOnlyList<BreakGlassGrant>>> Running(Actor actor, CancellationToken cancel)
    {
        if (await gate.Refuse(actor, CareAction.EndBreakGlass, AccessFacts.None with { IsOwn = true }, Target.None, cancel) is { } refusal) return refusal;
        var now = clock.GetUtcNow();
        var running = (await grants.Of(actor, cancel)).BreakGlass.Where(grant => grant.IsActive(now)).Select(grant => grant.Id).ToList();
        if (running.Count == 0) return Array.Empty<BreakGlassGrant>();
        await using var context = await contexts.CreateDbContextAsync(cancel);
        var rows = await context.Set<BreakGlassRow>().AsNoTracking().Where(row => running.Contains(row.Id)).OrderBy(row => row.DeclaredAt).ToListAsync(cancel);
        var names = await directory.Names([.. rows.Select(row => row.PatientId).Distinct()], cancel);
        return rows.ConvertAll(row => Shown(row, names.GetValueOrDefault(row.PatientId)));
    }

    public static BreakGlassGrant Shown(BreakGlassRow row, ClinicalText name) => new(
        new BreakGlassId(row.Id), new PatientRef(new PersonId(row.PatientId), name), (BreakGlassPurpose)row.Purpose, row.DeclaredAt.ToUniversalTime(), row.EndsAt.ToUniversalTime());

    /// <summary>Before anybody is looked for: whether the actor may at all, which depends on no patient.</summary>
    private ValueTask<Refusal?> Denied(Actor actor, CareAction action, CancellationToken cancel) => gate.Refuse(actor, action, actor.Standing(clock.GetUtcNow()), Target.None, cancel);

    private async Task<Outcome<PatientCard>> Outside(Actor actor, Identifier identifier, DateOnly birthDate, CancellationToken cancel)
    {
        var found = await outside.Find(actor, identifier, birthDate, cancel);
        if (!found.TryGet(out var card, out _)) return found;
        await using var context = await contexts.CreateDbContextAsync(cancel);
        var facts = await context.FactsAbout(actor, await grants.Of(actor, cancel), card.Id.Value, clock.GetUtcNow(), cancel);
        return facts.IsTeamMember ? BreakGlassRefusals.AlreadyInPanel : card;
    }
}
