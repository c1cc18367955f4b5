using System.Text.Json;
using System.Text.RegularExpressions;

namespace Portal.Testing.Hub;

/// <summary>What the request that opens a connection bears.</summary>
public sealed record HubOptions
{
    public string? Origin { get; init; }

    public string? Bearer { get; init; }

    /// <summary>The whole header, <c>name=value</c>.</summary>
    public string? Cookie { get; init; }

    /// <summary>Told the status of the answer to the upgrade, 101 where it succeeded.</summary>
    public Action<int>? Upgraded { get; init; }

    /// <summary>Told every push, in the order in which they come, before anybody who waits for one.</summary>
    public Action<HubPush>? Pushed { get; init; }
}

/// <summary>A call of the hub at the client; all of the portal's have one argument.</summary>
public sealed record HubPush(string Target, JsonElement Argument);

/// <summary>How a connection ended: the WebSocket's status (null where it was cut), and what SignalR's last message said.</summary>
public sealed record HubClosing(System.Net.WebSockets.WebSocketCloseStatus? Status, string? Error, bool AllowReconnect);

/// <summary>A hub's refusal. <see cref="Problem"/> is what stands behind <c>urn:portal:problem:</c>, whole: <c>refused;reason=too-late</c>.</summary>
public sealed partial class HubCallException(string text) : Exception(text)
{
    public string? Problem { get; } = Text.Match(text) is { Success: true } match ? match.Groups["problem"].Value : null;

    [GeneratedRegex("HubException: urn:portal:problem:(?<problem>[a-z0-9;=-]+)$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Text { get; }
}

/// <summary>The connection ended before the answer came.</summary>
public sealed class HubClosedException() : Exception("The hub connection ended before the answer.");
