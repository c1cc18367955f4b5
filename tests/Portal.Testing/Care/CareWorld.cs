using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portal.Domain.Conversations;
using Portal.Domain.Identity;
using Portal.Domain.Patients;
using Portal.Domain.Shared;
using Portal.Infrastructure.CareTeams;
using Portal.Infrastructure.Identity;
using Portal.Infrastructure.Patients;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Shared.Keys;

namespace Portal.Testing.Care;

/// <summary>
/// People and care teams for tests, written straight into the database, so that a test shows only what matters to it. Actors are as the edge would have made
/// them from a credential.
/// </summary>
public sealed class CareWorld(IServiceProvider services)
{
    private readonly IDbContextFactory<PortalDbContext> contexts = services.GetRequiredService<IDbContextFactory<PortalDbContext>>();
    private readonly TimeProvider clock = services.GetRequiredService<TimeProvider>();

    public async Task<CareTeamId> CareTeam(string? identifier = null)
    {
        var id = Id.New<CareTeamId>();
        await Add(new CareTeamRow { Id = id.Value, Identifier = identifier ?? $"team-{id}", Name = $"Care team {id}", CreatedAt = clock.GetUtcNow() });
        return id;
    }

    public Task<Actor> Clinician(params CareTeamId[] teams) => Staff(StaffRoles.Practitioner, teams);

    public Task<Actor> Nurse(params CareTeamId[] teams) => Staff(StaffRoles.Coordinator, teams);

    /// <summary>Of a unit that is this one care team.</summary>
    public async Task<Actor> Supervisor(CareTeamId unit)
    {
        var supervisor = await Staff(StaffRoles.Supervisor);
        await Add(new SupervisionRow { PersonId = supervisor.PersonId.Value, CareTeamId = unit.Value });
        await Bump();
        return supervisor;
    }

    public async Task<Actor> Staff(StaffRoles roles, params CareTeamId[] teams)
    {
        var id = Id.New<PersonId>();
        var name = $"staff-{id}";
        await Add(new StaffAccount
        {
            Id = id.Value,
            UserName = name,
            NormalizedUserName = name.ToUpperInvariant(),
            Email = name + "@example.org",
            NormalizedEmail = (name + "@example.org").ToUpperInvariant(),
            DisplayName = $"Staff {id}",
            Roles = (int)roles,
            CreatedAt = clock.GetUtcNow(),
            SecurityStamp = Guid.CreateVersion7().ToString("N"),
        });
        foreach (var team in teams) await Join(team, id);
        return new Actor { Kind = ActorKind.Practitioner, PersonId = id, DisplayName = new ClinicalText($"Staff {id}"), Roles = roles, Session = Id.New<SessionId>(), AuthenticatedAt = clock.GetUtcNow() };
    }

    /// <summary>Signed in at the portal since the actor's own proof: a cookie can stand for the actor's session.</summary>
    public Task SignIn(Actor staff) => Add(new StaffSessionRow
    {
        Id = staff.Session!.Value.Value,
        PersonId = staff.PersonId.Value,
        BegunAt = staff.AuthenticatedAt!.Value,
        AuthenticatedAt = staff.AuthenticatedAt.Value,
        LastSeenAt = clock.GetUtcNow(),
        EndsAt = clock.GetUtcNow().AddHours(1),
    });

    public async Task Join(CareTeamId team, PersonId person, bool isModerator = false)
    {
        await Add(new MembershipRow { Id = Guid.CreateVersion7(), CareTeamId = team.Value, PersonId = person.Value, IsModerator = isModerator, ValidFrom = clock.GetUtcNow().AddDays(-1) });
        await Bump();
    }

    public async Task Leave(CareTeamId team, PersonId person)
    {
        await using (var context = await contexts.CreateDbContextAsync())
            await context.Set<MembershipRow>().Where(row => row.CareTeamId == team.Value && row.PersonId == person.Value && row.ValidTo == null)
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.ValidTo, clock.GetUtcNow()));
        await Bump();
    }

    public async Task<Actor> Patient(string given = "Ada", string family = "Example", DateOnly? birthDate = null, Identifier? identifier = null)
    {
        var id = Id.New<PersonId>();
        var key = await services.GetRequiredService<KeyVault>().Create(DataKeyKind.Patient, id.Value, CancellationToken.None);
        await Add(new PatientRow { Id = id.Value, Demographics = new Demographics(new HumanName(given, family), birthDate).Seal(key, id.Value), CreatedAt = clock.GetUtcNow() });
        if (identifier is not null)
        {
            await using var context = await contexts.CreateDbContextAsync();
            context.Add(await services.GetRequiredService<PersonIdentifiers>().Row(key, id.Value, identifier, CancellationToken.None));
            await context.SaveChangesAsync();
        }

        return new Actor { Kind = ActorKind.Patient, PersonId = id, Patient = id, DisplayName = new HumanName(given, family).Display, Session = Id.New<SessionId>() };
    }

    public async Task<ConversationId> Conversation(Actor patient, CareTeamId team, string topic = "A question")
    {
        var started = await services.GetRequiredService<IConversations>().Start(patient, new NewConversation(team, ConversationKind.Patient, null, new ClinicalText(topic), Priority.Routine), CancellationToken.None);
        return started.Value.Id;
    }

    public static MessageDraft Draft(string text, Sequence? replyTo = null, ClientMessageId? id = null) => new(id ?? Id.New<ClientMessageId>(), new ClinicalText(text), replyTo, []);

    private async Task Add(object row)
    {
        await using var context = await contexts.CreateDbContextAsync();
        context.Add(row);
        await context.SaveChangesAsync();
    }

    private async Task Bump()
    {
        var changes = services.GetRequiredService<AccessChanges>();
        await using (var context = await contexts.CreateDbContextAsync()) await changes.Bump(context, CancellationToken.None);
        changes.Announce();
    }
}
