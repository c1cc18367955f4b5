using System.Reflection;
using Portal.Domain.Identity;
using Portal.Testing.Care;
using Xunit;

namespace Portal.Web.Tests.Rights;

/// <summary>Every method of every hub as everybody about everything.</summary>
[Collection(AccessHost.Walks)]
public sealed class HubWalkTests(AccessHost host)
{
    /// <summary>Proves who is there: the token is the credential.</summary>
    private const string Credential = "Authenticate";

    [Fact]
    public void Every_method_says_what_it_decides()
    {
        var silent = HubWalk.Hubs(host.Endpoints).SelectMany(hub => HubWalk.Methods(hub.Hub))
            .Where(method => method.Name != Credential && !method.GetCustomAttributes<DecidesAttribute>().Any() && method.GetCustomAttribute<DecidesNothingAttribute>() is null).Select(HubWalk.Name);
        Assert.Empty(silent);
        Assert.Equal(2, HubWalk.Hubs(host.Endpoints).Count());
    }

    [Trait("ASVS", "8.2.1")]
    [Trait("ASVS", "8.2.2")]
    [Fact]
    public async Task Everybody_is_answered_as_the_matrix_says()
    {
        foreach (var (hub, path) in HubWalk.Hubs(host.Endpoints))
        {
            var (replies, shown) = await host.Hubs.Walk(hub, path);
            var wrong = replies.Select(HubWalk.Objection).OfType<string>().Concat(shown).Order(StringComparer.Ordinal).ToList();
            Assert.True(wrong.Count == 0, $"{wrong.Count} of {replies.Count}:\n{string.Join('\n', wrong)}");
            Assert.True(replies.Count > 50, path);
        }
    }

    [Trait("ASVS", "4.4.3")]
    [Fact]
    public async Task An_integrations_key_opens_no_hub()
    {
        foreach (var (_, path) in HubWalk.Hubs(host.Endpoints)) Assert.Equal(403, await host.Hubs.Refused(path, host.Roles.Host.Key));
    }

    [Fact]
    public async Task A_hub_that_takes_everybody_for_one_would_be_seen()
    {
        var (replies, shown) = await host.HubsAsOne("clinician").Walk(typeof(Portal.Web.Conversations.Live.ConversationHub), "/hubs/conversations");
        var wrong = replies.Where(reply => HubWalk.Objection(reply) is not null).Select(reply => reply.Role.Name).ToHashSet(StringComparer.Ordinal);
        Assert.Subset(wrong, new HashSet<string>(StringComparer.Ordinal) { "clinician outside", "coordinator outside", "supervisor", "administrator", "auditor", "staff without a role", "bot" });
        Assert.Contains($"ConversationHub told clinician outside of {Whose.Own}", shown);
    }
}
