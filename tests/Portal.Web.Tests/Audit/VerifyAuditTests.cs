using Microsoft.Extensions.DependencyInjection;
using Portal.Domain.Audit;
using Portal.Domain.Audit.Exports;
using Portal.Domain.Audit.Proof;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
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

    [Fact]
    public async Task A_part_of_it_is_verified_alone()
    {
        var (code, output, errors) = await Verify("--from", "5", "--to", "14");
        Assert.True(code == 0, errors);
        Assert.EndsWith("This part of the audit trail holds.", output.Trim(), StringComparison.Ordinal);
        Assert.StartsWith("10 records, sealed up to 14,", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_proof_is_verified_without_the_database_by_the_published_key()
    {
        var auditor = new Actor { Kind = ActorKind.Practitioner, PersonId = Id.New<PersonId>(), Roles = StaffRoles.Auditor, Session = Id.New<SessionId>(), AuthenticatedAt = DateTimeOffset.MaxValue };
        var (proof, key) = (TestFiles.New("audit.proof.jsonl"), TestFiles.New("audit-key.pem"));
        await using (var services = TestServices.Build(database.Settings, new Dictionary<string, string?>()))
        {
            var exports = services.GetRequiredService<IAuditExports>();
            var export = (await exports.Request(auditor, new AuditExportRequest(AuditExportFormat.Proof), default)).Value;
            await using var bytes = File.Create(proof);
            await (await exports.Open(auditor, export, default)).Value.Write(bytes, default);
            await File.WriteAllTextAsync(key, (await services.GetRequiredService<IAuditProof>().PublicKey(auditor, default)).Value.Pem);
        }

        var (code, output, errors) = await Offline(proof, key);
        Assert.True(code == 0, errors);
        Assert.Equal([$"{Records} records from position 1; 1 checkpoints.", "The proof holds."], output.Split('\n', StringSplitOptions.RemoveEmptyEntries));

        await File.WriteAllTextAsync(proof, (await File.ReadAllTextAsync(proof)).Replace("\"position\":7,\"record\":\"A", "\"position\":7,\"record\":\"B", StringComparison.Ordinal));
        (code, _, errors) = await Offline(proof, key);
        Assert.Equal((1, "The proof is broken at position 7: the link does not follow from the record and the link before (link)."), (code, errors.Trim()));
    }

    [Theory]
    [InlineData("--from", "9", "--to", "3")]
    [InlineData("--export", "file")]
    public async Task What_is_not_understood_is_explained(params string[] arguments)
    {
        var (code, _, errors) = await ProgramRun.Of(["verify-audit", .. arguments], []);
        Assert.Equal((2, "verify-audit takes [--from POSITION] [--to POSITION], or --export FILE --key PEM."), (code, errors.Trim()));
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

    private static Task<(int Code, string Output, string Errors)> Offline(string proof, string key) =>
        ProgramRun.Of(["verify-audit", "--export", proof, "--key", key], []);

    private Task<(int Code, string Output, string Errors)> Verify(params string[] arguments) => ProgramRun.Of(
        ["verify-audit", .. arguments],
        [
            .. database.Settings.Select(setting => (setting.Key.Replace(":", "__", StringComparison.Ordinal), setting.Value!)),
            ("Keys__Directory", TestKeys.Directory),
            ("Audit__CheckpointFile", file),
        ]);
}
