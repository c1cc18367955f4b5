using System.Text.RegularExpressions;

namespace Portal.Web.Shared.Input;

/// <summary>JSON paths as answers show them. A path with anything but plain names in it is cut to <c>$</c>: member names come from outside as well.</summary>
internal static partial class JsonPaths
{
    private const string Root = "$";

    public static string Member(string name) => Safe($"{Root}.{name}");

    public static string Safe(string? path) => path is not null && Plain.IsMatch(path) ? path : Root;

    [GeneratedRegex(@"^\$[A-Za-z0-9_.\-\[\]]{0,100}$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Plain { get; }
}
