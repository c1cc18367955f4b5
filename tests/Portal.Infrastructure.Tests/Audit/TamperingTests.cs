using Microsoft.EntityFrameworkCore;
using Portal.Domain.Audit;
using Portal.Infrastructure.Audit;
using Portal.Testing.Database;
using Xunit;

namespace Portal.Infrastructure.Tests.Audit;

/// <summary>A superuser of the database changes the trail; the verifier sees it and says where.</summary>
public sealed class TamperingTests(PortalDatabase database) : IClassFixture<PortalDatabase>, IAsyncLifetime
{
    private const int Links = 60;
    private const int Edits = 200;

    /// <summary>Every column of an event but its id, and something else to put there.</summary>
    private static readonly string[] Columns =
    [
        "at = at + interval '1 millisecond'", "at = at + interval '1 microsecond'", "actor_id = gen_random_uuid()", "actor_kind = 5 - actor_kind", "roles = roles # 8",
        "action = action + 1", "outcome = 1 - outcome", "patient_id = gen_random_uuid()", "patient_id = null", "conversation_id = gen_random_uuid()", "care_team_id = gen_random_uuid()",
        "subject_id = gen_random_uuid()", "sequence = sequence + 1", "code = coalesce(code, '') || 'x'", "integration_id = gen_random_uuid()", "session_id = gen_random_uuid()",
        "address = '10.0.0.8'", "break_glass_id = gen_random_uuid()", "mac = sha256(mac)",
    ];

    private readonly AuditBench bench = new(database);

    [Fact]
    public async Task A_trail_that_nobody_touched_holds()
    {
        var verdict = await bench.Verify();
        Assert.Null(verdict.FirstBroken);
        Assert.Equal((Links, 3, 3), (verdict.Verified, verdict.Checkpoints, verdict.OutsideCheckpoints));
    }

    [Trait("ASVS", "16.4.2")]
    [Trait("ASVS", "11.3.3")]
    [Fact]
    public async Task Two_hundred_random_edits_are_each_seen_and_each_named_by_a_position()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        for (var round = 0; round < Edits; round++)
        {
            var position = random.Next(1, Links + 1);
            var (name, places) = await Edit(random, round, position);
            var verdict = await bench.Verify();
            Assert.True(verdict.FirstBroken is not null, $"seed {seed}, round {round}: {name} at {position} was not seen");
            Assert.True(places.Contains(verdict.FirstBroken), $"seed {seed}, round {round}: {name} at {position} was named {verdict.FirstBroken}");
            await Restore();
        }

        Assert.Null((await bench.Verify()).FirstBroken);
    }

    [Fact]
    public async Task An_event_whose_key_was_not_had_is_seen_before_it_is_sealed_and_after()
    {
        await database.Execute("insert into audit_events select (gen_random_uuid()), at, actor_id, actor_kind, roles, action, outcome, patient_id, conversation_id, care_team_id, subject_id, sequence, code, integration_id, session_id, address, break_glass_id, mac from audit_events limit 1");
        Assert.Equal(new BrokenLink(Links + 1, BrokenCodes.Mac), (await bench.Verify()).FirstBroken);
        await bench.Seal();
        Assert.Equal(new BrokenLink(Links + 1, BrokenCodes.Mac), (await bench.Verify()).FirstBroken);
    }

    [Fact]
    public async Task A_chain_computed_anew_without_an_event_is_seen_by_the_next_checkpoint()
    {
        await ComputeAnewWithout(5);
        Assert.Equal(new BrokenLink(20, BrokenCodes.Checkpoint), (await bench.Verify()).FirstBroken);
    }

    public async Task InitializeAsync()
    {
        await database.Execute("truncate audit_events, audit_links, audit_checkpoints");
        for (var round = 0; round < 3; round++)
        {
            await bench.Write(Links / 3);
            await bench.Seal();
            await bench.Checkpoint();
        }

        foreach (var table in (string[])["events", "links", "checkpoints"]) await database.Execute($"drop table if exists kept_{table}; create table kept_{table} as table audit_{table}");
    }

    public async Task DisposeAsync() => await bench.DisposeAsync();

    /// <summary>Makes one edit; its name, and the answers that are right.</summary>
    private async Task<(string Name, BrokenLink[] Places)> Edit(Random random, int round, int position)
    {
        var ofPosition = $"id = (select audit_event_id from audit_links where position = {position})";
        switch (round % 9)
        {
            case 0 or 1:
                var change = Columns[random.Next(Columns.Length)];
                await Changed($"update audit_events set {change} where {ofPosition}");
                return (change, [new(position, BrokenCodes.Mac)]);
            case 2:
                await Changed($"delete from audit_events where {ofPosition}");
                return ("deleted event", [new(position, BrokenCodes.Missing)]);
            case 3:
                await Changed($"delete from audit_links where position = {position}");
                // Its event then waits for a link with a good MAC; at the end the tail is short of the last checkpoint.
                return ("deleted link", [position == Links ? new(position, BrokenCodes.Tail) : new(position, BrokenCodes.Gap)]);
            case 4:
                await Changed($"update audit_links set hash = sha256(hash) where position = {position}");
                return ("changed hash", [new(position, BrokenCodes.Link)]);
            case 5:
                var other = ((position + random.Next(1, Links) - 1) % Links) + 1;
                await Swap(position, other);
                return ($"swapped with {other}", [new(Math.Min(position, other), BrokenCodes.Link)]);
            case 6:
                await Changed($"delete from audit_checkpoints where position >= {position}; delete from audit_events where id in (select audit_event_id from audit_links where position >= {position}); delete from audit_links where position >= {position}");
                return ("cut tail", [new(position, BrokenCodes.Tail)]);
            case 7:
                await Insert(position);
                return ("inserted", [new(position, BrokenCodes.Mac)]);
            default:
                var checkpoint = ((position - 1) / (Links / 3) * (Links / 3)) + (Links / 3);
                var defect = ((string[])["delete from audit_checkpoints", "update audit_checkpoints set hash = sha256(hash)", "update audit_checkpoints set signature = signature || '\\x00'", "update audit_checkpoints set at = at + interval '1 second'"])[random.Next(4)];
                await Changed($"{defect} where position = {checkpoint}");
                return (defect, [new(checkpoint, BrokenCodes.Checkpoint)]);
        }
    }

    private async Task Swap(int one, int other)
    {
        await Changed($"""
            create temporary table pair as select position, audit_event_id from audit_links where position in ({one}, {other});
            delete from audit_links where false;
            update audit_links set audit_event_id = gen_random_uuid() where position in ({one}, {other});
            update audit_links set audit_event_id = (select audit_event_id from pair where pair.position = {one}) where position = {other};
            update audit_links set audit_event_id = (select audit_event_id from pair where pair.position = {other}) where position = {one};
            drop table pair
            """);
    }

    /// <summary>A copy of an event under another id, put into the chain at that place, with all that follows computed anew.</summary>
    private async Task Insert(int position)
    {
        var id = Guid.CreateVersion7();
        await Changed($"insert into audit_events select '{id}', at, actor_id, actor_kind, roles, action, outcome, patient_id, conversation_id, care_team_id, subject_id, sequence, code, integration_id, session_id, address, break_glass_id, mac from audit_events where id = (select audit_event_id from audit_links where position = {position})");
        await ComputeAnew(events => events.Insert(position - 1, id));
    }

    private Task ComputeAnewWithout(int position) => ComputeAnew(events => events.RemoveAt(position - 1));

    private async Task ComputeAnew(Action<List<Guid>> change)
    {
        await using var context = await bench.Context();
        var order = await context.Set<AuditLinkRow>().OrderBy(link => link.Position).Select(link => link.AuditEventId).ToListAsync();
        change(order);
        var rows = await context.Set<AuditEventRow>().AsNoTracking().ToDictionaryAsync(row => row.Id);
        var hash = AuditChain.Genesis;
        var sql = "truncate audit_links;";
        foreach (var (index, id) in order.Index())
        {
            hash = AuditChain.Link(hash, index + 1, rows[id].ToRecord().ToCanonicalBytes(), rows[id].Mac);
            sql += $"insert into audit_links values ({index + 1}, '{id}', '\\x{Convert.ToHexString(hash)}');";
        }

        await database.Execute(sql + "delete from audit_events where not exists (select from audit_links where audit_event_id = id)");
    }

    private async Task Changed(string sql) => Assert.NotEqual(0, await database.Execute(sql));

    private Task<int> Restore() => database.Execute("""
        truncate audit_events, audit_links, audit_checkpoints;
        insert into audit_events select * from kept_events; insert into audit_links select * from kept_links;
        insert into audit_checkpoints select * from kept_checkpoints
        """);
}
