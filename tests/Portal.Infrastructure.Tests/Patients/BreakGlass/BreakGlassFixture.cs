using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portal.Domain.Audit;
using Portal.Domain.Conversations;
using Portal.Domain.Identity;
using Portal.Domain.Patients;
using Portal.Domain.Shared;
using Portal.Infrastructure.Audit;
using Portal.Infrastructure.Shared.Database;
using Portal.Testing.Care;
using Portal.Testing.Database;
using Portal.Testing.Time;
using Xunit;

namespace Portal.Infrastructure.Tests.Patients.BreakGlass;

/// <summary>The infrastructure with its background work, on a clock that jumps: an hour of emergency access is not waited for.</summary>
public sealed class BreakGlassFixture : IAsyncLifetime
{
    public const string Reason = "Xq7-Marker-Zj9: found unconscious at the station";

    private readonly PortalDatabase database = new();
    private ServiceProvider? services;
    private IAsyncDisposable? running;

    public ShiftedClock Clock { get; } = new();

    public CareWorld World => new(services!);

    public T Get<T>() where T : notnull => services!.GetRequiredService<T>();

    public async Task InitializeAsync()
    {
        await database.InitializeAsync();
        services = TestServices.Build(database, more => more.AddSingleton<TimeProvider>(Clock));
        running = await TestServices.Start(services);
    }

    public async Task DisposeAsync()
    {
        if (running is not null) await running.DisposeAsync();
        if (services is not null) await services.DisposeAsync();
        await database.DisposeAsync();
    }

    /// <summary>What the audit says happened there or by that person, oldest first.</summary>
    public async Task<IReadOnlyList<AuditRecord>> AuditOf(Actor actor)
    {
        await using var context = await Context();
        return (await context.Set<AuditEventRow>().AsNoTracking().Where(row => row.ActorId == actor.PersonId.Value).OrderBy(row => row.Id).ToListAsync()).ConvertAll(row => row.ToRecord());
    }

    internal Task<PortalDbContext> Context() => Get<IDbContextFactory<PortalDbContext>>().CreateDbContextAsync();

    /// <summary>A patient of a care team with a conversation there, and a clinician of another one.</summary>
    internal async Task<Emergency> Emergency()
    {
        var team = await World.CareTeam();
        var identifier = new Identifier("urn:test:mrn", $"MRN-{Guid.CreateVersion7():N}");
        var patient = await World.Patient("Ottilie", "Quarles", Emergencies.Born, identifier);
        return new Emergency(this, team, identifier, patient, await World.Clinician(team), await World.Clinician(await World.CareTeam()), await World.Conversation(patient, team));
    }
}

internal static class Emergencies
{
    public static readonly DateOnly Born = new(1951, 11, 23);
}

internal sealed record Emergency(BreakGlassFixture Care, CareTeamId Team, Identifier Identifier, Actor Patient, Actor Member, Actor Stranger, ConversationId Conversation)
{
    public BreakGlassRequest Request => new(Identifier, Emergencies.Born, BreakGlassPurpose.EmergencyTreatment, new ClinicalText(BreakGlassFixture.Reason));

    public Task<Outcome<BreakGlassGrant>> TryDeclare(Actor? actor = null) => Care.Get<IBreakGlass>().Declare(actor ?? Stranger, Request, CancellationToken.None);

    public async Task<BreakGlassGrant> Declare(Actor? actor = null) => (await TryDeclare(actor)).Value;

    public async Task<RefusalKind?> Post(Actor actor, ConversationId? conversation = null) =>
        (await Care.Get<IMessages>().Post(actor, conversation ?? Conversation, CareWorld.Draft("words"), CancellationToken.None)).Refusal?.Kind;

    public async Task<RefusalKind?> Read(Actor actor, ConversationId? conversation = null) =>
        (await Care.Get<IConversations>().Events(actor, conversation ?? Conversation, new EventRange(Sequence.None, Limit: 50), CancellationToken.None)).Refusal?.Kind;

    public async Task<IReadOnlyList<ConversationView>> Listed(Actor actor) => (await Care.Get<IConversations>().List(actor, ConversationFilter.All, PageRequest.First, CancellationToken.None)).Value.Items;

    /// <summary>The care team's own conversation, as a member finds it.</summary>
    public async Task<ConversationId> TeamConversation() => (await Listed(Member)).Single(view => view.Kind == ConversationKind.Team).Id;

    public async Task<IReadOnlyList<EventBody.BreakGlassDeclared>> Told() =>
        [.. (await Care.Get<IConversations>().Events(Member, await TeamConversation(), new EventRange(Sequence.None, Limit: 50), CancellationToken.None)).Value.Events.Select(one => one.Body).OfType<EventBody.BreakGlassDeclared>()];
}
