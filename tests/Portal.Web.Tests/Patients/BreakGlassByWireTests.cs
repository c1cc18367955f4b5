using System.Net;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;
using Portal.Domain.Audit;
using Portal.Domain.Conversations;
using Portal.Domain.Identity;
using Portal.Domain.Patients;
using Portal.Domain.Shared;
using Portal.Web.Tests.Fakes;
using Xunit;

namespace Portal.Web.Tests.Patients;

/// <summary>Emergency access and who opened a record, by the words of the contract.</summary>
public sealed class BreakGlassByWireTests : IDisposable
{
    private const string Who = """ "identifier": { "system": "urn:demo:mrn", "value": "17" }, "birthDate": "1951-11-23" """;
    private static readonly DateTimeOffset Now = new(2026, 1, 15, 9, 0, 0, TimeSpan.Zero);
    private readonly SharedEdgeHost host = new();

    private IBreakGlass Glass => host.Services.GetRequiredService<IBreakGlass>();

    public void Dispose() => host.Dispose();

    [Fact]
    public async Task It_is_declared_with_purpose_and_reason_and_given_back()
    {
        var grant = new BreakGlassGrant(Id.New<BreakGlassId>(), new PatientRef(Id.New<PersonId>(), new ClinicalText("Ottilie Quarles")), BreakGlassPurpose.CoverForAbsence, Now, Now.AddHours(1));
        Glass.Declare(default!, default!, default).ReturnsForAnyArgs(grant);
        Glass.End(default!, default, default).ReturnsForAnyArgs(Done.It);
        var staff = host.Staff(Someone.StaffSession);
        using var declared = await Send(staff, HttpMethod.Post, "break-glass", $$"""{ {{Who}}, "purpose": "cover", "reason": "The ward's own doctor is away" }""");
        Assert.Equal((HttpStatusCode.Created, $"/api/v1/break-glass/{grant.Id}"), (declared.StatusCode, declared.Headers.Location?.ToString()));
        Assert.Equal(
            $$"""{"id":"{{grant.Id}}","patient":{"id":"{{grant.Patient.Id}}","displayName":"Ottilie Quarles"},"purpose":"cover","declaredAt":"2026-01-15T09:00:00.000Z","endsAt":"2026-01-15T10:00:00.000Z"}""",
            await declared.Content.ReadAsStringAsync());
        var asked = new BreakGlassRequest(new Identifier("urn:demo:mrn", "17"), new DateOnly(1951, 11, 23), BreakGlassPurpose.CoverForAbsence, new ClinicalText("The ward's own doctor is away"));
        await Glass.Received(1).Declare(Arg.Any<Actor>(), asked, Arg.Any<CancellationToken>());
        using var ended = await Send(staff, HttpMethod.Delete, $"break-glass/{grant.Id}");
        Assert.Equal(HttpStatusCode.NoContent, ended.StatusCode);
    }

    [Fact]
    public async Task A_proof_that_is_too_old_a_patient_in_the_panel_and_too_many_tries_are_told_apart()
    {
        var staff = host.Staff(Someone.StaffSession);
        foreach (var (refusal, status, problem) in new[] { (Refusal.Reauthenticate, 403, "forbidden;reauth"), (BreakGlassRefusals.AlreadyInPanel, 422, "refused;already-in-panel"), (BreakGlassRefusals.TooManyTries, 429, "rate-limited"), (Refusal.NotFound, 404, "not-found") })
        {
            Glass.Find(default!, default!, default, default).ReturnsForAnyArgs(refusal);
            using var answer = await Send(staff, HttpMethod.Post, "patients/find-outside", $$"""{ {{Who}} }""");
            Assert.Equal((status, problem), ((int)answer.StatusCode, await answer.Problem()));
        }
    }

    [Trait("ASVS", "2.2.1")]
    [Theory]
    [InlineData("""{ "birthDate": "1951-11-23", "purpose": "cover", "reason": "long enough to say" }""", "$.identifier")]
    [InlineData($$"""{ {{Who}}, "purpose": "curiosity", "reason": "long enough to say" }""", "$.purpose")]
    [InlineData("""{ "identifier": { "system": "s", "value": "v" }, "birthDate": "23.11.1951", "purpose": "cover", "reason": "long enough to say" }""", "$.birthDate")]
    [InlineData($$"""{ {{Who}}, "purpose": "cover", "reason": "long enough to say", "minutes": 600 }""", "$.minutes")]
    public async Task What_is_wrong_is_told_by_its_path(string body, string path)
    {
        using var answer = await Send(host.Staff(Someone.StaffSession), HttpMethod.Post, "break-glass", body);
        Assert.Equal([path], await answer.Objections());
        await Glass.DidNotReceiveWithAnyArgs().Declare(default!, default!, default);
    }

    [Fact]
    public async Task A_patient_reads_who_opened_the_record()
    {
        var line = new RecordAccess(Id.New<AuditEventId>(), Now, ActorKind.Practitioner, "Dr. Sato", StaffRoles.Practitioner | StaffRoles.Coordinator, AuditAction.ConversationViewed, BreakGlassPurpose.EmergencyTreatment, true, false);
        host.Services.GetRequiredService<IRecordAccesses>().Of(default!, default, default, default).ReturnsForAnyArgs(new Page<RecordAccess>([line], null));
        using var answer = await Send(host.Patient(), HttpMethod.Get, $"patients/{Someone.Patient.PersonId}/accesses?limit=1");
        Assert.Equal(
            $$"""{"items":[{"id":"{{line.Id}}","at":"2026-01-15T09:00:00.000Z","kind":"practitioner","name":"Dr. Sato","roles":["practitioner","coordinator"],"what":"conversationViewed","purpose":"emergency-treatment","isBreakGlass":true,"isDelegated":false}],"next":null}""",
            await answer.Content.ReadAsStringAsync());
    }

    private static async Task<HttpResponseMessage> Send(HttpClient client, HttpMethod method, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(method, $"/api/v1/{path}") { Content = body is null ? null : EdgeClients.Json(body) };
        request.Headers.Add("Sec-Fetch-Site", "same-origin");
        return await client.SendAsync(request);
    }
}
