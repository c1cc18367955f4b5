using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Portal.Domain.Conversations;
using Portal.Domain.Ehr;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Domain.Summaries;
using Portal.Domain.Visits;
using Portal.Infrastructure.Conversations;
using Portal.Infrastructure.Shared.Keys;
using Portal.Infrastructure.Tests.Summaries;
using Portal.Infrastructure.Tests.Visits;
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
        await using var model = new ModelStandIn();
        model.Say("""{"topic":"Marker-model-topic","sections":[{"kind":"plan","sentences":[{"text":"Marker-model-draft.","sources":[2]}]}]}""");
        var more = new Dictionary<string, string?> { ["Summaries:Model:Address"] = model.Address, ["Summaries:Model:Name"] = "small-model" };
        if (payload.Length > 0)
        {
            more["Ehr:OverrideFile"] = TestFiles.New("override.json");
            await File.WriteAllTextAsync(more["Ehr:OverrideFile"]!, $$"""{ "payload": "{{payload}}" }""");
        }

        await using var bench = await FilingBench.Start(database, ehr, more);
        var writer = bench.Get<IEnumerable<IHostedService>>().OfType<PostWriter>().Single();
        await writer.StartAsync(None);
        IReadOnlyList<string> markers = [.. await Plant(bench), .. await Meet(bench)];
        await PlantFile(bench);
        await LeaveUnsigned(bench);
        var summary = await SignCorrectAndWithdraw(bench, ehr);
        await writer.StopAsync(None);
        Assert.Contains(model.Asked, asked => asked.Body.Contains("Marker-message", StringComparison.Ordinal));

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
        await messages.Post(bench.Clinician, bench.Conversation, CareWorld.Draft("https://portal.test/visit?join=Marker-link and a photo"), None);
        return
        [
            "Marker-team-topic", "Marker-team-note", "Marker-message", "Marker-retracted", "Marker-corrected", "Marker-link", "Marker-file", "Marker-model", "Marker-draft", "Marker-topic-draft", "Marker-unsigned",
            "Ankle swelling",
        ];
    }

    /// <summary>A visit that both were in; its rooms and tokens are the markers, and its summary is signed and filed.</summary>
    private static async Task<IReadOnlyList<string>> Meet(FilingBench bench)
    {
        var (visits, room, calls) = (bench.Get<IVisits>(), bench.Get<IWaitingRoom>(), bench.Get<ICalls>());
        var visit = (await visits.Book(bench.Clinician, new NewVisit(bench.Conversation, null, TimeSpan.FromMinutes(20), bench.Clinician.PersonId, new ClinicalText("Marker-visit-reason")), None)).Value.Id;
        Assert.True((await room.CheckIn(bench.Patient, visit, devices: null, None)).IsOk);
        Assert.True((await room.Admit(bench.Clinician, visit, None)).IsOk);
        var secrets = new List<string> { "Marker-visit-reason" };
        foreach (var person in (Actor[])[bench.Clinician, bench.Patient])
        {
            var ticket = (await calls.Ticket(person, visit, None)).Value;
            secrets.Add(ticket.MediaToken);
            secrets.AddRange(ticket.IceServers.Select(one => one.Credential).OfType<string>());
            await SeatedCall.Of(viewer => calls.Join(person, ticket.MediaToken, viewer, None));
        }

        Assert.True((await room.End(bench.Clinician, visit, None)).IsOk);
        var summaries = bench.Get<ISummaries>();
        var draft = (await summaries.Draft(bench.Clinician, new NewSummary(bench.Conversation, null, visit), None)).Value;
        Assert.Contains("Marker-visit-reason", draft.Text.Topic.Reveal(), StringComparison.Ordinal);
        draft = (await summaries.Edit(bench.Clinician, draft.Id, draft.State.Revision, Text("Signed visit", "Signed-words-visit"), None)).Value;
        Assert.True((await summaries.Sign(bench.Clinician with { AuthenticatedAt = bench.Clock.GetUtcNow() }, draft.Id, new SummarySignature(draft.State.Revision), None)).IsOk);
        await bench.Settle();
        Assert.Equal(FilingStatus.Filed, (await bench.Last(draft.Id)).Status);
        return secrets;
    }

    /// <summary>A message with a file: nobody can send one yet, and what is drafted reads the log as it will be.</summary>
    private async Task PlantFile(FilingBench bench)
    {
        var key = await bench.Get<KeyVault>().Get(DataKeyKind.Conversation, bench.Conversation.Value, None);
        await using var context = await bench.Context();
        var row = await context.Set<ConversationEventRow>().AsNoTracking().Where(one => one.ConversationId == bench.Conversation.Value && one.Type == (short)EventType.MessagePosted).OrderByDescending(one => one.Sequence).FirstAsync();
        var posted = EventCodec.Read(key, row);
        var body = (EventBody.MessagePosted)posted.Body with { Attachments = [new AttachmentRef(Id.New<AttachmentId>(), new ClinicalText("Marker-file.jpg"), "image/jpeg", 12)] };
        var changed = Convert.ToHexString(EventCodec.SealBody(key, bench.Conversation, posted.Id, posted.Actor, body));
        await database.Execute($"update conversation_events set body = '\\x{changed}' where event_id = '{row.EventId}'");
    }

    /// <summary>What a model wrote, and nobody signed.</summary>
    private static async Task LeaveUnsigned(FilingBench bench)
    {
        var draft = (await bench.Get<ISummaries>().Draft(bench.Clinician, new NewSummary(bench.Conversation, new SummarySpan(new Sequence(1), new Sequence(99)), null, ByModel: true), None)).Value;
        Assert.Equal((DraftOrigin.Model, "Marker-model-topic"), (draft.Draft.Origin, draft.Text.Topic.Reveal()));
    }

    private static async Task<SummaryId> SignCorrectAndWithdraw(FilingBench bench, FhirServer ehr)
    {
        var summaries = bench.Get<ISummaries>();
        var draft = (await summaries.Draft(bench.Clinician, new NewSummary(bench.Conversation, new SummarySpan(new Sequence(1), new Sequence(99)), null), None)).Value;
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
