using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Portal.Web.Tests.Fakes;
using Xunit;

namespace Portal.Web.Tests.Shared;

/// <summary>The API's document says what the endpoints do.</summary>
public sealed class DocumentTests(SharedEdgeHost host) : IClassFixture<SharedEdgeHost>
{
    [Fact]
    public async Task Every_endpoint_of_the_API_is_in_it_and_nothing_else()
    {
        var endpoints = host.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .SelectMany(endpoint => (endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? []).Select(method => $"{method} {endpoint.RoutePattern.RawText!.TrimEnd('/')}"))
            // SCIM describes itself, at its own /Schemas.
            .Where(endpoint => !endpoint.Contains(" /api/v1/scim/v2/", StringComparison.Ordinal))
            .Where(endpoint => endpoint.Contains(" /api/", StringComparison.Ordinal) || endpoint.Contains(" /health/", StringComparison.Ordinal));
        var documented = (await Document()).GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(operation => $"{operation.Name.ToUpperInvariant()} {path.Name}"));
        Assert.Equal(endpoints.Order(StringComparer.Ordinal), documented.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Every_operation_says_how_it_refuses()
    {
        foreach (var path in (await Document()).GetProperty("paths").EnumerateObject().Where(path => path.Name.StartsWith("/api/", StringComparison.Ordinal)))
            foreach (var operation in path.Value.EnumerateObject())
            {
                var responses = operation.Value.GetProperty("responses");
                Assert.True(responses.TryGetProperty("401", out var problem), operation.Name + path.Name);
                Assert.Equal("#/components/schemas/Problem", problem.GetProperty("content").GetProperty("application/problem+json").GetProperty("schema").GetProperty("$ref").GetString());
                Assert.Equal(operation.Value.TryGetProperty("requestBody", out _), responses.TryGetProperty("415", out _));
            }
    }

    [Trait("ASVS", "4.1.1")]
    [Fact]
    public async Task Every_problem_has_the_documented_shape()
    {
        using var response = await host.Patient().GetAsync("/api/v1/conversations/nonsense");
        await Fits(await response.Read(), "Problem");
    }

    [Fact]
    public async Task Answers_have_the_documented_shape()
    {
        var conversation = host.Ports.Conversations.Add(Someone.Patient);
        var patient = host.Patient();
        using var sent = await patient.PostAsync($"/api/v1/conversations/{conversation}/messages", EdgeClients.Json($$"""{ "clientMessageId": "{{Guid.CreateVersion7()}}", "text": "x" }"""));
        await Fits(await sent.Read(), "Receipt");
        await Fits(await (await patient.GetAsync($"/api/v1/conversations/{conversation}")).Read(), "Conversation");
        var events = await (await patient.GetAsync($"/api/v1/conversations/{conversation}/events")).Read();
        await Fits(events, "EventPage");
        await Fits(events.GetProperty("items")[0], "EventMessagePosted");
        await Fits(await (await patient.GetAsync("/api/v1/care-teams")).Read(), "CareTeamPage");
    }

    [Trait("ASVS", "2.2.1")]
    [Trait("ASVS", "2.2.2")]
    [Trait("ASVS", "15.3.3")]
    [Fact]
    public async Task A_body_is_refused_without_each_member_that_is_required_and_with_one_that_is_unknown()
    {
        var conversation = host.Ports.Conversations.Add(Someone.Patient);
        var schema = (await Document()).GetProperty("components").GetProperty("schemas").GetProperty("MessageBody");
        Assert.False(schema.GetProperty("additionalProperties").GetBoolean());
        Assert.Equal(["clientMessageId", "text"], schema.GetProperty("required").EnumerateArray().Select(name => name.GetString()));
        foreach (var name in schema.GetProperty("required").EnumerateArray().Select(name => name.GetString()!))
        {
            var body = new Dictionary<string, object>(StringComparer.Ordinal) { ["clientMessageId"] = Guid.CreateVersion7(), ["text"] = "x" };
            body.Remove(name);
            using var response = await host.Patient().PostAsync($"/api/v1/conversations/{conversation}/messages", EdgeClients.Json(JsonSerializer.Serialize(body)));
            Assert.Equal([$"$.{name}"], await response.Objections());
        }
    }

    private async Task<JsonElement> Document() => JsonElement.Parse(await host.Anyone().GetStringAsync("/openapi/v1.json"));

    /// <summary>Every member that is required is there, and every one that is there is named.</summary>
    private async Task Fits(JsonElement value, string name)
    {
        var schema = (await Document()).GetProperty("components").GetProperty("schemas").GetProperty(name);
        var members = value.EnumerateObject().Select(member => member.Name).ToList();
        Assert.Subset(members.ToHashSet(), schema.GetProperty("required").EnumerateArray().Select(member => member.GetString()!).ToHashSet());
        Assert.Subset(schema.GetProperty("properties").EnumerateObject().Select(member => member.Name).ToHashSet(), members.ToHashSet());
    }
}
