using Microsoft.Extensions.DependencyInjection;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Domain.Summaries;
using Portal.Testing.Running;
using Portal.Web.Tests.Interleavings;
using Xunit;

namespace Portal.Web.Tests.Summaries;

/// <summary>Summaries by the contract's words: a delegated clinician drafts and edits over REST, the same clinician signs and shares at the portal, the patient reads what was shared.</summary>
public sealed class SummaryByWireTests(TwoNodes nodes) : IClassFixture<TwoNodes>
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task A_summary_is_drafted_edited_signed_and_shared()
    {
        using var care = await Care.Make(nodes);
        var drafted = await care.Staff.Call(HttpMethod.Post, $"/conversations/{care.Conversation}/summaries", new { span = new { from = 1, to = 99 } });
        Assert.Equal((201, "messages", "draft", 1), (drafted.Status, drafted.Text("kind"), drafted.Text("status"), drafted.Body.GetProperty("revision").GetInt32()));
        var (id, draft) = (drafted.Text("id"), drafted.Body.GetProperty("draft"));
        Assert.Equal("extract", draft.GetProperty("origin").GetString());
        Assert.All(draft.GetProperty("sections").EnumerateArray().SelectMany(section => section.GetProperty("sentences").EnumerateArray()), sentence => Assert.InRange(sentence.GetProperty("sources")[0].GetInt64(), 1, 2));
        var sections = new[] { new { kind = "plan", text = "Elevate the leg." }, new { kind = "instructions", text = "Rest your leg.\nWrite to us." } };
        var edited = await care.Staff.Call(HttpMethod.Put, $"/summaries/{id}/draft", new { revision = 1, topic = "Ankle", sections });
        Assert.Equal((200, "in-review", 2), (edited.Status, edited.Text("status"), edited.Body.GetProperty("revision").GetInt32()));
        var late = await care.Staff.Call(HttpMethod.Put, $"/summaries/{id}/draft", new { revision = 1, topic = "Ankle", sections });
        Assert.Equal((409, "revised"), (late.Status, late.Problem));
        Assert.Equal("Ankle", (await care.Staff.Get($"/conversations/{care.Conversation}/summaries")).GetProperty("items")[0].GetProperty("topic").GetString());
        Assert.Equal([1L, 2], (await care.Staff.Get($"/summaries/{id}/sources")).GetProperty("items").EnumerateArray().Select(source => source.GetProperty("sequence").GetInt64()));

        var delegated = await care.Staff.Call(HttpMethod.Post, $"/summaries/{id}/sign", new { revision = 2 });
        Assert.Equal((403, "forbidden"), (delegated.Status, delegated.Problem));
        Assert.True((await nodes.Nodes[0].Services.GetRequiredService<ISummaries>().Sign(care.Clinician, new SummaryId(Guid.Parse(id)), new SummarySignature(2), None)).IsOk);
        Assert.Equal("not-a-draft", (await care.Staff.Call(HttpMethod.Put, $"/summaries/{id}/draft", new { revision = 2, topic = "Ankle", sections })).Problem);
        var given = await care.Staff.Call(HttpMethod.Post, $"/summaries/{id}/share");
        Assert.Equal((403, "forbidden"), (given.Status, given.Problem));
        Assert.True((await nodes.Nodes[0].Services.GetRequiredService<ISummaries>().Share(care.Clinician, new SummaryId(Guid.Parse(id)), None)).IsOk);

        var shared = (await care.Patient.Events(care.Conversation))[^1];
        Assert.Equal(("summaryShared", id, 1, "Rest your leg.\nWrite to us."), (shared.GetProperty("type").GetString(), shared.GetProperty("summaryId").GetString(), shared.GetProperty("version").GetInt32(), shared.GetProperty("text").GetString()));
        var team = await care.Staff.Call(HttpMethod.Post, "/conversations", new { careTeam = care.Team, topic = "Team", kind = "team", patient = care.PatientId });
        var signed = (await care.Staff.Events(team.Text("id")))[^1];
        Assert.Equal(("summarySigned", id, 1, "first"), (signed.GetProperty("type").GetString(), signed.GetProperty("summaryId").GetString(), signed.GetProperty("version").GetInt32(), signed.GetProperty("change").GetString()));
    }

    [Fact]
    public async Task To_patients_and_other_teams_there_is_no_summary_and_no_word_opens_one()
    {
        using var care = await Care.Make(nodes);
        using var elsewhere = await Care.Make(nodes);
        var id = (await care.Staff.Call(HttpMethod.Post, $"/conversations/{care.Conversation}/summaries", new { })).Text("id");
        (HttpMethod Method, string Path, object? Body)[] calls =
        [
            (HttpMethod.Get, "", null), (HttpMethod.Get, "/sources", null), (HttpMethod.Put, "/draft", new { revision = 1, topic = "x", sections = Array.Empty<object>() }), (HttpMethod.Post, "/sign", new { revision = 1 }), (HttpMethod.Post, "/discard", new { revision = 1 }),
            (HttpMethod.Post, "/corrections", new { reason = "x" }), (HttpMethod.Post, "/errors", new { reason = "other" }), (HttpMethod.Post, "/share", null), (HttpMethod.Post, "/fhir", new { version = 1 }),
        ];
        foreach (var (method, path, body) in calls)
            foreach (var stranger in (RestClient[])[care.Patient, elsewhere.Patient, elsewhere.Staff])
            {
                var known = await stranger.Call(method, $"/summaries/{id}{path}", body);
                var unknown = await stranger.Call(method, $"/summaries/{Guid.CreateVersion7()}{path}", body);
                Assert.Equal((404, unknown.Status, unknown.Problem), (known.Status, known.Status, known.Problem));
            }

        Assert.Equal(403, (await care.Patient.Call(HttpMethod.Get, $"/conversations/{care.Conversation}/summaries")).Status);
        Assert.Equal(403, (await care.Patient.Call(HttpMethod.Post, $"/conversations/{care.Conversation}/summaries", new { })).Status);
        Assert.Equal(404, (await elsewhere.Staff.Call(HttpMethod.Post, $"/conversations/{care.Conversation}/summaries", new { })).Status);
        Assert.DoesNotContain(await care.Patient.Events(care.Conversation), happened => happened.GetProperty("type").GetString()!.StartsWith("summary", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{ "span": { "from": 2, "to": 1 } }""", "$.span.to")]
    [InlineData("""{ "span": { "from": 0, "to": 1 } }""", "$.span.from")]
    [InlineData("""{ "span": { "to": 1 } }""", "$.span.from")]
    [InlineData("""{ "span": { "from": 1, "to": 1 }, "visitId": "019307d0-0000-7000-8000-000000000001" }""", "$.visitId")]
    [InlineData("""{ "template": "visit-summary" }""", "$.template")]
    [InlineData("""{ "notes": true }""", "$.notes")]
    public async Task A_wrong_wish_is_told_what_is_wrong(string body, string path)
    {
        using var care = await Care.Make(nodes);
        var answer = await care.Staff.Call(HttpMethod.Post, $"/conversations/{care.Conversation}/summaries", System.Text.Json.JsonElement.Parse(body));
        Assert.Equal(400, answer.Status);
        Assert.Equal([path], answer.Body.GetProperty("errors").EnumerateObject().Select(error => error.Name));
    }

    [Fact]
    public async Task A_patient_takes_a_copy_of_the_own_conversation_and_a_hosts_token_of_staff_none()
    {
        using var care = await Care.Make(nodes);
        Assert.Equal(200, (await care.Patient.Call(HttpMethod.Post, $"/conversations/{care.Conversation}/messages/1/retract", new { reason = "mistake" })).Status);
        var copy = await care.Patient.Call(HttpMethod.Post, $"/conversations/{care.Conversation}/exports");
        Assert.Equal(200, copy.Status);
        var entries = copy.Body.GetProperty("entries").EnumerateArray().ToList();
        Assert.Equal(["messagePosted", "messagePosted"], entries.Select(entry => entry.GetProperty("event").GetProperty("type").GetString()));
        Assert.Equal((null, "mistake"), (entries[0].GetProperty("message").GetProperty("text").GetString(), entries[0].GetProperty("message").GetProperty("reason").GetString()));
        Assert.DoesNotContain("swollen", copy.Body.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(403, (await care.Staff.Call(HttpMethod.Post, $"/conversations/{care.Conversation}/exports")).Status);
        using var elsewhere = await Care.Make(nodes);
        Assert.Equal(404, (await elsewhere.Patient.Call(HttpMethod.Post, $"/conversations/{care.Conversation}/exports")).Status);
    }

    /// <summary>A patient and a clinician of one care team, signed in by the hospital; the clinician at the portal too.</summary>
    private sealed record Care(string Team, string Conversation, string PatientId, Actor Clinician, RestClient Patient, RestClient Staff) : IDisposable
    {
        public static async Task<Care> Make(TwoNodes nodes)
        {
            var name = Guid.CreateVersion7().ToString("N");
            var clinician = await nodes.World.Staff(StaffRoles.Practitioner, await nodes.World.CareTeam(name));
            var patient = await nodes.Hospital.Patient(name, name);
            var staff = await nodes.Hospital.Practitioner(clinician);
            var care = new Care(name, patient.Conversation!, patient.Person, clinician, new RestClient(() => nodes.Nodes[0].Address, patient.Token), new RestClient(() => nodes.Nodes[1].Address, staff.Token));
            await care.Patient.Call(HttpMethod.Post, $"/conversations/{care.Conversation}/messages", new { clientMessageId = Guid.CreateVersion7(), text = "My ankle is swollen. Can I walk?" });
            await care.Staff.Call(HttpMethod.Post, $"/conversations/{care.Conversation}/messages", new { clientMessageId = Guid.CreateVersion7(), text = "Please elevate it." });
            return care;
        }

        public void Dispose()
        {
            Patient.Dispose();
            Staff.Dispose();
        }
    }
}

internal static class SummaryAnswers
{
    public static string Text(this RestAnswer answer, string member) => answer.Body.GetProperty(member).GetString()!;
}
