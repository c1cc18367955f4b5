using System.Globalization;
using Portal.Domain.Shared;
using Portal.Web.Shared.Problems;

namespace Portal.Web.Shared.Hubs;

/// <summary>Problems as the text of a hub call's error, which is all that SignalR carries.</summary>
internal static class HubProblems
{
    private const string Start = "HubException: " + ProblemType.Prefix;

    /// <summary><c>HubException: urn:portal:problem:refused;reason=too-late</c>.</summary>
    public static string Text(Refusal refusal)
    {
        var type = ProblemType.Of(refusal.Kind);
        var text = Text(type);
        if (refusal.Reason is { } reason) text += $";reason={reason}";
        if (type.Status is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable)
            text += $";retry-after={ProblemWriter.Seconds(refusal.RetryAfter).ToString(CultureInfo.InvariantCulture)}";
        return text;
    }

    public static string Text(ProblemType type) => $"HubException: {type.Urn}";

    /// <summary>The framework's own words for what went wrong, as a problem: a method that does not exist, or else a bug.</summary>
    public static string OfFramework(string error)
    {
        if (error.Contains(Start, StringComparison.Ordinal)) return error;
        return Text(error.StartsWith("Unknown hub method", StringComparison.Ordinal) ? ProblemType.NotFound : ProblemType.Internal);
    }
}
