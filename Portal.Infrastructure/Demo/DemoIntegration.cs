using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portal.Domain.Identity;
using Portal.Domain.Patients;
using Portal.Infrastructure.Identity;
using Portal.Infrastructure.Integrations;
using Portal.Infrastructure.Patients;
using Portal.Infrastructure.Shared;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Shared.Keys;

namespace Portal.Infrastructure.Demo;

/// <summary>The demo hospital as an integration: two keys, an assertion key, origins, identifier systems and proxy grants.</summary>
internal sealed class DemoIntegration(
    IDbContextFactory<PortalDbContext> contexts,
    Secrets secrets,
    PersonIdentifiers identifiers,
    RelatedPersons relatedPersons,
    KeyVault vault,
    IOptions<PublicAddressOptions> address,
    TimeProvider clock)
{
    private static readonly string[] PublicMembers = ["kty", "crv", "x", "y", "kid", "alg"];

    public async Task Seed(DemoOptions demo, CancellationToken cancel)
    {
        await using var context = await contexts.CreateDbContextAsync(cancel);
        if (!await context.Set<IntegrationRow>().AnyAsync(row => row.Id == demo.IntegrationId, cancel))
        {
            context.Add(new IntegrationRow { Id = demo.IntegrationId, Name = "Demo hospital", CreatedAt = clock.GetUtcNow() });
            context.Add(new IdentifierSystemRow { System = "urn:demo:mrn", IntegrationId = demo.IntegrationId, Kind = (short)IdentifierSystemKind.Patient });
            context.Add(new IdentifierSystemRow { System = "urn:demo:person", IntegrationId = demo.IntegrationId, Kind = (short)IdentifierSystemKind.RelatedPerson });
            context.Add(new IdentifierSystemRow { System = "urn:demo:staff", IntegrationId = demo.IntegrationId, Kind = (short)IdentifierSystemKind.Practitioner });
            context.Add(await Key(demo, demo.IntegrationKey, Enum.GetValues<IntegrationScopes>().Aggregate((all, scope) => all | scope), cancel));
            context.Add(await Key(demo, demo.ReadOnlyIntegrationKey, IntegrationScopes.ConversationsRead, cancel));
            context.Add(new AssertionKeyRow
            {
                IntegrationId = demo.IntegrationId,
                Kid = demo.AssertionKey["kid"],
                Algorithm = demo.AssertionKey["alg"],
                Jwk = JsonSerializer.Serialize(PublicMembers.ToDictionary(member => member, member => demo.AssertionKey[member])),
                CreatedAt = clock.GetUtcNow(),
            });
        }

        if (!await context.Set<BotRow>().AnyAsync(row => row.IntegrationId == demo.IntegrationId, cancel))
            context.Add(new BotRow { Id = DemoIds.Of("bot"), IntegrationId = demo.IntegrationId, Name = "Demo hospital" });

        // The portal may have moved to another port since: its origins are added, old ones stay.
        foreach (var origin in new[] { demo.HospitalOrigin, address.Value.PublicUrl }.Distinct(StringComparer.Ordinal))
            if (!await context.Set<IntegrationOriginRow>().AnyAsync(row => row.IntegrationId == demo.IntegrationId && row.Origin == origin, cancel))
                context.Add(new IntegrationOriginRow { IntegrationId = demo.IntegrationId, Origin = origin });
        await context.SaveChangesAsync(cancel);
    }

    public async Task SeedProxies(DemoOptions demo, CancellationToken cancel)
    {
        await using var context = await contexts.CreateDbContextAsync(cancel);
        foreach (var grant in demo.ProxyGrants)
        {
            var id = DemoIds.Of($"proxy/{grant.Patient.Value}/{grant.RelatedPerson.Value}");
            if (await context.Set<ProxyGrantRow>().AnyAsync(row => row.Id == id, cancel)) continue;
            var patient = await identifiers.Find(context, new Identifier(grant.Patient.System, grant.Patient.Value), cancel);
            var person = await relatedPersons.FindOrCreate(new Identifier(grant.RelatedPerson.System, grant.RelatedPerson.Value), new HumanName(grant.Name.Given, grant.Name.Family), cancel);
            var key = await vault.Get(DataKeyKind.Patient, patient!.Value, cancel);
            context.Add(new ProxyGrantRow
            {
                Id = id,
                PatientId = patient.Value,
                RelatedPersonId = person.Value,
                Relationship = key.Seal(grant.Relationship, Context.Of("relationship", patient.Value, person.Value)),
                ValidFrom = clock.GetUtcNow().AddDays(-1),
                GrantedBy = Domain.Shared.PersonId.System.Value,
            });
        }

        await context.SaveChangesAsync(cancel);
    }

    private async Task<IntegrationKeyRow> Key(DemoOptions demo, string secret, IntegrationScopes scopes, CancellationToken cancel) => new()
    {
        Id = DemoIds.Of("key/" + scopes),
        IntegrationId = demo.IntegrationId,
        Prefix = Secrets.Shown(secret),
        Hash = await secrets.Hash(Secrets.Key, secret, cancel) ?? throw new Domain.Shared.SetupException("A demo integration key is not of the form of a key."),
        Scopes = (int)scopes,
        CreatedAt = clock.GetUtcNow(),
    };
}
