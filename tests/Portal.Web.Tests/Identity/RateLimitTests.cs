using System.Net;
using Portal.Domain.Shared;
using Portal.Web.Tests.Fakes;
using Xunit;

namespace Portal.Web.Tests.Identity;

/// <summary>The limits of the contract, counted on a clock that the test turns.</summary>
public sealed class RateLimitTests : IDisposable
{
    private const string Mine = "/api/v1/conversations";
    private readonly EdgeHost host = new();

    public void Dispose() => host.Dispose();

    [Trait("ASVS", "2.4.1")]
    [Trait("ASVS", "2.3.2")]
    [Fact]
    public async Task A_credential_may_send_200_requests_at_once_and_20_a_second_after()
    {
        var patient = host.Patient();
        Assert.Equal(200, await Passed(250, patient));
        host.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(20, await Passed(50, patient));
    }

    [Fact]
    public async Task Too_many_are_told_when_to_come_again()
    {
        host.With("RateLimits:RequestsPerSecond", "0.25").With("RateLimits:RequestBurst", "1");
        var patient = host.Patient();
        await patient.GetAsync(Mine);
        using var refused = await patient.GetAsync(Mine);
        Assert.Equal("rate-limited", await refused.Problem());
        Assert.Equal("4", refused.Headers.RetryAfter?.ToString());
        host.Clock.Advance(TimeSpan.FromSeconds(4));
        using var again = await patient.GetAsync(Mine);
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
    }

    [Fact]
    public async Task One_credentials_limit_is_not_anothers_though_they_share_an_address()
    {
        var patient = host.Patient();
        await Passed(250, patient);
        host.Ports.Credentials.Token(Someone.OtherPatientToken, Someone.OtherPatient, Someone.HostOrigin, DateTimeOffset.MaxValue);
        Assert.Equal(200, await Passed(250, host.As(Someone.OtherPatientToken)));
    }

    [Fact]
    public async Task A_renewed_token_is_the_same_credential()
    {
        await Passed(250, host.Patient());
        host.Ports.Credentials.Token("renewed", Someone.Patient, Someone.HostOrigin, DateTimeOffset.MaxValue);
        Assert.Equal(0, await Passed(1, host.As("renewed")));
    }

    [Trait("ASVS", "2.4.1")]
    [Trait("ASVS", "17.3.1")]
    [Fact]
    public async Task Messages_have_a_limit_of_their_own_beside_that_of_requests()
    {
        host.With("RateLimits:MessageBurst", "3").With("RateLimits:RequestBurst", "5");
        var patient = host.Patient();
        var conversation = host.Ports.Conversations.Add(Someone.Patient);
        for (var sent = 0; sent < 4; sent++) await Send(patient, conversation);
        Assert.Equal(3, host.Ports.Conversations.Log(conversation).Count);
        Assert.Equal(1, await Passed(3, patient));
    }

    [Trait("ASVS", "2.4.1")]
    [Fact]
    public async Task New_sessions_are_counted_by_integration_and_not_as_requests()
    {
        host.With("RateLimits:SessionsPerSecond", "5").With("RateLimits:RequestBurst", "1");
        var backEnd = host.HostBackEnd();
        host.Ports.Credentials.Key("second-key", Someone.HostBackEnd);
        var statuses = new List<HttpStatusCode>();
        foreach (var client in Enumerable.Repeat(backEnd, 4).Concat(Enumerable.Repeat(host.As("second-key"), 4)))
        {
            using var response = await client.PostAsync("/api/v1/sessions", EdgeClients.Json("{}"));
            statuses.Add(response.StatusCode);
        }

        Assert.Equal(Enumerable.Repeat(HttpStatusCode.BadRequest, 5).Concat(Enumerable.Repeat(HttpStatusCode.TooManyRequests, 3)), statuses);
    }

    [Fact]
    public async Task Ten_bad_credentials_a_minute_from_one_address_and_good_ones_still_pass()
    {
        var stranger = host.As("guess");
        for (var tried = 0; tried < 10; tried++) Assert.Equal(HttpStatusCode.Unauthorized, await Status(stranger));
        using var eleventh = await stranger.GetAsync(Mine);
        Assert.Equal("rate-limited", await eleventh.Problem());
        Assert.Equal("6", eleventh.Headers.RetryAfter?.ToString());
        Assert.Equal(HttpStatusCode.OK, await Status(host.Patient()));
        host.Clock.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(HttpStatusCode.Unauthorized, await Status(stranger));
        Assert.Equal(HttpStatusCode.TooManyRequests, await Status(stranger));
    }

    [Fact]
    public async Task Refused_assertions_count_as_bad_credentials()
    {
        host.With("RateLimits:BadCredentialsPerMinute", "2");
        host.Ports.RefuseExchange();
        var anyone = host.Anyone();
        var statuses = new List<HttpStatusCode>();
        for (var tried = 0; tried < 3; tried++)
        {
            using var response = await anyone.PostAsync("/api/v1/sessions/exchange", EdgeClients.Json("""{ "assertion": "a.b.c" }"""));
            statuses.Add(response.StatusCode);
        }

        Assert.Equal([HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized, HttpStatusCode.TooManyRequests], statuses);
    }

    [Fact]
    public async Task Health_is_never_limited_and_neither_is_a_call_without_a_credential()
    {
        host.With("RateLimits:RequestBurst", "1").With("RateLimits:BadCredentialsPerMinute", "1");
        var stranger = host.As("guess");
        for (var asked = 0; asked < 20; asked++)
        {
            using var health = await stranger.GetAsync("/health/live");
            using var nobody = await host.Anyone().GetAsync(Mine);
            Assert.Equal(HttpStatusCode.OK, health.StatusCode);
            Assert.Equal(HttpStatusCode.Unauthorized, nobody.StatusCode);
        }
    }

    private static async Task Send(HttpClient client, ConversationId conversation)
    {
        using var _ = await client.PostAsync($"{Mine}/{conversation}/messages", EdgeClients.Json($$"""{ "clientMessageId": "{{Guid.CreateVersion7()}}", "text": "x" }"""));
    }

    private static async Task<HttpStatusCode> Status(HttpClient client)
    {
        using var response = await client.GetAsync(Mine);
        return response.StatusCode;
    }

    private static async Task<int> Passed(int requests, HttpClient client)
    {
        var passed = 0;
        for (var sent = 0; sent < requests; sent++)
            if (await Status(client) == HttpStatusCode.OK) passed++;
        return passed;
    }
}
