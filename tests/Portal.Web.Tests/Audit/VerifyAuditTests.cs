using Microsoft.Extensions.DependencyInjection;
using Portal.Domain.Audit;
using Portal.Domain.Identity;
using Portal.Testing.Database;
using Portal.Testing.Time;
using Portal.Web.Tests.Composition;
using Xunit;

namespace Portal.Web.Tests.Audit;

/// <summary>The command as a scheduler runs it beside the portal: a process of its own, over the real databases, with the runtime's rights.</summary>
public sealed class VerifyAuditTests(PortalDatabase database) : IClassFixture<PortalDatabase>, IAsyncLifetime
{
    private const int Records = 20;
    private readonly string file = TestFiles.New("checkpoints.jsonl");

    [Fact]
    public async Task A_trail_that_nobody_touched_holds_and_is_summed_up_in_a_line()
    {
        var (code, output, errors) = await Verify();
        Assert.True(code == 0, errors);
        Assert.Equal(
            [$"{Records} records, sealed up to {Records}, unsealed 0; 1 checkpoints, 1 of them also outside the database.", "The audit trail holds."],
            output.Split('\n', StringSplitOptions.RemoveEmptyEntries));

        // The verification is itself on record, and not sealed before the next leader's turn.
        (code, output, _) = await Verify();
        Assert.Equal(0, code);
        Assert.StartsWith($"{Records + 1} records, sealed up to {Records}, unsealed 1;", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_row_that_the_superuser_changed_is_named_and_the_exit_code_is_one()
    {
        Assert.Equal(1, await database.Execute("update audit_events set code = 'other' where id = (select audit_event_id from audit_links where position = 7)"));
        var (code, output, errors) = await Verify();
        Assert.Equal(1, code);
        Assert.StartsWith("Before the break: 6 records, sealed up to 6", output, StringComparison.Ordinal);
        Assert.Equal("The audit trail is broken at position 7: the record was changed, or written without the portal's key (mac).", errors.Trim());
    }

    [Fact]
    public async Task A_tail_that_the_superuser_cut_off_is_seen_by_the_file()
    {
        await database.Execute("delete from audit_checkpoints; delete from audit_events where id in (select audit_event_id from audit_links where position > 15)");
        await database.Execute("delete from audit_links where position > 15");
        var (code, _, errors) = await Verify();
        Assert.Equal(1, code);
        Assert.Contains("broken at position 16: ", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_the_file_holds_nothing_it_says_that_a_cut_tail_would_not_be_seen()
    {
        File.Delete(file);
        var (code, output, _) = await Verify();
        Assert.Equal(0, code);
        Assert.Contains("0 of them also outside the database.", output, StringComparison.Ordinal);
        Assert.Contains("a cut tail would not be seen here", output, StringComparison.Ordinal);
    }

    public async Task InitializeAsync()
    {
        await database.Execute("truncate audit_events, audit_links, audit_checkpoints");
        await using var services = TestServices.Build(database.Settings, new Dictionary<string, string?> { ["Audit:CheckpointFile"] = file, ["Audit:CheckpointEvery"] = "00:00:01" });
        for (var index = 0; index < Records; index++)
            await services.GetRequiredService<IAuditTrail>().Record(new AuditEntry(Actor.System, AuditAction.AuditViewed) { Code = "test" }, CancellationToken.None);
        await using var leader = await TestServices.Start(services);
        await Until.True(async () => await database.Scalar<long>("select coalesce(max(position), 0) from audit_checkpoints") == Records);
        await Until.True(() => new FileInfo(file) is { Exists: true, Length: > 0 });
    }

    public Task DisposeAsync() => Task.CompletedTask;

    private Task<(int Code, string Output, string Errors)> Verify() => ProgramRun.Of(
        ["verify-audit"],
        [
            .. database.Settings.Select(setting => (setting.Key.Replace(":", "__", StringComparison.Ordinal), setting.Value!)),
            ("Keys__Directory", TestKeys.Directory),
            ("Audit__CheckpointFile", file),
        ]);
}
