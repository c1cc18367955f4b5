using System.Text.RegularExpressions;

namespace Portal.Infrastructure.Ehr.Smart;

/// <summary>What a token is good for, in the words of SMART 2 (<c>system/Communication.cu</c>) or of SMART 1 (<c>system/Communication.write</c>).</summary>
internal static partial class GrantedScope
{
    public static bool Allows(string scope, NeededWrite write) =>
        scope.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(one => Form.Match(one)).Any(one =>
            one.Success && one.Groups["type"].Value is var type && (type == "*" || type == write.Type) && Permits(one.Groups["may"].Value, write.IsUpdate));

    private static bool Permits(string may, bool isUpdate) => may is "*" or "write" || (may != "read" && may.Contains(isUpdate ? 'u' : 'c', StringComparison.Ordinal));

    /// <summary>A filter behind a question mark narrows what may be written; whether ours is within it is for the server to say.</summary>
    [GeneratedRegex(@"\Asystem/(?<type>\*|[A-Z][A-Za-z]{1,63})\.(?<may>\*|read|write|c?r?u?d?s?)(\?.*)?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Form { get; }
}
