using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Portal.Domain.Audit;
using Portal.Domain.Shared;
using Portal.Infrastructure.Audit;
using Portal.Testing.Database;
using Xunit;

namespace Portal.Infrastructure.Tests.Audit;

public sealed class CheckpointTests(PortalDatabase database) : IClassFixture<PortalDatabase>, IAsyncLifetime
{
    private readonly AuditBench bench = new(database);

    [Trait("ASVS", "16.4.3")]
    [Fact]
    public async Task The_head_is_signed_in_the_database_and_in_the_file()
    {
        await Grow(10);
        await Grow(10);
        Assert.Equal(2, await bench.Count("audit_checkpoints"));
        Assert.Equal(2, Lines().Length);
        var verdict = await bench.Verify();
        Assert.Null(verdict.FirstBroken);
        Assert.Equal((20, 2, 2), (verdict.Verified, verdict.Checkpoints, verdict.OutsideCheckpoints));
    }

    [Fact]
    public async Task A_head_that_did_not_move_is_not_signed_again()
    {
        await Grow(3);
        await bench.Checkpoint();
        Assert.Single(Lines());
        Assert.Equal(1, await bench.Count("audit_checkpoints"));
    }

    [Fact]
    public async Task An_empty_trail_has_no_checkpoint_and_holds()
    {
        await bench.Checkpoint();
        Assert.Empty(Lines());
        Assert.True((await bench.Verify()).Holds);
    }

    [Fact]
    public async Task A_line_holds_position_time_hash_and_signature_and_nothing_else()
    {
        await Grow(1);
        using var line = JsonDocument.Parse(Lines().Single());
        Assert.Equal(["position", "at", "hash", "signature"], line.RootElement.EnumerateObject().Select(member => member.Name));
    }

    [Fact]
    public async Task A_signature_is_checked_with_the_public_key_alone()
    {
        await Grow(1);
        using var pair = await bench.Services.GetRequiredService<CheckpointKey>().Load(default);
        using var publicKey = ECDsa.Create(pair.ExportParameters(includePrivateParameters: false));
        var one = CheckpointLine.Parse(Lines().Single())!;
        Assert.True(CheckpointKey.Signed(publicKey, one.Checkpoint, one.Signature));
        Assert.False(CheckpointKey.Signed(publicKey, one.Checkpoint with { Position = 2 }, one.Signature));
    }

    [Fact]
    public async Task A_new_leader_is_given_the_checkpoints_that_its_file_lacks()
    {
        await Grow(5);
        await using var other = new AuditBench(database);
        await other.Write(5);
        await other.Seal();
        await other.Checkpoint();
        Assert.Equal(2, (await other.Verify()).OutsideCheckpoints);
        Assert.Equal(1, (await bench.Verify()).OutsideCheckpoints);
    }

    [Fact]
    public async Task A_line_that_a_crash_left_half_written_counts_for_nothing_and_is_written_over()
    {
        await Grow(5);
        await File.AppendAllTextAsync(bench.File, """{"position":9,"at":"2026""");
        Assert.Null((await bench.Verify()).FirstBroken);
        await Grow(5);
        Assert.Equal(2, (await bench.Verify()).OutsideCheckpoints);
        Assert.Equal(2, Lines().Length);
    }

    [Fact]
    public async Task A_file_longer_than_what_is_read_at_once_ends_with_its_last_line()
    {
        var file = bench.Services.GetRequiredService<CheckpointFile>();
        foreach (var round in Enumerable.Range(0, 40))
            await file.Append(Enumerable.Range(1, 3).Select(index => Signed((round * 3) + index)), default);
        Assert.Equal(120, file.LastPosition());
        Assert.Equal(Enumerable.Range(1, 120).Select(position => (long)position), file.Read().Select(one => one!.Checkpoint.Position));
    }

    [Fact]
    public async Task A_cut_tail_is_seen_by_the_file_where_the_database_forgot_it_too()
    {
        await Grow(10);
        await Grow(10);
        await database.Execute("delete from audit_checkpoints where position > 10");
        await database.Execute("delete from audit_events where id in (select audit_event_id from audit_links where position > 10)");
        await database.Execute("delete from audit_links where position > 10");
        Assert.Equal(new BrokenLink(11, BrokenCodes.Tail), (await bench.Verify()).FirstBroken);
    }

    [Fact]
    public async Task A_restored_copy_that_went_on_is_seen_by_the_file()
    {
        await Grow(10);
        await database.Execute("create table kept_events as table audit_events; create table kept_links as table audit_links; create table kept_checkpoints as table audit_checkpoints");
        await Grow(10);
        await database.Execute("""
            truncate audit_events, audit_links, audit_checkpoints;
            insert into audit_events select * from kept_events; insert into audit_links select * from kept_links;
            insert into audit_checkpoints select * from kept_checkpoints;
            drop table kept_events, kept_links, kept_checkpoints;
            """);
        Assert.Equal(new BrokenLink(11, BrokenCodes.Tail), (await bench.Verify()).FirstBroken);
        await Grow(30);
        Assert.Equal(new BrokenLink(20, BrokenCodes.Checkpoint), (await bench.Verify()).FirstBroken);
    }

    [Fact]
    public void Outside_Development_there_is_no_start_without_a_file_for_checkpoints()
    {
        using var services = TestServices.Build(database.Settings, new Dictionary<string, string?> { ["Audit:CheckpointFile"] = null });
        var error = Assert.Throws<SetupException>(() => services.GetServices<IHostedService>().ToList());
        Assert.Contains("Audit:CheckpointFile", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_cannot_be_written_is_said_at_start()
    {
        using var services = TestServices.Build(database.Settings, new Dictionary<string, string?> { ["Audit:CheckpointFile"] = "/dev/null/checkpoints.jsonl" });
        Assert.Throws<SetupException>(() => services.GetServices<IHostedService>().ToList());
    }

    [Fact]
    public async Task The_loop_seals_and_signs_by_itself()
    {
        await bench.Write(7);
        await using (await TestServices.Start(bench.Services))
            await Testing.Time.Until.True(() => File.Exists(bench.File) && Lines().Length > 0);
        var verdict = await bench.Verify();
        Assert.True(verdict.Holds);
        Assert.Equal(1, verdict.OutsideCheckpoints);
    }

    public async Task InitializeAsync() => await database.Execute("truncate audit_events, audit_links, audit_checkpoints");

    public async Task DisposeAsync() => await bench.DisposeAsync();

    private async Task Grow(int events)
    {
        await bench.Write(events);
        await bench.Seal();
        await bench.Checkpoint();
    }

    private string[] Lines() => File.ReadAllLines(bench.File);

    private static SignedCheckpoint Signed(long position) => new(new AuditCheckpoint(position, DateTimeOffset.UtcNow.ToMilliseconds(), new byte[32]), new byte[64]);
}
