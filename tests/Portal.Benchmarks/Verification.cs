using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portal.Domain.Audit;
using Portal.Domain.Audit.Proof;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Infrastructure.Audit;
using Portal.Infrastructure.Audit.Proof;
using Portal.Infrastructure.Shared;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Shared.Keys;
using Portal.Testing.Database;

namespace Portal.Benchmarks;

/// <summary>
/// Verifying a sealed trail as the page and the command do it (read from the database, MACs, links, checkpoints), beside the same hashes over the same bytes in memory:
/// the HMAC and the SHA-256 of each record and the SHA-256 of its link, on one thread. Reading the same rows and hashing nothing is told beside it.
/// </summary>
internal static class Verification
{
    private const int Events = 50_000;
    private const int AtOnce = 1_000;
    private static readonly CancellationToken None = CancellationToken.None;

    public static async Task Run(Report report, Effort effort)
    {
        var database = new PortalDatabase();
        await database.InitializeAsync();
        try
        {
            await using var services = TestServices.Build(database);
            await Write(services);
            var verifier = services.GetRequiredService<AuditVerifier>();
            var chain = services.GetRequiredService<ChainReader>();
            var mac = await services.GetRequiredService<KeyVault>().Organisation(DataKeyKind.AuditMac, None);
            var records = await Records(chain);
            Func<Task>[] sides = [() => Verify(verifier), () => Task.Run(() => Hash(records, mac)), () => Read(chain)];
            foreach (var side in sides) await Rate(side);
            var rounds = Array.ConvertAll(sides, _ => new List<double>());
            for (var round = 0; round < effort.Rounds; round++)
                await Effort.Alternate(round, [.. sides.Select((side, index) => (Func<Task>)(async () => rounds[index].Add(await Rate(side))))]);
            report.Row("events verified a second", "events/s", new(rounds[0]), new(rounds[1]), Goal.AtLeast(0.5));
            report.Aside("of that, only read", "events/s", new(rounds[2]));
        }
        finally
        {
            await database.DisposeAsync();
        }
    }

    private static async Task<double> Rate(Func<Task> all)
    {
        var watch = Stopwatch.StartNew();
        await all();
        return Events / watch.Elapsed.TotalSeconds;
    }

    private static async Task Verify(AuditVerifier verifier)
    {
        var verdict = await verifier.Verify(AuditRange.Whole, progress: null, None);
        if (verdict is not { Holds: true, Verified: Events }) throw new InvalidOperationException("Not verified.");
    }

    private static void Hash(List<(byte[] Canonical, byte[] Mac)> records, DataKey key)
    {
        var (hash, position) = (AuditChain.Genesis, 0L);
        foreach (var (canonical, mac) in records)
        {
            if (!key.Fingerprint(canonical).AsSpan().SequenceEqual(mac)) throw new InvalidOperationException("Not the same.");
            hash = AuditChain.Link(hash, ++position, canonical, mac);
        }
    }

    private static async Task Read(ChainReader chain)
    {
        var count = 0;
        await foreach (var _ in chain.Links(AuditRange.Whole, None)) count++;
        if (count != Events) throw new InvalidOperationException("Not read.");
    }

    private static async Task<List<(byte[] Canonical, byte[] Mac)>> Records(ChainReader chain)
    {
        var records = new List<(byte[], byte[])>(Events);
        await foreach (var (_, row) in chain.Links(AuditRange.Whole, None))
            if (row is not null) records.Add((row.ToRecord().ToCanonicalBytes(), row.Mac));
        return records;
    }

    private static async Task Write(ServiceProvider services)
    {
        var stamp = await services.GetRequiredService<AuditWriter>().Stamp(None);
        var actor = new Actor { Kind = ActorKind.Practitioner, PersonId = Id.New<PersonId>(), Roles = StaffRoles.Practitioner, Session = Id.New<SessionId>(), Address = "10.0.0.7" };
        foreach (var some in Enumerable.Range(0, Events).Chunk(AtOnce))
        {
            await using var context = await services.GetRequiredService<IDbContextFactory<PortalDbContext>>().CreateDbContextAsync();
            foreach (var index in some)
                context.Add(stamp.Row(new AuditEntry(actor, AuditAction.MessagePosted) { Patient = Id.New<PersonId>(), Conversation = Id.New<ConversationId>(), CareTeam = Id.New<CareTeamId>(), Sequence = new Sequence(index + 1) }));
            await context.SaveChangesAsync();
        }

        if (await services.GetRequiredService<Leases>().Take("bench-audit", TimeSpan.FromHours(1), None) is not { } lease) throw new InvalidOperationException("Somebody else leads.");
        await services.GetRequiredService<ChainWriter>().Seal(lease, since: null, None);
        await services.GetRequiredService<CheckpointWriter>().Write(lease, DateTimeOffset.UtcNow.ToMilliseconds(), None);
    }
}
