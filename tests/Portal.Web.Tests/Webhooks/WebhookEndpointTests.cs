using System.Net;
using NSubstitute;
using Portal.Domain.Identity;
using Portal.Domain.Notifications;
using Portal.Domain.Shared;
using Portal.Domain.Webhooks;
using Portal.Web.Tests.Fakes;
using Xunit;

namespace Portal.Web.Tests.Webhooks;

public sealed class WebhookEndpointTests : IDisposable
{
    private const string Address = "/api/v1/webhooks";
    private static readonly WebhookId Id = Domain.Shared.Id.New<WebhookId>();
    private static readonly DeliveryId Delivery = new(Guid.CreateVersion7());
    private static readonly DateTimeOffset At = new(2026, 1, 15, 9, 0, 0, TimeSpan.Zero);
    private readonly EdgeHost host = new SharedEdgeHost();

    private IWebhooks Port => host.Ports.Webhooks;

    public void Dispose() => host.Dispose();

    [Fact]
    public async Task One_is_made_as_it_was_sent_and_its_secret_is_answered()
    {
        Port.Create(default!, default!, default).ReturnsForAnyArgs(Answer(new NewWebhookSecret(Id, "whsec_a")));
        using var made = await host.HostBackEnd().PostAsync(Address, EdgeClients.Json("""{ "name": "Ward", "address": "https://ward.example/hooks", "events": ["message.posted", "visit.changed"] }"""));
        Assert.Equal((HttpStatusCode.Created, $"{Address}/{Id}"), (made.StatusCode, made.Headers.Location?.ToString()));
        Assert.Equal($$"""{"id":"{{Id}}","secret":"whsec_a"}""", await made.Content.ReadAsStringAsync());
        await Port.Received(1).Create(
            Arg.Is<Actor>(actor => actor.Integration == Someone.Integration), new NewWebhook(null, "Ward", "https://ward.example/hooks", WebhookEvents.MessagePosted | WebhookEvents.VisitChanged), Arg.Any<CancellationToken>());
    }

    [Theory]
    [InlineData("""{ "address": "https://a.example/", "events": ["message.posted"] }""", "$.name")]
    [InlineData("""{ "name": "a", "events": ["message.posted"] }""", "$.address")]
    [InlineData("""{ "name": "a", "address": "https://a.example/", "events": [] }""", "$.events")]
    [InlineData("""{ "name": "a", "address": "https://a.example/", "events": ["message.posted", "assigned"] }""", "$.events[1]")]
    [InlineData("""{ "name": "a", "address": "https://a.example/", "events": [null] }""", "$.events[0]")]
    [InlineData("""{ "name": "a", "address": "https://a.example/", "events": ["message.posted"], "integration": "b" }""", "$.integration")]
    [InlineData("""{ "name": "a", "address": "https://a.example/", "events": ["message.posted"], "secret": "b" }""", "$")]
    public async Task One_that_is_none_is_400(string body, string path)
    {
        using var response = await host.HostBackEnd().PostAsync(Address, EdgeClients.Json(body));
        Assert.Contains(await response.Objections(), objection => objection.StartsWith(path, StringComparison.Ordinal));
        Assert.Empty(Port.ReceivedCalls());
    }

    [Fact]
    public async Task They_are_listed_and_one_is_had_by_its_id_without_its_address()
    {
        Port.Managed(default!, default).ReturnsForAnyArgs(Answer<IReadOnlyList<Webhook>>([new Webhook(Id, Someone.Integration, "Ward", "ward.example", WebhookEvents.MessagePosted, true, At) { FailingSince = At }]));
        var one = $$"""{"id":"{{Id}}","name":"Ward","host":"ward.example","events":["message.posted"],"active":true,"createdAt":"2026-01-15T09:00:00.000Z","failingSince":"2026-01-15T09:00:00.000Z","restsUntil":null,"oldSecretUntil":null}""";
        Assert.Equal($$"""{"items":[{{one}}],"next":null}""", await host.HostBackEnd().GetStringAsync(Address));
        Assert.Equal(one, await host.HostBackEnd().GetStringAsync($"{Address}/{Id}"));
        using var unknown = await host.HostBackEnd().GetAsync($"{Address}/{Domain.Shared.Id.New<WebhookId>()}");
        Assert.Equal("not-found", await unknown.Problem());
    }

    [Fact]
    public async Task It_is_changed_tested_given_a_secret_replayed_and_removed()
    {
        Port.Change(default!, default, default!, default).ReturnsForAnyArgs(Answer(Done.It));
        Port.Remove(default!, default, default).ReturnsForAnyArgs(Answer(Done.It));
        Port.Replay(default!, default, default, default).ReturnsForAnyArgs(Answer(Done.It));
        Port.RotateSecret(default!, default, default).ReturnsForAnyArgs(Answer(new NewWebhookSecret(Id, "whsec_b")));
        var attempt = new WebhookAttempt(Delivery, "test", At, 503, TimeSpan.FromMilliseconds(17), "failing");
        Port.Test(default!, default, default).ReturnsForAnyArgs(Answer(attempt));
        Port.ManagedAttempts(default!, default, default, default).ReturnsForAnyArgs(Answer(new Page<WebhookAttempt>([attempt with { IsParked = true }], "more")));
        var client = host.HostBackEnd();

        using var changed = await client.PutAsync($"{Address}/{Id}", EdgeClients.Json("""{ "name": "Ward", "events": ["message.posted"], "active": false }"""));
        using var tested = await client.PostAsync($"{Address}/{Id}/test", content: null);
        using var renewed = await client.PostAsync($"{Address}/{Id}/secret", content: null);
        using var replayed = await client.PostAsync($"{Address}/{Id}/deliveries/{Delivery}/replay", content: null);
        using var removed = await client.DeleteAsync($"{Address}/{Id}");
        Assert.Equal([HttpStatusCode.NoContent, HttpStatusCode.NoContent, HttpStatusCode.NoContent], new[] { changed.StatusCode, replayed.StatusCode, removed.StatusCode });
        await Port.Received(1).Change(Arg.Any<Actor>(), Id, new WebhookChange("Ward", null, WebhookEvents.MessagePosted, IsActive: false), Arg.Any<CancellationToken>());
        await Port.Received(1).Replay(Arg.Any<Actor>(), Id, Delivery, Arg.Any<CancellationToken>());
        Assert.Equal($$"""{"id":"{{Id}}","secret":"whsec_b"}""", await renewed.Content.ReadAsStringAsync());
        var told = $$"""{"deliveryId":"{{Delivery}}","type":"test","at":"2026-01-15T09:00:00.000Z","status":503,"milliseconds":17,"code":"failing","parked":false}""";
        Assert.Equal(told, await tested.Content.ReadAsStringAsync());
        Assert.Equal($$"""{"items":[{{told.Replace("false", "true", StringComparison.Ordinal)}}],"next":"more"}""", await client.GetStringAsync($"{Address}/{Id}/deliveries?limit=1"));
    }

    [Fact]
    public async Task An_administrator_says_whose_it_is_to_be()
    {
        Port.Create(default!, default!, default).ReturnsForAnyArgs(Answer(new NewWebhookSecret(Id, "whsec_a")));
        var browser = host.Staff(Someone.StaffSession);
        browser.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");
        using var made = await browser.PostAsync(
            Address, EdgeClients.Json($$"""{ "integration": "{{Someone.Integration}}", "name": "Ward", "address": "https://ward.example/hooks", "events": ["message.posted"] }"""));
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        await Port.Received(1).Create(Arg.Any<Actor>(), new NewWebhook(Someone.Integration, "Ward", "https://ward.example/hooks", WebhookEvents.MessagePosted), Arg.Any<CancellationToken>());
    }

    private static Task<Outcome<T>> Answer<T>(T value) => Task.FromResult<Outcome<T>>(value);
}
