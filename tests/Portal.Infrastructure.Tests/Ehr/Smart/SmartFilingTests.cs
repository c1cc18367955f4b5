using Portal.Domain.Ehr;
using Portal.Domain.Identity;
using Portal.Domain.Notifications;
using Portal.Infrastructure.Ehr.Filing;
using Portal.Infrastructure.Tests.Ehr.Fhir;
using Portal.Infrastructure.Tests.Ehr.Filing;
using Portal.Testing.Database;
using Portal.Testing.Ehr;
using Xunit;

namespace Portal.Infrastructure.Tests.Ehr.Smart;

/// <summary>
/// A summary goes the whole way into an EHR that lets in nobody without a token. Its token endpoint verifies the assertion's signature, audience and expiry, and takes it once.
/// </summary>
public sealed class SmartFilingTests(PortalDatabase database) : IClassFixture<PortalDatabase>, IAsyncLifetime
{
    private const string Scopes = "system/Communication.crus system/Provenance.cu system/Patient.rs system/Practitioner.rs";
    private static readonly string[] Open = ["metadata", ".well-known/smart-configuration"];
    private FhirServer ehr = null!;
    private ScriptedServer tokenSide = null!;
    private FilingBench bench = null!;
    private TokenServer tokens = null!;

    public async Task InitializeAsync()
    {
        ehr = await FhirServer.Start();
        tokenSide = await ScriptedServer.Start();
        await Begin();
    }

    public async Task DisposeAsync()
    {
        await bench.DisposeAsync();
        await tokenSide.DisposeAsync();
        await ehr.DisposeAsync();
    }

    [Fact]
    public async Task Summaries_are_filed_with_one_token_that_a_signature_got()
    {
        var summaries = new[] { await bench.Sign(), await bench.Sign(), await bench.Sign() };
        await bench.Work();
        foreach (var summary in summaries) Assert.Equal(FilingStatus.Filed, (await bench.Last(summary)).Status);
        Assert.Equal((1, null), (tokens.Tokens, tokens.LastObjection));
        Assert.Equal("used", await tokens.Objection(tokens.LastForm["client_assertion"]));
        Assert.All(ehr.Received, call => Assert.Equal(Open.Contains(call.Path, StringComparer.Ordinal) ? null : "token-1", FhirGuard.Token(call)));
        Assert.Equal(3, ehr.Writes.Count);
    }

    [Fact]
    public async Task A_token_that_ends_on_the_way_is_renewed_once_and_nothing_is_filed_twice()
    {
        var summary = await bench.Sign();
        ehr.Before = call =>
        {
            if (call.IsWrite) tokens.Refused["token-1"] = true;
            return Task.CompletedTask;
        };
        await bench.Work();
        Assert.Equal(FilingStatus.Filed, (await bench.Last(summary)).Status);
        Assert.Equal((2, null), (tokens.Tokens, tokens.LastObjection));
        Assert.Equal(["token-1", "token-2"], ehr.Writes.Select(FhirGuard.Token));
        Assert.Single(ehr.All("Communication"));
    }

    [Fact]
    public async Task A_token_is_renewed_before_its_life_ends()
    {
        await bench.Sign();
        await bench.Work();
        bench.Clock.Jump(TimeSpan.FromSeconds(250));
        await bench.Sign();
        await bench.Work();
        Assert.Equal((2, null), (tokens.Tokens, tokens.LastObjection));
        Assert.Equal(2, ehr.All("Communication").Count);
        Assert.Equal(["token-1", "token-2"], ehr.Writes.Select(FhirGuard.Token));
    }

    [Fact]
    public async Task An_EHR_that_refuses_fresh_tokens_too_pauses_everything_until_it_takes_one()
    {
        var summary = await bench.Sign();
        ehr.Guard = ehr.Guard! with { Takes = _ => false };
        await bench.Work();
        Assert.Equal((2, FilingCodes.Credentials), (tokens.Tokens, await Paused()));
        Assert.Equal(0, Assert.Single(await bench.Deliveries()).Attempts);
        ehr.Guard = ehr.Guard! with { Takes = tokens.Takes };
        await bench.Settle();
        Assert.Equal(FilingStatus.Filed, (await bench.Last(summary)).Status);
        Assert.Single(ehr.Writes);
    }

    [Fact]
    public async Task A_client_that_is_not_registered_pauses_everything_and_sends_nothing_to_the_EHR()
    {
        await bench.DisposeAsync();
        await Begin(new() { ["Ehr:ClientId"] = "another" });
        var summary = await bench.Sign();
        await bench.Work();
        Assert.Equal((FilingCodes.ClientRefused, "client"), (await Paused(), tokens.LastObjection));
        Assert.Equal((FilingStatus.Waiting, FilingCodes.ClientRefused), ((await bench.Last(summary)).Status, (await bench.Last(summary)).Code));
        Assert.All(ehr.Received, call => Assert.Contains(call.Path, Open));
    }

    [Theory]
    [InlineData("auto", "system/Patient.rs system/Practitioner.rs")]
    [InlineData("auto", "system/Communication.rs system/Patient.rs system/Practitioner.rs")]
    [InlineData("auto", "system/Communication.c system/Patient.rs system/Practitioner.rs")]
    [InlineData("auto", "system/DocumentReference.crus system/Patient.rs system/Practitioner.rs")]
    [InlineData("r4", "system/Patient.rs system/Practitioner.rs")]
    public async Task A_scope_without_what_this_EHR_is_sent_pauses_everything_before_anything_is_sent(string profile, string scope)
    {
        await bench.DisposeAsync();
        await Begin(new() { ["Ehr:Profile"] = profile });
        tokens.Scope = scope;
        var summary = await bench.Sign();
        await bench.Work();
        Assert.Equal(FilingCodes.ScopeTooSmall, await Paused());
        Assert.All(ehr.Received, call => Assert.Contains(call.Path, Open));
        tokens.Scope = Scopes;
        await bench.Settle();
        Assert.Equal(FilingStatus.Filed, (await bench.Last(summary)).Status);
    }

    [Fact]
    public async Task An_EHR_that_takes_notes_is_asked_for_what_notes_need()
    {
        await bench.DisposeAsync();
        await ehr.DisposeAsync();
        ehr = await FhirServer.Start(FhirServerSettings.Notes);
        await Begin();
        var summary = await bench.Sign();
        await bench.Work();
        Assert.Equal(FilingCodes.ScopeTooSmall, await Paused());
        tokens.Scope = "system/DocumentReference.cu system/Provenance.cu system/Patient.rs system/Practitioner.rs";
        await bench.Settle();
        Assert.Equal(FilingStatus.Filed, (await bench.Last(summary)).Status);
        Assert.Single(ehr.All("DocumentReference"));
    }

    [Theory]
    [InlineData("system/Provenance.cu", 1)]
    [InlineData("system/Provenance.c", 0)]
    [InlineData("system/CareTeam.rs", 0)]
    public async Task Provenance_goes_where_it_is_granted_and_its_lack_stops_no_summary(string scope, int expected)
    {
        tokens.Scope = "system/Communication.crus system/Patient.rs system/Practitioner.rs " + scope;
        var summary = await bench.Sign();
        await bench.Work();
        Assert.Equal(FilingStatus.Filed, (await bench.Last(summary)).Status);
        Assert.Equal(expected, ehr.All("Provenance").Count);
        Assert.Equal(expected, ehr.Writes.Count(call => call.Says("Provenance")));
        Assert.Single(ehr.All("Communication"));
    }

    /// <summary>What the board shows.</summary>
    private async Task<string?> Paused()
    {
        var queues = await bench.Get<IDeliveries>().Queues(await bench.World.Staff(StaffRoles.Administrator), default);
        return queues.Value.Single(queue => queue.Target == EhrTarget.TargetName).Pause?.Code;
    }

    private async Task Begin(Dictionary<string, string?>? more = null)
    {
        var settings = new Dictionary<string, string?> { ["Ehr:Authentication"] = "smart", ["Ehr:ClientId"] = TokenServer.Client, ["Ehr:Scopes"] = Scopes };
        foreach (var (name, value) in more ?? []) settings[name] = value;
        bench = await FilingBench.Start(database, ehr, settings);
        tokens = new TokenServer(tokenSide, bench.Get<IEhrClientKeys>(), bench.Clock) { Scope = Scopes };
        tokenSide.Answer = tokens.Answer;
        ehr.Guard = new FhirGuard(tokens.At, tokens.Takes);
    }
}
