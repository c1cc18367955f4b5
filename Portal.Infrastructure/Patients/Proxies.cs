using Microsoft.EntityFrameworkCore;
using Portal.Domain.Audit;
using Portal.Domain.Identity;
using Portal.Domain.Patients;
using Portal.Domain.Shared;
using Portal.Infrastructure.Audit;
using Portal.Infrastructure.Identity;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Shared.Keys;

namespace Portal.Infrastructure.Patients;

/// <summary>
/// Grants are ended, never deleted: the audit asks who could act for whom. A session of a related person lives only while the grant that it began under
/// does, so ending the grant ends the sessions, and a new grant does not bring them back.
/// </summary>
internal sealed class Proxies(
    IDbContextFactory<PortalDbContext> contexts,
    KeyVault vault,
    RelatedPersons persons,
    AccessGate gate,
    AccessTransaction access,
    TimeProvider clock) : IProxies
{
    public async Task<Outcome<Done>> Grant(
        Actor actor,
        PersonId patient,
        Identifier relatedPerson,
        HumanName name,
        string relationship,
        DateTimeOffset? until,
        CancellationToken cancel)
    {
        if (ProxyRules.Objection(relatedPerson, name, relationship, until, clock.GetUtcNow()) is { } objection) return objection;
        if (await Denied(actor, patient, cancel) is { } denial) return denial;
        if (!await IsForRelatedPersons(actor, relatedPerson.System, cancel))
        {
            await gate.Record(actor, AuditAction.AccessRefused, "foreign-system", new Target { Patient = patient }, cancel);
            return Refusal.Forbidden;
        }

        var key = await vault.Get(DataKeyKind.Patient, patient.Value, cancel);
        var person = await persons.FindOrCreate(relatedPerson, name, cancel);
        return await Change(actor, patient, new AuditEntry(actor, AuditAction.ProxyGranted) { Patient = patient, Subject = person.Value }, Set, cancel);

        async Task<Refusal?> Set(PortalDbContext context, DateTimeOffset now)
        {
            var grant = await Active(context, patient, person, now).FirstOrDefaultAsync(cancel);
            if (grant is null)
            {
                grant = new ProxyGrantRow { Id = Guid.CreateVersion7(now), PatientId = patient.Value, RelatedPersonId = person.Value, ValidFrom = now, GrantedBy = actor.PersonId.Value };
                context.Add(grant);
            }

            grant.Relationship = key.Seal(relationship, Context.Of("relationship", patient.Value, person.Value));
            grant.ValidTo = until;
            return null;
        }
    }

    public async Task<Outcome<Done>> Revoke(Actor actor, PersonId patient, PersonId relatedPerson, CancellationToken cancel)
    {
        if (await Denied(actor, patient, cancel) is { } denial) return denial;
        var entry = new AuditEntry(actor, AuditAction.ProxyRevoked) { Patient = patient, Subject = relatedPerson.Value };
        return await Change(actor, patient, entry, End, cancel);

        async Task<Refusal?> End(PortalDbContext context, DateTimeOffset now)
        {
            var ended = await Active(context, patient, relatedPerson, now).ExecuteUpdateAsync(set => set.SetProperty(row => row.ValidTo, now), cancel);
            return ended == 0 ? Refusal.NotFound : null;
        }
    }

    private static IQueryable<ProxyGrantRow> Active(PortalDbContext context, PersonId patient, PersonId person, DateTimeOffset now) =>
        context.Set<ProxyGrantRow>().Where(row => row.PatientId == patient.Value && row.RelatedPersonId == person.Value && row.ValidFrom <= now && (row.ValidTo == null || row.ValidTo > now));

    /// <summary>Before anything is made for the grant; the change itself decides again behind the lock.</summary>
    private async Task<Refusal?> Denied(Actor actor, PersonId patient, CancellationToken cancel)
    {
        await using var context = await contexts.CreateDbContextAsync(cancel);
        return await Denied(context, actor, patient, cancel);
    }

    private async Task<Refusal?> Denied(PortalDbContext context, Actor actor, PersonId patient, CancellationToken cancel)
    {
        var facts = await context.FactsAbout(actor, await GrantsReader.Read(context, actor, cancel), patient.Value, clock.GetUtcNow(), cancel);
        return await gate.Refuse(actor, CareAction.ManageProxies, facts, new Target { Patient = patient }, cancel);
    }

    /// <summary>A patient or a host names somebody by a system of the host's; staff by any that is registered for related persons.</summary>
    private async Task<bool> IsForRelatedPersons(Actor actor, string system, CancellationToken cancel)
    {
        await using var context = await contexts.CreateDbContextAsync(cancel);
        var systems = actor.Integration is { } integration ? context.OwnSystems(integration.Value, IdentifierSystemKind.RelatedPerson) : context.SystemsOf(IdentifierSystemKind.RelatedPerson);
        return await systems.ContainsAsync(system, cancel);
    }

    private async Task<Outcome<Done>> Change(Actor actor, PersonId patient, AuditEntry entry, Func<PortalDbContext, DateTimeOffset, Task<Refusal?>> change, CancellationToken cancel)
    {
        var refusal = await access.Run(
            entry,
            async context =>
            {
                // The patient's row orders changes of the grants about the patient: two at once make one grant.
                if (!await context.HoldPatient(patient.Value, cancel)) return Refusal.NotFound;
                return await Denied(context, actor, patient, cancel) ?? await change(context, clock.Now());
            },
            cancel);
        return refusal is null ? Done.It : refusal;
    }
}
