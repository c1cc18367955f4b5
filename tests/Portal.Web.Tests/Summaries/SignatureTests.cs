using System.Net;
using NSubstitute;
using Portal.Domain.Conversations;
using Portal.Domain.Ehr;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Domain.Summaries;
using Portal.Web.Tests.Fakes;
using Xunit;

namespace Portal.Web.Tests.Summaries;

/// <summary>Signing with the cookie of staff, as the portal's own pages and programs on behalf of a browser do.</summary>
public sealed class SignatureTests(SharedEdgeHost host) : IClassFixture<SharedEdgeHost>
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 12, 12, 0, 0, TimeSpan.Zero);
    private static readonly SummaryText Text = new(new("Ankle"), [new(SectionKind.Plan, new("Elevate.")), new(SectionKind.FollowUp, new("Two weeks."))]);

    [Fact]
    public async Task A_signature_says_what_was_read_and_shown_and_is_answered_with_the_versions()
    {
        var view = View();
        SummarySignature? signature = null;
        host.Ports.Summaries.Sign(Arg.Any<Actor>(), view.Id, Arg.Do<SummarySignature>(asked => signature = asked), Arg.Any<CancellationToken>()).Returns(Task.FromResult<Outcome<SummaryView>>(view));
        using var answer = await Post($"/api/v1/summaries/{view.Id}/sign", """{ "revision": 7, "sourcesSeen": 12, "share": true }""");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(new SummarySignature(7, new Sequence(12), IsShared: true), signature);
        var summary = await answer.Read();
        Assert.Equal(("entered-in-error", 3, "es", 2), (summary.GetProperty("status").GetString(), summary.GetProperty("version").GetInt32(), summary.GetProperty("language").GetString(), summary.GetProperty("sharedVersion").GetInt32()));
        Assert.Equal(("model", "small-model"), (summary.GetProperty("draft").GetProperty("origin").GetString(), summary.GetProperty("draft").GetProperty("model").GetString()));
        Assert.Equal([4L], summary.GetProperty("draft").GetProperty("sections")[0].GetProperty("sentences")[0].GetProperty("sources").EnumerateArray().Select(source => source.GetInt64()));
        Assert.Equal(["plan", "follow-up"], summary.GetProperty("text").GetProperty("sections").EnumerateArray().Select(section => section.GetProperty("kind").GetString()));
        var versions = summary.GetProperty("versions").EnumerateArray().ToList();
        Assert.Equal(["superseded", "superseded", "entered-in-error"], versions.Select(version => version.GetProperty("status").GetString()));
        Assert.Equal(("Left-sided", "wrong-patient"), (versions[1].GetProperty("reason").GetString(), versions[2].GetProperty("errorReason").GetString()));
        Assert.False(versions[0].TryGetProperty("reason", out _));
        Assert.Equal([4L], summary.GetProperty("changedSources").EnumerateArray().Select(source => source.GetInt64()));
    }

    [Theory]
    [InlineData("{}", "$.revision")]
    [InlineData("""{ "revision": 1, "sourcesSeen": 0 }""", "$.sourcesSeen")]
    [InlineData("""{ "revision": 1, "reason": "x" }""", "$.reason")]
    public async Task A_signature_that_does_not_say_what_was_read_is_none(string body, string path)
    {
        using var answer = await Post($"/api/v1/summaries/{Id.New<SummaryId>()}/sign", body);
        Assert.Equal([path], await answer.Objections());
    }

    [Fact]
    public async Task Whoever_proved_too_long_ago_who_is_there_is_asked_again()
    {
        host.Ports.Summaries.Sign(Arg.Any<Actor>(), Arg.Any<SummaryId>(), Arg.Any<SummarySignature>(), Arg.Any<CancellationToken>()).Returns(Task.FromResult<Outcome<SummaryView>>(Refusal.Reauthenticate));
        using var answer = await Post($"/api/v1/summaries/{Id.New<SummaryId>()}/sign", """{ "revision": 1 }""");
        Assert.Equal("forbidden;reauth", await answer.Problem());
    }

    [Fact]
    public async Task A_signed_version_comes_as_a_FHIR_file()
    {
        var id = Id.New<SummaryId>();
        host.Ports.FhirExports.Summary(Arg.Any<Actor>(), id, 2, Arg.Any<CancellationToken>()).Returns(Task.FromResult<Outcome<FhirFile>>(new FhirFile("summary.fhir.json", "{}"u8.ToArray())));
        using var answer = await Post($"/api/v1/summaries/{id}/fhir", """{ "version": 2 }""");
        Assert.Equal(("application/fhir+json", "summary.fhir.json", "{}"), (answer.Content.Headers.ContentType!.ToString(), answer.Content.Headers.ContentDisposition!.FileName, await answer.Content.ReadAsStringAsync()));
        using var bad = await Post($"/api/v1/summaries/{id}/fhir", """{ "version": 0 }""");
        Assert.Equal(["$.version"], await bad.Objections());
    }

    private async Task<HttpResponseMessage> Post(string path, string body)
    {
        using var client = host.Staff(Someone.StaffSession);
        client.DefaultRequestHeaders.Add("X-Portal-Request", "1");
        return await client.PostAsync(path, EdgeClients.Json(body));
    }

    private static SummaryView View()
    {
        var signer = new PersonRef(Id.New<PersonId>(), "Dr Lee");
        return new SummaryView(
            Id.New<SummaryId>(),
            SummaryKind.Messages,
            Id.New<ConversationId>(),
            null,
            new PatientRef(Id.New<PersonId>(), new("Ada")),
            Id.New<CareTeamId>(),
            new SummaryState(3, SummaryStatus.EnteredInError, 8, new StandingVersion(3, SummaryStatus.EnteredInError)),
            "message-summary",
            "es",
            new SummarySpan(new Sequence(1), new Sequence(9)),
            new SummaryPeriod(Noon, Noon.AddDays(2)),
            new SummaryDraft(new("Ankle"), [new DraftSection(SectionKind.Plan, [new SummarySentence(new("Elevate."), [new Sequence(4)])])], DraftOrigin.Model, "small-model"),
            Text,
            null,
            [
                new SignedVersion(1, SummaryStatus.Superseded, signer, Noon, Text, "small-model", null),
                new SignedVersion(2, SummaryStatus.Superseded, signer, Noon, Text, "small-model", new SummaryChange.Correction(new("Left-sided"))),
                new SignedVersion(3, SummaryStatus.EnteredInError, signer, Noon, Text with { Sections = [] }, "small-model", new SummaryChange.EnteredInError(ErrorReason.WrongPatient)),
            ],
            2,
            [new Sequence(4)],
            new Sequence(12),
            signer,
            Noon,
            signer,
            Noon);
    }
}
