using System.Net.WebSockets;
using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.SignalR;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Domain.Visits;
using Portal.Testing.Care;
using Portal.Testing.Hub;

namespace Portal.Web.Tests.Rights;

/// <summary>One call of a hub: what it must answer, what it answered, and what the same caller was answered about what there is not.</summary>
internal sealed record HubReply(MethodInfo Method, Role Role, Whose Whose, string? Wanted, string? Got, string? Twin)
{
    public override string ToString() => $"{HubWalk.Name(Method)} as {Role} about {Whose}: wanted {Wanted ?? "yes"}, got {Got ?? "yes"}";
}

/// <summary>Calls every method of every hub as everybody about everything, over one connection a person; what must be answered is said as for routes.</summary>
internal sealed class HubWalk(RoleWorld roles, Uri portal, Func<Role, WireCredential> credentialOf)
{
    /// <summary>Without a place in a call there is nothing to be said in one, whoever says it: places are given by <c>Join</c>, for a media token.</summary>
    private static readonly Dictionary<string, Refusal> First = new(StringComparer.Ordinal)
    {
        ["VideoHub.Join"] = VisitRefusals.UnknownMediaToken,
        ["VideoHub.Resume"] = VisitRefusals.UnknownMediaToken,
        ["VideoHub.Signal"] = VisitRefusals.NotAdmitted,
        ["VideoHub.Media"] = VisitRefusals.NotAdmitted,
        ["VideoHub.Step"] = VisitRefusals.NotAdmitted,
        ["VideoHub.Quality"] = VisitRefusals.NotAdmitted,
    };

    /// <summary>Answers whoever has a panel at all, with what is the caller's: what it answers with is looked at. Presence is shown to nobody by whom the person is not known already.</summary>
    private static readonly HashSet<string> LeaveOut = new(StringComparer.Ordinal) { "ConversationHub.SubscribeInbox", "ConversationHub.SetPresence" };

    public static string Name(MethodInfo method) => $"{method.DeclaringType!.Name}.{method.Name}";

    /// <summary>The portal's own hubs with their addresses; that of circuits is the framework's.</summary>
    public static IEnumerable<(Type Hub, string Path)> Hubs(IEnumerable<Endpoint> endpoints) =>
        from endpoint in endpoints.OfType<Microsoft.AspNetCore.Routing.RouteEndpoint>()
        let hub = endpoint.Metadata.GetMetadata<HubMetadata>()?.HubType
        where hub is not null && hub.Assembly == typeof(Program).Assembly && !endpoint.RoutePattern.RawText!.EndsWith("/negotiate", StringComparison.Ordinal)
        select (hub, endpoint.RoutePattern.RawText!);

    /// <summary>What a client can call.</summary>
    public static IEnumerable<MethodInfo> Methods(Type hub) =>
        hub.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly).Where(method => method.GetBaseDefinition().DeclaringType == hub);

    /// <summary>The replies, and whose things stood in anything that each was sent.</summary>
    public async Task<(IReadOnlyList<HubReply> Replies, IReadOnlyList<string> Shown)> Walk(Type hub, string path)
    {
        var (replies, shown) = (new List<HubReply>(), new List<string>());
        var decided = Methods(hub).Where(method => method.GetCustomAttributes<DecidesAttribute>().Any()).ToList();
        await Parallel.ForEachAsync(roles.Roles.Where(role => role.Actor.Kind != ActorKind.Integration), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (role, _) =>
        {
            var received = new List<string>();
            var credential = credentialOf(role);
            await using var client = await HubClient.Connect(new Uri(portal, path), new() { Bearer = credential.Bearer, Cookie = credential.Cookie, Pushed = push => { lock (received) received.Add(push.Argument.GetRawText()); } });
            foreach (var method in decided)
            {
                var replied = await Walk(client, method, role, received);
                lock (replies) replies.AddRange(replied);
            }

            lock (received)
            {
                foreach (var place in roles.Places.Values.Where(place => !RoleRules.MayKnow(role, place.Whose) && received.Any(words => words.Contains(place.Conversation.ToString(), StringComparison.OrdinalIgnoreCase))))
                    lock (shown) shown.Add($"{hub.Name} told {role} of {place.Whose}");
            }
        });
        return (replies, shown);
    }

    /// <summary>The status with which somebody is refused a connection at all.</summary>
    public async Task<int> Refused(string path, string bearer)
    {
        var status = 0;
        await Xunit.Assert.ThrowsAsync<WebSocketException>(() => HubClient.Connect(new Uri(portal, path), new() { Bearer = bearer, Upgraded = upgraded => status = upgraded }));
        return status;
    }

    public static string? Objection(HubReply reply) => (reply.Wanted, reply.Got) switch
    {
        _ when LeaveOut.Contains(Name(reply.Method)) => null,
        (null, null) => null,
        (null, { } got) when got.StartsWith("refused", StringComparison.Ordinal) => null,
        _ when reply.Twin is not null && reply.Twin != reply.Got => $"told from what there is not ({reply.Twin}): {reply}",
        _ when reply.Wanted == reply.Got || (reply.Wanted == "forbidden" && reply.Got == "not-found") => null,
        _ => $"wrong: {reply}",
    };

    private async Task<IReadOnlyList<HubReply>> Walk(HubClient client, MethodInfo method, Role role, List<string> received)
    {
        var action = method.GetCustomAttributes<DecidesAttribute>().First().Action;
        var isAboutCare = method.GetParameters().Any(parameter => parameter.Name == "conversationId");
        var replies = new List<HubReply>();
        foreach (var place in roles.Places.Values.Where(place => isAboutCare || place.Whose == Whose.Own))
        {
            var refusal = First.TryGetValue(Name(method), out var first) ? first : AccessPolicy.Refuse(role.Actor, action, RoleRules.Facts(action, role, place.Whose, isAboutCare, endsAtThePortal: false));
            var got = await Call(client, method, place.Conversation, received);
            var twin = refusal?.Kind == RefusalKind.NotFound ? await Call(client, method, Id.New<ConversationId>(), received) : null;
            replies.Add(new HubReply(method, role, place.Whose, Problem(refusal), got, twin));
        }

        return replies;
    }

    private static async Task<string?> Call(HubClient client, MethodInfo method, ConversationId conversation, List<string> received)
    {
        try
        {
            var answer = await client.Invoke(method.Name, [.. method.GetParameters().Select(parameter => Argument(parameter, conversation))]);
            lock (received) if (answer.ValueKind != System.Text.Json.JsonValueKind.Undefined) received.Add(answer.GetRawText());
            return null;
        }
        catch (HubCallException refused)
        {
            return refused.Problem ?? refused.Message;
        }
    }

    /// <summary>By the parameter's name: a new one must be said here, else the walk fails.</summary>
    private static object? Argument(ParameterInfo parameter, ConversationId conversation) => parameter.Name switch
    {
        "conversationId" => conversation.ToString(),
        "afterSequence" => 0,
        "sequence" => 1,
        "message" => new { clientMessageId = Guid.CreateVersion7(), text = "Rest it." },
        "isTyping" => true,
        "state" => "available",
        "mediaToken" => "words",
        "participantId" or "to" => Guid.CreateVersion7().ToString(),
        "signal" => new { attempt = 0 },
        "media" => new { audio = true, video = true, screen = false },
        "step" => "steady",
        "sample" => new { mode = "full" },
        var name => throw new NotSupportedException($"What a hub is called with for {name} must be said in {nameof(HubWalk)}."),
    };

    private static string? Problem(Refusal? refusal) => refusal switch
    {
        null => null,
        { Kind: RefusalKind.NotFound } => "not-found",
        { Kind: RefusalKind.Forbidden, Reason: null } => "forbidden",
        { Kind: RefusalKind.Forbidden, Reason: var reason } => $"forbidden;reason={reason}",
        { Reason: var reason } => $"refused;reason={reason}",
    };
}
