using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portal.Domain.Audit;
using Portal.Domain.Audit.Exports;
using Portal.Domain.Audit.Proof;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Infrastructure.Audit;
using Portal.Infrastructure.Shared;
using Portal.Infrastructure.Shared.Database;
using Portal.Testing.Database;

namespace Portal.Infrastructure.Tests.Audit;

/// <summary>One node with its audit trail and its checkpoint file, worked by hand instead of by its loops.</summary>
internal sealed class AuditBench : IAsyncDisposable
{
    private const string LeaseName = "test-audit";
    private readonly PortalDatabase database;

    public AuditBench(PortalDatabase database, TimeProvider? clock = null)
    {
        this.database = database;
        Services = TestServices.Build(
            database.Settings,
            new Dictionary<string, string?> { ["Audit:CheckpointFile"] = File },
            services =>
            {
                if (clock is not null) services.AddSingleton(clock);
            });
    }

    public ServiceProvider Services { get; }

    public string File { get; } = TestFiles.New("checkpoints.jsonl");

    public IAuditTrail Trail => Services.GetRequiredService<IAuditTrail>();

    public IAuditProof Proof => Services.GetRequiredService<IAuditProof>();

    public IAuditExports Exports => Services.GetRequiredService<IAuditExports>();

    public static Actor Nurse { get; } = new()
    {
        Kind = ActorKind.Practitioner,
        PersonId = Id.New<PersonId>(),
        Roles = StaffRoles.Coordinator,
        Session = Id.New<SessionId>(),
        Address = "10.0.0.7",
    };

    /// <summary>Writes that many events as an act of the nurse would, with every column set in some of them.</summary>
    public async Task Write(int count, DateTimeOffset? at = null)
    {
        var stamp = await Services.GetRequiredService<AuditWriter>().Stamp(default);
        await using var context = await Context();
        for (var index = 0; index < count; index++) context.Add(stamp.Row(Entry(index), at ?? DateTimeOffset.UtcNow.ToMilliseconds()));
        await context.SaveChangesAsync();
    }

    public static AuditEntry Entry(int index) => new(Nurse with { Integration = index % 3 == 0 ? Id.New<IntegrationId>() : null }, AuditAction.ConversationViewed)
    {
        Patient = Id.New<PersonId>(),
        Conversation = Id.New<ConversationId>(),
        CareTeam = Id.New<CareTeamId>(),
        Subject = index % 2 == 0 ? Guid.CreateVersion7() : null,
        Sequence = new Sequence(index + 1),
        Code = index % 2 == 0 ? "test" : null,
    };

    public async Task<AuditEventRow> Row(AuditEntry entry, DateTimeOffset at) => (await Services.GetRequiredService<AuditWriter>().Stamp(default)).Row(entry, at);

    /// <summary>One pass; by default over everything.</summary>
    public async Task<int> Seal(DateTimeOffset? since = null) => await Services.GetRequiredService<ChainWriter>().Seal(await Lead(), since, default);

    public async Task Checkpoint() => await Services.GetRequiredService<CheckpointWriter>().Write(await Lead(), DateTimeOffset.UtcNow.ToMilliseconds(), default);

    public Task<AuditVerdict> Verify(AuditRange? range = null) => Services.GetRequiredService<AuditVerifier>().Verify(range ?? AuditRange.Whole, progress: null, default);

    /// <summary>Becomes the leader, whoever was.</summary>
    public async Task<Lease> Lead()
    {
        var leases = Services.GetRequiredService<Leases>();
        if (await leases.Take(LeaseName, TimeSpan.FromHours(1), default) is { } lease) return lease;
        await database.Execute($"update leases set until = 'epoch' where name = '{LeaseName}'");
        return await leases.Take(LeaseName, TimeSpan.FromHours(1), default) ?? throw new InvalidOperationException("Somebody else took the lease in between.");
    }

    public Task<PortalDbContext> Context() => Services.GetRequiredService<IDbContextFactory<PortalDbContext>>().CreateDbContextAsync();

    public Task<long> Count(string table) => database.Scalar<long>($"select count(*) from {table}");

    public ValueTask DisposeAsync() => Services.DisposeAsync();
}
