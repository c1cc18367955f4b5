using System.Diagnostics;

namespace Portal.Web.Shared.Problems;

/// <summary>The id that a problem shows and the log line of the same request bears: 32 lower-case hexadecimal digits.</summary>
internal static class TraceIds
{
    private static readonly object Key = new();

    public static string Of(HttpContext context)
    {
        if (context.Items.TryGetValue(Key, out var known)) return (string)known!;
        var id = (Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity ? activity.TraceId : ActivityTraceId.CreateRandom()).ToHexString();
        context.Items[Key] = id;
        return id;
    }
}
