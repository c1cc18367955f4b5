using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Portal.Domain.Audit;
using Portal.Domain.Audit.Exports;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Infrastructure.Audit.Exports;
using Portal.Testing.Database;
using Portal.Testing.Time;
using Xunit;

namespace Portal.Infrastructure.Tests.Audit;

public sealed class AuditExportTests(PortalDatabase database) : IClassFixture<PortalDatabase>, IAsyncLifetime
{
    private static readonly AuditQuery OfTheNurse = new() { Person = AuditBench.Nurse.PersonId };

    private readonly ManualClock clock = new(DateTimeOffset.UtcNow.ToMilliseconds());
    private AuditBench bench = null!;

    private Actor Auditor => field ??= new()
    {
        Kind = ActorKind.Practitioner,
        PersonId = Id.New<PersonId>(),
        Roles = StaffRoles.Auditor,
        Session = Id.New<SessionId>(),
        AuthenticatedAt = clock.GetUtcNow(),
    };

    [Fact]
    public async Task Every_line_that_answers_is_in_it_once_oldest_first_and_nothing_later()
    {
        await bench.Write(ExportLines.BatchSize + 7, clock.GetUtcNow());
        var export = await Ask(AuditExportFormat.Csv, OfTheNurse);
        var before = await Stored();
        await bench.Write(3, clock.GetUtcNow().AddSeconds(1));
        var lines = Encoding.UTF8.GetString(await Download(export)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.StartsWith("\uFEFFid,at,", lines[0], StringComparison.Ordinal);
        Assert.Equal(before, lines.Skip(1).Select(line => line.Split(',')[0]));
    }

    [Theory]
    [InlineData(AuditExportFormat.Csv)]
    [InlineData(AuditExportFormat.Fhir)]
    [InlineData(AuditExportFormat.Proof)]
    public async Task The_manifest_holds_the_hash_of_the_bytes_and_is_signed(AuditExportFormat format)
    {
        await bench.Write(5, clock.GetUtcNow());
        await bench.Seal();
        var export = await Ask(format, format == AuditExportFormat.Proof ? new AuditQuery() : OfTheNurse);
        Assert.Equal(RefusalKind.NotFound, (await bench.Exports.Manifest(Auditor, export, default)).Refusal?.Kind);
        var bytes = await Download(export);
        var manifest = (await bench.Exports.Manifest(Auditor, export, default)).Value;
        Assert.Equal((5L, bytes.Length, format), (manifest.Records, manifest.Bytes, manifest.Format));
        Assert.Equal(SHA256.HashData(bytes), manifest.Sha256);
        var published = (await bench.Proof.PublicKey(Auditor, default)).Value;
        using var key = ECDsa.Create();
        key.ImportFromPem(published.Pem);
        Assert.Equal(published.Fingerprint, manifest.KeyFingerprint);
        Assert.True(key.VerifyData(manifest.ToSignedBytes(), manifest.Signature, HashAlgorithmName.SHA256));
        Assert.False(key.VerifyData((manifest with { Records = 4 }).ToSignedBytes(), manifest.Signature, HashAlgorithmName.SHA256));
        var listed = Assert.Single((await bench.Exports.List(Auditor, default)).Value, line => line.Id == export);
        Assert.Equal((5L, (DateTimeOffset?)manifest.EndedAt), (listed.Records, listed.EndedAt));
    }

    [Fact]
    public async Task It_is_downloaded_once()
    {
        var export = await Ask(AuditExportFormat.Csv, OfTheNurse);
        await Download(export);
        Assert.Equal("export-over", (await bench.Exports.Open(Auditor, export, default)).Refusal?.Reason);
    }

    [Fact]
    public async Task It_is_downloaded_by_the_sign_in_that_asked_and_by_no_other_person()
    {
        var export = await Ask(AuditExportFormat.Csv, OfTheNurse);
        Assert.Equal("export-over", (await bench.Exports.Open(Auditor with { Session = Id.New<SessionId>() }, export, default)).Refusal?.Reason);
        Assert.Equal(RefusalKind.NotFound, (await bench.Exports.Open(Auditor with { PersonId = Id.New<PersonId>() }, export, default)).Refusal?.Kind);
        Assert.NotEmpty(await Download(export));
    }

    [Fact]
    public async Task It_is_over_after_five_minutes()
    {
        var export = await Ask(AuditExportFormat.Csv, OfTheNurse);
        clock.Advance(AuditExports.OpenFor);
        Assert.Equal("export-over", (await bench.Exports.Open(Auditor with { AuthenticatedAt = clock.GetUtcNow() }, export, default)).Refusal?.Reason);
    }

    [Fact]
    public async Task Who_is_there_is_proven_anew_and_administrators_take_nothing_away()
    {
        var request = new AuditExportRequest(AuditExportFormat.Csv);
        Assert.Equal("reauth", (await bench.Exports.Request(Auditor with { AuthenticatedAt = clock.GetUtcNow().AddMinutes(-5) }, request, default)).Refusal?.Reason);
        Assert.Equal(RefusalKind.Forbidden, (await bench.Exports.Request(Auditor with { Roles = StaffRoles.Administrator }, request, default)).Refusal?.Kind);
        Assert.Equal("range-too-long", (await bench.Exports.Request(Auditor, request with { Query = new() { Address = "10.0.0.7" } }, default)).Refusal?.Reason);
        Assert.Equal(RefusalKind.Validation, (await bench.Exports.Request(Auditor, new(AuditExportFormat.Proof) { Query = OfTheNurse }, default)).Refusal?.Kind);
        Assert.Equal(RefusalKind.Validation, (await bench.Exports.Request(Auditor, new(AuditExportFormat.Proof) { Range = new(7, 3) }, default)).Refusal?.Kind);
    }

    [Fact]
    public async Task Asking_and_writing_are_on_record_and_so_is_what_broke_off()
    {
        await Download(await Ask(AuditExportFormat.Fhir, OfTheNurse));
        var broken = (await bench.Exports.Open(Auditor, await Ask(AuditExportFormat.Csv, OfTheNurse), default)).Value;
        await Assert.ThrowsAsync<IOException>(() => broken.Write(new BrokenPipe(), default));
        var lines = (await bench.Trail.List(Auditor, new AuditQuery { Action = AuditAction.AuditExported }, PageRequest.First, default)).Value.Items;
        Assert.Equal(
            [("csv-broken-off", AuditOutcome.Failed), ("csv-requested", AuditOutcome.Succeeded), ("fhir-requested", AuditOutcome.Succeeded), ("fhir-written", AuditOutcome.Succeeded)],
            lines.Select(line => (line.Record.Code!, line.Record.Outcome)).Order());
    }

    [Trait("ASVS", "1.3.3")]
    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+1", "'+1")]
    [InlineData("-1", "'-1")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\t=1", "'\t=1")]
    [InlineData("\r=1", "\"'\r=1\"")]
    [InlineData("\n=1", "\"'\n=1\"")]
    [InlineData("\0=1", "'\0=1")]
    [InlineData("  =1", "'  =1")]
    [InlineData("\uFF1D1", "'\uFF1D1")]
    [InlineData("=HYPERLINK(\"x\",\"y\")", "\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\"")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("O'Brien \"Bob\"", "\"O'Brien \"\"Bob\"\"\"")]
    [InlineData("Anne-Marie", "Anne-Marie")]
    [InlineData(null, "")]
    public void No_cell_is_a_formula(string? value, string cell) => Assert.Equal(cell, CsvExport.Cell(value));

    [Trait("ASVS", "16.2.1")]
    [Trait("ASVS", "16.2.4")]
    [Fact]
    public async Task A_line_as_fhir_has_all_that_an_AuditEvent_must_have()
    {
        await using var context = await bench.Context();
        context.Add(await bench.Row(AuditBench.Entry(0) with { Outcome = AuditOutcome.Refused, BreakGlass = Id.New<BreakGlassId>() }, clock.GetUtcNow()));
        await context.SaveChangesAsync();
        var text = Encoding.UTF8.GetString(await Download(await Ask(AuditExportFormat.Fhir, OfTheNurse)));
        using var json = JsonDocument.Parse(Assert.Single(text.Split('\n', StringSplitOptions.RemoveEmptyEntries)));
        var root = json.RootElement;
        Assert.Equal(
            ["resourceType", "id", "type", "subtype", "action", "recorded", "outcome", "outcomeDesc", "purposeOfEvent", "agent", "source", "entity"],
            root.EnumerateObject().Select(member => member.Name));
        Assert.Equal(("AuditEvent", "R", "4"), (root.GetProperty("resourceType").GetString(), root.GetProperty("action").GetString(), root.GetProperty("outcome").GetString()));
        Assert.Equal(clock.GetUtcNow(), root.GetProperty("recorded").GetDateTimeOffset());
        var agents = root.GetProperty("agent").EnumerateArray().ToList();
        Assert.Equal([true, false], agents.Select(agent => agent.GetProperty("requestor").GetBoolean()));
        Assert.Equal($"urn:uuid:{AuditBench.Nurse.PersonId}", agents[0].GetProperty("who").GetProperty("identifier").GetProperty("value").GetString());
        Assert.Equal(["patient", "conversation", "care-team", "subject", "session", "break-glass"], root.GetProperty("entity").EnumerateArray().Select(entity => entity.GetProperty("name").GetString()));
        Assert.Equal("BTG", root.GetProperty("purposeOfEvent")[0].GetProperty("coding")[0].GetProperty("code").GetString());
    }

    public Task InitializeAsync()
    {
        bench = new AuditBench(database, clock);
        return database.Execute("truncate audit_events, audit_links, audit_checkpoints, audit_exports");
    }

    public async Task DisposeAsync() => await bench.DisposeAsync();

    private async Task<AuditExportId> Ask(AuditExportFormat format, AuditQuery query) => (await bench.Exports.Request(Auditor, new AuditExportRequest(format) { Query = query }, default)).Value;

    private async Task<byte[]> Download(AuditExportId export)
    {
        using var bytes = new MemoryStream();
        await (await bench.Exports.Open(Auditor, export, default)).Value.Write(bytes, default);
        return bytes.ToArray();
    }

    private async Task<string[]> Stored() =>
        (await database.Scalar<string>($"select string_agg(id::text, ',' order by id) from audit_events where actor_id = '{AuditBench.Nurse.PersonId}'")).Split(',');

    private sealed class BrokenPipe : MemoryStream
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => throw new IOException("gone");
    }
}
