using Microsoft.Extensions.Hosting;
using Portal.Domain.Conversations;
using Portal.Domain.Ehr;
using Portal.Domain.Shared;
using Portal.Domain.Summaries;
using Portal.Infrastructure.Conversations;
using Portal.Testing.Care;
using Portal.Testing.Database;
using Portal.Testing.Ehr;
using Xunit;

namespace Portal.Infrastructure.Tests.Ehr.Filing;

/// <summary>Words planted wherever they do not belong into the EHR, and every byte that it receives looked through, base64 opened, while the real ports do the work.</summary>
public sealed class MarkerTests(PortalDatabase database) : IClassFixture<PortalDatabase>
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory]
    [InlineData("plain", "")]
    [InlineData("notes", "")]
    [InlineData("oracle", "")]
    [InlineData("plain", "textAndFile")]
    public async Task Only_what_was_signed_reaches_the_EHR(string server, string payload)
    {
        await using var ehr = await FhirServer.Start(FilingServers.Named(server));
        var more = new Dictionary<string, string?>();
        if (payload.Length > 0)
        {
            more["Ehr:OverrideFile"] = TestFiles.New("override.json");
            await File.WriteAllTextAsync(more["Ehr:OverrideFile"]!, $$"""{ "payload": "{{payload}}" }""");
        }

        await using var bench = await FilingBench.Start(database, ehr, more);
        var writer = bench.Get<IEnumerable<IHostedService>>().OfType<PostWriter>().Single();
        await writer.StartAsync(None);
        var markers = await Plant(bench);
        var summary = await SignCorrectAndWithdraw(bench, ehr);
        await writer.StopAsync(None);

        Assert.NotEmpty(ehr.Writes);
        Assert.Contains(ehr.Received, call => call.Says("Signed-words-one"));
        Assert.All(markers, marker => Assert.DoesNotContain(ehr.Received, call => call.Says(marker)));
        foreach (var name in (string[])["Ada", "Example"]) Assert.DoesNotContain(ehr.Received, call => call.Says(name + " ") || call.Says($"\"{name}\""));
        Assert.NotEqual(default, summary);
    }

    [Fact]
    public void The_scan_sees_what_is_hidden_in_base64_within_base64_and_in_an_address()
    {
        var inner = Convert.ToBase64String("one Marker-x two"u8);
        var outer = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($$"""{"data":"{{inner}}"}"""));
        Assert.True(Call("/fhir", "{\"attachment\":{\"data\":\"" + outer + "\"}}").Says("Marker-x"));
        Assert.True(Call("/fhir/Patient?name=Marker%2Dx", "").Says("Marker-x"));
        Assert.True(Call("/fhir/_search", "name=Marker%2Dx").Says("Marker-x"));
        Assert.False(Call("/fhir", """{"data":"aGVsbG8="}""").Says("Marker-x"));
    }

    private static FhirCall Call(string target, string body) => new("POST", target, new Dictionary<string, string>(), System.Text.Encoding.UTF8.GetBytes(body));

    /// <summary>In the team's own words, in what was taken back, in a link to join, in what nobody signed.</summary>
    private static async Task<IReadOnlyList<string>> Plant(FilingBench bench)
    {
        var messages = bench.Get<IMessages>();
        var team = (await bench.Get<IConversations>().Start(
            bench.Clinician, new NewConversation(bench.Team, ConversationKind.Team, bench.Patient.PersonId, new ClinicalText("Marker-team-topic"), Priority.Routine), None)).Value.Id;
        await messages.Post(bench.Clinician, team, CareWorld.Draft("Marker-team-note: can she pay?"), None);
        await messages.Post(bench.Patient, bench.Conversation, CareWorld.Draft("My ankle is swollen. Marker-message"), None);
        var wrong = (await messages.Post(bench.Clinician, bench.Conversation, CareWorld.Draft("Marker-retracted"), None)).Value.Receipt.Sequence;
        Assert.True((await messages.Retract(bench.Clinician, bench.Conversation, wrong, RetractionReason.WrongPatient, None)).IsOk);
        var corrected = (await messages.Post(bench.Clinician, bench.Conversation, CareWorld.Draft("Marker-corrected"), None)).Value.Receipt.Sequence;
        Assert.True((await messages.Correct(bench.Clinician, bench.Conversation, corrected, new ClinicalText("Elevate your leg."), None)).IsOk);
        await messages.Post(bench.Clinician, bench.Conversation, CareWorld.Draft("https://portal.test/visit?join=Marker-link and photo Marker-file.jpg"), None);
        return
        [
            "Marker-team-topic", "Marker-team-note", "Marker-message", "Marker-retracted", "Marker-corrected", "Marker-link", "Marker-file", "Marker-draft", "Marker-topic-draft", "Marker-unsigned",
            "Ankle swelling",
        ];
    }

    private static async Task<SummaryId> SignCorrectAndWithdraw(FilingBench bench, FhirServer ehr)
    {
        var summaries = bench.Get<ISummaries>();
        var draft = (await summaries.Draft(bench.Clinician, new NewSummary(bench.Conversation, null, null), None)).Value;
        draft = (await summaries.Edit(bench.Clinician, draft.Id, draft.State.Revision, Text("Marker-topic-draft", "Marker-draft"), None)).Value;
        draft = (await summaries.Edit(bench.Clinician, draft.Id, draft.State.Revision, Text("Signed topic", "Signed-words-one"), None)).Value;
        var clinician = bench.Clinician with { AuthenticatedAt = bench.Clock.GetUtcNow() };
        var signed = (await summaries.Sign(clinician, draft.Id, new SummarySignature(draft.State.Revision), None)).Value;
        await bench.Settle();
        Assert.Equal(FilingStatus.Filed, (await bench.Last(signed.Id)).Status);

        clinician = clinician with { AuthenticatedAt = bench.Clock.GetUtcNow() };
        var correcting = (await summaries.Correct(clinician, signed.Id, new ClinicalText("The plan was wrong"), None)).Value;
        correcting = (await summaries.Edit(clinician, signed.Id, correcting.State.Revision, Text("Signed topic", "Signed-words-two"), None)).Value;
        await summaries.Sign(clinician, signed.Id, new SummarySignature(correcting.State.Revision), None);
        await bench.Settle();

        // A draft that is open while the rest goes on.
        clinician = clinician with { AuthenticatedAt = bench.Clock.GetUtcNow() };
        var open = (await summaries.Correct(clinician, signed.Id, new ClinicalText("Marker-unsigned"), None)).Value;
        await summaries.Edit(clinician, signed.Id, open.State.Revision, Text("Marker-topic-draft", "Marker-unsigned"), None);
        await summaries.EnterInError(clinician with { AuthenticatedAt = bench.Clock.GetUtcNow() }, signed.Id, ErrorReason.ClinicalError, None);
        await bench.Settle();
        Assert.Equal(3, (await bench.Of(signed.Id)).Count);
        Assert.NotEmpty(ehr.Writes);
        return signed.Id;
    }

    private static SummaryText Text(string topic, string plan) => new(new ClinicalText(topic), [new SummarySection(SectionKind.Plan, new ClinicalText(plan))]);
}
