using Microsoft.EntityFrameworkCore;
using Npgsql;
using Portal.Domain.Shared;
using Portal.Infrastructure.Audit;
using Portal.Infrastructure.Shared;
using Portal.Testing.Database;
using Xunit;

namespace Portal.Infrastructure.Tests.Audit;

public sealed class SealingTests(PortalDatabase database) : IClassFixture<PortalDatabase>, IAsyncLifetime
{
    private readonly AuditBench bench = new(database);

    [Fact]
    public async Task Everything_committed_is_sealed_once_and_the_chain_holds()
    {
        await bench.Write(120);
        Assert.Equal(120, await bench.Seal());
        Assert.Equal(0, await bench.Seal());
        var verdict = await bench.Verify();
        Assert.True(verdict.Holds);
        Assert.Equal(120, verdict.Verified);
        Assert.Equal(0, verdict.Unsealed);
    }

    [Fact]
    public async Task More_than_a_batch_is_sealed_in_one_pass()
    {
        var now = DateTimeOffset.UtcNow.ToMilliseconds();
        for (var batch = 0; batch < 3; batch++) await bench.Write(4_000, now + TimeSpan.FromMilliseconds(batch));
        Assert.Equal(12_000, await bench.Seal());
        Assert.Equal(12_000, (await bench.Verify()).Verified);
    }

    [Fact]
    public async Task What_is_not_sealed_yet_is_counted()
    {
        await bench.Write(3);
        await bench.Seal();
        await bench.Write(2);
        var verdict = await bench.Verify();
        Assert.True(verdict.Holds);
        Assert.Equal((3, 2), (verdict.Verified, verdict.Unsealed));
    }

    [Fact]
    public async Task An_event_that_commits_after_newer_ones_were_sealed_is_sealed_by_the_next_pass()
    {
        var begun = DateTimeOffset.UtcNow.ToMilliseconds();
        await using var late = await bench.Context();
        await using var transaction = await late.Database.BeginTransactionAsync();
        late.Add(await bench.Row(AuditBench.Entry(1), begun));
        await late.SaveChangesAsync();

        await bench.Write(10, begun + TimeSpan.FromSeconds(5));
        Assert.Equal(10, await bench.Seal(begun - SealingNets.Near));
        await transaction.CommitAsync();

        Assert.Equal(1, await bench.Seal(begun + TimeSpan.FromSeconds(2) - SealingNets.Near));
        await NothingIsLeft();
    }

    [Fact]
    public async Task However_late_an_event_commits_the_widest_pass_seals_it()
    {
        await bench.Write(10);
        await bench.Seal();
        await bench.Write(1, DateTimeOffset.UtcNow.ToMilliseconds() - TimeSpan.FromDays(400));
        Assert.Equal(0, await bench.Seal(DateTimeOffset.UtcNow - SealingNets.Far));
        Assert.Equal(1, await bench.Seal(since: null));
        await NothingIsLeft();
    }

    [Fact]
    public async Task Events_committed_in_any_order_while_passes_run_are_all_sealed()
    {
        var writers = Enumerable.Range(0, 4).Select(seed => Task.Run(() => CommitLate(new Random(seed)))).ToList();
        var writing = Task.WhenAll(writers);
        var since = DateTimeOffset.UtcNow - SealingNets.Near;
        while (!writing.IsCompleted) await bench.Seal(since);
        await writing;
        await bench.Seal(since);
        Assert.Equal(4 * 60, (await bench.Verify()).Verified);
        await NothingIsLeft();
    }

    [Fact]
    public async Task Two_that_seal_at_once_and_take_the_lead_from_each_other_do_not_fork_the_chain()
    {
        await using var other = new AuditBench(database);
        var writing = Task.Run(async () =>
        {
            for (var round = 0; round < 60; round++) await bench.Write(20);
        });
        var lost = await Task.WhenAll(Rounds(bench, writing), Rounds(other, writing));
        await writing;
        await bench.Seal();
        Assert.True(lost.Sum() > 0, "neither was ever interrupted: the test shows nothing");
        var verdict = await bench.Verify();
        Assert.Null(verdict.FirstBroken);
        Assert.Equal(1_200, verdict.Verified);
    }

    [Fact]
    public async Task A_leader_that_was_overtaken_appends_nothing()
    {
        await using var other = new AuditBench(database);
        var old = await bench.Lead();
        await other.Lead();
        await bench.Write(5);
        var chain = (ChainWriter)bench.Services.GetService(typeof(ChainWriter))!;
        await Assert.ThrowsAsync<LeaseLostException>(() => chain.Seal(old, since: null, default));
        Assert.Equal(0, await bench.Count("audit_links"));
        Assert.Equal(5, await other.Seal());
    }

    [Theory]
    [InlineData("insert into audit_links (position, audit_event_id, hash) select 2, audit_event_id, hash from audit_links where position = 1")]
    [InlineData("insert into audit_links (position, audit_event_id, hash) select 1, gen_random_uuid(), hash from audit_links where position = 1")]
    public async Task Neither_a_position_nor_an_event_has_two_links(string sql)
    {
        await bench.Write(1);
        await bench.Seal();
        var error = await Assert.ThrowsAsync<PostgresException>(() => database.Execute(sql));
        Assert.Equal(PostgresErrorCodes.UniqueViolation, error.SqlState);
    }

    public async Task InitializeAsync() => await database.Execute("truncate audit_events, audit_links, audit_checkpoints");

    public async Task DisposeAsync() => await bench.DisposeAsync();

    private async Task NothingIsLeft()
    {
        var verdict = await bench.Verify();
        Assert.Null(verdict.FirstBroken);
        Assert.Equal(0, verdict.Unsealed);
        Assert.Equal(await bench.Count("audit_events"), verdict.Verified);
    }

    /// <summary>Sixty transactions, up to four open side by side, committed in another order than they were begun.</summary>
    private async Task CommitLate(Random random)
    {
        var open = new List<(DbContext Context, Microsoft.EntityFrameworkCore.Storage.IDbContextTransaction Transaction)>();
        for (var index = 0; index < 60; index++)
        {
            var context = await bench.Context();
            var transaction = await context.Database.BeginTransactionAsync();
            context.Add(await bench.Row(AuditBench.Entry(index), DateTimeOffset.UtcNow.ToMilliseconds()));
            await context.SaveChangesAsync();
            open.Add((context, transaction));
            while (open.Count > random.Next(4)) await CommitOne(open, random.Next(open.Count));
        }

        while (open.Count > 0) await CommitOne(open, open.Count - 1);
    }

    private static async Task CommitOne(List<(DbContext Context, Microsoft.EntityFrameworkCore.Storage.IDbContextTransaction Transaction)> open, int index)
    {
        var (context, transaction) = open[index];
        open.RemoveAt(index);
        await transaction.CommitAsync();
        await context.DisposeAsync();
    }

    /// <summary>How often the lead was lost in the middle.</summary>
    private static async Task<int> Rounds(AuditBench node, Task writing)
    {
        var lost = 0;
        while (!writing.IsCompleted)
        {
            try
            {
                await node.Seal();
            }
            catch (LeaseLostException)
            {
                lost++;
            }
            catch (InvalidOperationException)
            {
                lost++;
            }
        }

        return lost;
    }
}
