using System.Net.WebSockets;
using Microsoft.Extensions.DependencyInjection;
using Portal.Domain.Audit;
using Portal.Domain.Conversations;
using Portal.Domain.Identity;
using Portal.Domain.Patients;
using Portal.Domain.Shared;
using Portal.Domain.Summaries;
using Portal.Domain.Visits;
using Portal.Testing.Care;
using Portal.Testing.Hub;
using Portal.Testing.Running;
using Xunit;

namespace Portal.Web.Tests.Faults;

/// <summary>
/// An hour of care in small, every word of it a marker: a patient writes by hub and by REST, what is good and what is refused; staff find the patient,
/// answer, assign, draft and talk among themselves. It proves that the words came through: else there would be nothing to find.
/// </summary>
/// <param name="services">The ports over the same databases.</param>
internal sealed class MarkedCare(IServiceProvider services, Func<Uri> portal, Marker marker)
{
    private static readonly CancellationToken None = CancellationToken.None;

    /// <summary>The care team whose care it is.</summary>
    public CareTeamId CareTeam { get; private set; }

    /// <summary>What came about, by the type of its id: one of each kind.</summary>
    public Dictionary<Type, string> Made { get; } = [];

    public async Task Happen()
    {
        var world = new CareWorld(services);
        var identifier = $"team-{Guid.CreateVersion7():N}";
        var team = CareTeam = await world.CareTeam(identifier);
        var nurse = await world.Nurse(team);
        using var hospital = await HospitalClient.Register(services, portal);
        var patient = await hospital.Patient(marker.Of("mrn"), identifier, marker.Of("given"), marker.Of("family"), marker.Of("topic"));
        var conversation = patient.Conversation!;
        marker.Also("the session token", patient.Token);
        (Made[typeof(ConversationId)], Made[typeof(PersonId)], Made[typeof(CareTeamId)]) = (conversation, patient.Person, team.ToString());
        await hospital.GrantProxy(patient.Person, marker.Of("proxy"), marker.Of("relationship"));

        await WriteByHub(patient);
        using (var rest = new RestClient(portal, patient.Token)) await WriteByRest(rest, conversation);
        using (var rest = new RestClient(portal, (await hospital.Practitioner(nurse)).Token)) await AnswerByRest(rest, conversation);
        await WorkOfStaff(nurse, team, new PersonId(Guid.Parse(patient.Person)), new ConversationId(Guid.Parse(conversation)));
        await SumUp(await world.Clinician(team), new ConversationId(Guid.Parse(conversation)));
        await BreakGlass(world, team);
    }

    /// <summary>Somebody from elsewhere looks for a patient, wrongly and rightly, and says why; an auditor reviews it.</summary>
    private async Task BreakGlass(CareWorld world, CareTeamId team)
    {
        var (identifier, born) = (new Identifier("urn:test:emergency", marker.Of("number")), new DateOnly(1951, 11, 23));
        await world.Conversation(await world.Patient(marker.Of("found"), marker.Of("outside"), born, identifier), team, marker.Of("elsewhere"));
        var (stranger, glass) = (await world.Clinician(await world.CareTeam()), services.GetRequiredService<IBreakGlass>());
        Assert.Equal(Refusal.NotFound, (await glass.Find(stranger, identifier with { Value = marker.Of("wrong") }, born, None)).Refusal);
        var grant = (await glass.Declare(stranger, new BreakGlassRequest(identifier, born, BreakGlassPurpose.Safety, new(marker.Of("emergency"))), None)).Value;
        Made[typeof(BreakGlassId)] = grant.Id.ToString();
        Assert.Contains(marker.Of("found"), grant.Patient.DisplayName.Reveal());
        Assert.True((await services.GetRequiredService<IBreakGlassReviews>().Review(await world.Staff(StaffRoles.Auditor), grant.Id, BreakGlassVerdict.Justified, None)).IsOk);
    }

    private async Task WriteByHub(HospitalSession patient)
    {
        var address = new Uri(portal(), "/hubs/conversations");
        await using var hub = await HubClient.Connect(address);
        await hub.Invoke("Authenticate", patient.Token);
        await hub.Invoke("Subscribe", patient.Conversation, 0);
        await hub.Invoke("Send", patient.Conversation, new { clientMessageId = Guid.CreateVersion7(), text = $"{marker.Of("hub")} says the patient" });
        Assert.Contains(marker.Of("hub"), (await hub.Next("event")).GetProperty("text").GetString());
        await Assert.ThrowsAsync<HubCallException>(() => hub.Invoke("Send", patient.Conversation, new { clientMessageId = Guid.CreateVersion7(), text = $"{marker.Of("refused")} \u0001" }));
        await Assert.ThrowsAsync<HubCallException>(() => hub.Invoke("Send", patient.Conversation, marker.Of("argument")));
        await Assert.ThrowsAsync<HubCallException>(() => hub.Invoke(marker.Of("method"), patient.Conversation));
        await hub.SendFrame($"{{\"type\":1,{marker.Of("frame")}");
        await hub.Closed.WaitAsync(HubClient.Patience);
        await using var nobody = await HubClient.Connect(address);
        await Assert.ThrowsAnyAsync<Exception>(() => nobody.Invoke("Send", patient.Conversation, new { text = marker.Of("nobody") }));
        Assert.NotEqual(WebSocketCloseStatus.InternalServerError, (await nobody.Closed.WaitAsync(HubClient.Patience)).Status);
    }

    private async Task WriteByRest(RestClient rest, string conversation)
    {
        var messages = $"/conversations/{conversation}/messages";
        var id = Guid.CreateVersion7();
        Assert.Equal(201, (await rest.Call(HttpMethod.Post, messages, new { clientMessageId = id, text = marker.Of("rest") })).Status);
        Assert.Equal(409, (await rest.Call(HttpMethod.Post, messages, new { clientMessageId = id, text = marker.Of("reused") })).Status);
        Assert.Equal(201, (await rest.Call(HttpMethod.Post, messages, new { clientMessageId = Guid.CreateVersion7(), text = marker.Of("mistaken"), replyTo = 1 })).Status);
        Assert.Equal(200, (await rest.Call(HttpMethod.Put, $"{messages}/2", new { text = marker.Of("corrected") })).Status);
        Assert.Equal(200, (await rest.Call(HttpMethod.Post, $"{messages}/3/retract", new { reason = "mistake" })).Status);
        foreach (var bad in (object[])[new { clientMessageId = id, text = marker.Of("bad"), other = marker.Of("unknown") }, new { clientMessageId = marker.Of("id"), text = "x" }, marker.Of("kind")])
            Assert.Equal(400, (await rest.Call(HttpMethod.Post, messages, bad)).Status);
        Assert.Equal(400, (await rest.Call(HttpMethod.Post, messages, new { clientMessageId = id, text = marker.Of("long").PadRight(8_001, 'x') })).Status);
        Assert.Equal(413, (await rest.Call(HttpMethod.Post, messages, new { clientMessageId = id, text = marker.Of("huge").PadRight(2_000_000, 'x') })).Status);

        // Nobody opens this one, so staff who are away are told of it by mail.
        var second = await rest.Call(HttpMethod.Post, "/conversations", new { careTeam = await CareTeamOf(rest), topic = marker.Of("secondtopic") });
        Assert.Equal(201, second.Status);
        var unread = $"/conversations/{second.Body.GetProperty("id").GetString()}/messages";
        Assert.Equal(201, (await rest.Call(HttpMethod.Post, unread, new { clientMessageId = Guid.CreateVersion7(), text = marker.Of("unread") })).Status);
    }

    private async Task AnswerByRest(RestClient rest, string conversation)
    {
        Assert.Contains(marker.Of("topic"), (await rest.Get($"/conversations/{conversation}")).GetRawText());
        Assert.Contains(await rest.Events(conversation), happened => happened.GetRawText().Contains(marker.Of("corrected"), StringComparison.Ordinal));
        Assert.Equal(201, (await rest.Call(HttpMethod.Post, $"/conversations/{conversation}/messages", new { clientMessageId = Guid.CreateVersion7(), text = marker.Of("answer") })).Status);
        Assert.Equal(204, (await rest.Call(HttpMethod.Put, $"/conversations/{conversation}/read-marker", new { sequence = 3 })).Status);
    }

    private async Task WorkOfStaff(Actor nurse, CareTeamId team, PersonId patient, ConversationId conversation)
    {
        var patients = services.GetRequiredService<IPatients>();
        foreach (var words in (string[])[marker.Of("given"), marker.Of("family"), marker.Of("mrn"), $"{marker.Of("given")} {marker.Of("family")}"])
            Assert.Equal(patient, Assert.Single((await patients.Find(nurse, words, None)).Value).Id);
        Assert.Empty((await patients.Find(nurse, marker.Of("nobody"), None)).Value);
        Assert.Equal(marker.Of("given"), (await patients.Card(nurse, patient, None)).Value.Name.Given);

        var conversations = services.GetRequiredService<IConversations>();
        Assert.True((await conversations.Assign(nurse, conversation, nurse.PersonId, None)).IsOk);
        Assert.True((await conversations.SetPriority(nurse, conversation, Priority.Urgent, None)).IsOk);
        Assert.True((await conversations.Start(nurse, new NewConversation(team, ConversationKind.Patient, patient, new(marker.Of("stafftopic")), Priority.Routine), None)).IsOk);
        var among = (await conversations.Start(nurse, new NewConversation(team, ConversationKind.Team, patient, new(marker.Of("teamtopic")), Priority.Routine), None)).Value.Id;
        Assert.True((await services.GetRequiredService<IMessages>().Post(nurse, among, CareWorld.Draft(marker.Of("note")), None)).IsOk);
        var drafts = services.GetRequiredService<IDrafts>();
        Assert.True((await drafts.Save(nurse, conversation, new(marker.Of("draft")), None)).IsOk);
        Assert.Equal(marker.Of("draft"), (await drafts.Get(nurse, conversation, None)).Value.Reveal());
        Made[typeof(VisitId)] = (await services.GetRequiredService<IVisits>().Book(nurse, new NewVisit(conversation, null, TimeSpan.FromMinutes(20), null, new(marker.Of("visit"))), None)).Value.Id.ToString();
        Assert.True((await conversations.SetStatus(nurse, conversation, ConversationStatus.Closed, None)).IsOk);
    }

    private async Task SumUp(Actor clinician, ConversationId conversation)
    {
        var summaries = services.GetRequiredService<ISummaries>();
        var draft = (await summaries.Draft(clinician, new NewSummary(conversation, null, null), None)).Value;
        Made[typeof(SummaryId)] = draft.Id.ToString();
        Assert.Contains(marker.Of("hub"), draft.Text.Of(SectionKind.Reason)!.Value.Reveal());
        var text = new SummaryText(new(marker.Of("subject")), [new(SectionKind.Plan, new(marker.Of("plan"))), new(SectionKind.Instructions, new(marker.Of("instructions")))]);
        var edited = (await summaries.Edit(clinician, draft.Id, draft.State.Revision, text, None)).Value;
        Assert.True((await summaries.Sign(clinician, draft.Id, new SummarySignature(edited.State.Revision, edited.SourcesHead, IsShared: true), None)).IsOk);
        Assert.Equal(marker.Of("reason"), (await summaries.Correct(clinician, draft.Id, new(marker.Of("reason")), None)).Value.CorrectionReason!.Value.Reveal());
        Assert.True((await services.GetRequiredService<IConversationExport>().Export(clinician, conversation, None)).IsOk);
    }

    private static async Task<string> CareTeamOf(RestClient rest) => (await rest.Get("/care-teams")).GetProperty("items")[0].GetProperty("identifier").GetString()!;
}
