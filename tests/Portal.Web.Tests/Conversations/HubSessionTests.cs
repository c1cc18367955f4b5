using System.Text.Json;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Testing.Hub;
using Portal.Testing.Time;
using Portal.Web.Tests.Fakes;
using Xunit;

namespace Portal.Web.Tests.Conversations;

/// <summary>How long a connection lasts: to its last token's end, and no longer than its caller's access.</summary>
public sealed class HubSessionTests : IDisposable
{
    private readonly HubHost host = new();

    public void Dispose() => host.Dispose();

    [Fact]
    public async Task The_end_is_announced_sixty_seconds_before_and_then_comes()
    {
        var start = host.Clock.GetUtcNow();
        await using var hub = await host.Patient(TimeSpan.FromMinutes(15));
        host.Clock.Advance(TimeSpan.FromMinutes(13.9));
        await hub.Invoke("SetPresence", "away");
        Assert.Empty(hub.Pushes);
        await Until.Advanced(host.Clock, () => hub.Pushes.Count == 1);
        var told = host.Clock.GetUtcNow() - start;
        Assert.InRange(told, TimeSpan.FromMinutes(14), TimeSpan.FromMinutes(14.2));
        Assert.Equal("""{"at":"2026-01-15T09:15:00.000Z"}""", (await hub.Next("sessionEnding")).GetRawText());
        await Until.Advanced(host.Clock, () => hub.Closed.IsCompleted);
        Assert.InRange(host.Clock.GetUtcNow() - start, TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(15.2));
    }

    [Fact]
    public async Task A_short_life_is_announced_a_third_before_its_end()
    {
        var start = host.Clock.GetUtcNow();
        await using var hub = await host.Patient(TimeSpan.FromSeconds(90));
        await Until.Advanced(host.Clock, () => hub.Pushes.Count == 1);
        Assert.InRange(host.Clock.GetUtcNow() - start, TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(70));
    }

    [Fact]
    public async Task A_renewed_token_of_the_same_person_keeps_the_connection()
    {
        await using var hub = await host.Patient(TimeSpan.FromSeconds(30));
        host.GiveToken("renewed", Someone.Patient, TimeSpan.FromMinutes(15));
        await hub.Invoke("Authenticate", "renewed");
        for (var second = 0; second < 120; second++) host.Clock.Advance(TimeSpan.FromSeconds(1));
        await hub.Invoke("SetPresence", "away");
        Assert.Single(host.Ports.Feed.Presences);
    }

    [Fact]
    public async Task An_older_token_does_not_shorten_it()
    {
        await using var hub = await host.Patient(TimeSpan.FromMinutes(15));
        host.GiveToken("older", Someone.Patient, TimeSpan.FromSeconds(10));
        await hub.Invoke("Authenticate", "older");
        for (var second = 0; second < 60; second++) host.Clock.Advance(TimeSpan.FromSeconds(1));
        await hub.Invoke("SetPresence", "away");
    }

    [Fact]
    public async Task A_revoked_token_closes_the_connection_once_the_change_is_announced()
    {
        await using var hub = await host.Patient();
        await using var other = await Other();
        host.Ports.Credentials.Revoke(Someone.PatientToken);
        host.Ports.Access.Announce();
        await hub.Closed.WaitAsync(HubClient.Patience);
        await other.Invoke("SetPresence", "away");
    }

    [Fact]
    public async Task Other_roles_close_the_connection_so_that_everything_is_decided_again()
    {
        var nurse = Someone.Clinician with { Roles = StaffRoles.Practitioner | StaffRoles.Coordinator };
        host.GiveToken("staff", nurse);
        await using var hub = await host.Connect(new() { Bearer = "staff" });
        await hub.Invoke("SetPresence", "away");
        host.GiveToken("staff", nurse with { Roles = StaffRoles.Practitioner });
        host.Ports.Access.Announce();
        await hub.Closed.WaitAsync(HubClient.Patience);
    }

    [Fact]
    public async Task A_proxys_access_that_ends_by_its_date_closes_without_any_announcement()
    {
        host.GiveToken("proxy", Someone.Patient with { Kind = ActorKind.RelatedPerson, PersonId = Id.New<PersonId>() });
        await using var hub = await host.Connect(new() { Bearer = "proxy" });
        await hub.Invoke("SetPresence", "away");
        host.Ports.Credentials.Revoke("proxy");
        host.Ports.Access.ComeRound();
        await hub.Closed.WaitAsync(HubClient.Patience);
    }

    [Fact]
    public async Task Looking_again_that_fails_closes_nobody_and_is_tried_again()
    {
        await using var hub = await host.Patient();
        host.Ports.Credentials.Broken = new TimeoutException("Zebrafinch-5521");
        host.Ports.Access.Announce();
        await Until.True(() => host.Log.Alarming.Count > 0);
        host.Ports.Credentials.Broken = null;
        host.Ports.Credentials.Revoke(Someone.PatientToken);
        await Until.Advanced(host.Clock, () => hub.Closed.IsCompleted);
        Assert.DoesNotContain(host.Log.Lines, line => $"{line.Text}{line.Exception}".Contains("Zebrafinch", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Messages_by_REST_and_hub_are_counted_together()
    {
        using var limited = new LimitedHubHost();
        var conversation = limited.Ports.Conversations.Add(Someone.Patient);
        await using var hub = await limited.Patient();
        using var client = new HttpClient { BaseAddress = limited.Address, DefaultRequestHeaders = { Authorization = new("Bearer", Someone.PatientToken) } };
        using var rest = await client.PostAsync(
            new Uri($"/api/v1/conversations/{conversation}/messages", UriKind.Relative),
            EdgeClients.Json(JsonSerializer.Serialize(new { clientMessageId = Guid.CreateVersion7(), text = "by REST" })));
        Assert.True(rest.IsSuccessStatusCode);
        await hub.Invoke("Send", conversation.ToString(), new { clientMessageId = Guid.CreateVersion7(), text = "by hub" });
        Assert.Equal("rate-limited;retry-after=2", await HubTests.Problem(hub, "Send", conversation.ToString(), new { clientMessageId = Guid.CreateVersion7(), text = "too many" }));
        await hub.Invoke("SetPresence", "away");
        limited.Clock.Advance(TimeSpan.FromSeconds(2));
        await hub.Invoke("Send", conversation.ToString(), new { clientMessageId = Guid.CreateVersion7(), text = "later" });
    }

    [Fact]
    public async Task Fifty_other_calls_a_second_and_the_next_is_told_to_wait()
    {
        await using var hub = await host.Patient();
        for (var call = 0; call < 50; call++) await hub.Invoke("SetPresence", "away");
        Assert.Equal("rate-limited;retry-after=1", await HubTests.Problem(hub, "SetPresence", "away"));
        host.Clock.Advance(TimeSpan.FromSeconds(1));
        await hub.Invoke("SetPresence", "away");
    }

    private async Task<HubClient> Other()
    {
        host.GiveToken(Someone.OtherPatientToken, Someone.OtherPatient);
        return await host.Connect(new() { Bearer = Someone.OtherPatientToken });
    }

    private sealed class LimitedHubHost() : HubHost([("RateLimits:MessagesPerSecond", "0.5"), ("RateLimits:MessageBurst", "2")]);
}
