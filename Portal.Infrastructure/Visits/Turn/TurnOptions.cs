using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace Portal.Infrastructure.Visits.Turn;

/// <summary>
/// Section <c>Turn</c>: the organisation's TURN server (coturn with <c>use-auth-secret</c>), which carries media where networks let no direct way. Nothing set:
/// there is none, and calls work only where the networks of both sides let them.
/// </summary>
public sealed class TurnOptions
{
    public const string Section = "Turn";

    /// <summary>
    /// Where it is, as RFC 7065 writes it, in the order browsers shall try: <c>turn:turn.example.org:3478?transport=udp</c>, the same with <c>transport=tcp</c>, and
    /// <c>turns:turn.example.org:443?transport=tcp</c> for networks that let nothing else out. STUN is asked of the same server.
    /// </summary>
    public IList<string> Urls { get; set; } = [];

    /// <summary>The same characters as coturn's <c>static-auth-secret</c>, at least 32. Either this or <see cref="SecretFile"/>.</summary>
    public string Secret { get; set; } = "";

    /// <summary>A file with the secret in its first line, which only the portal's user reads.</summary>
    public string SecretFile { get; set; } = "";

    /// <summary>How long a credential begins new allocations. One that was begun goes on for as long as it is refreshed.</summary>
    public TimeSpan Life { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Whether there is a TURN server at all.</summary>
    internal bool IsSet => Urls.Count > 0;

    /// <summary>The secret, wherever it is.</summary>
    /// <exception cref="IOException">The file cannot be read; or <see cref="UnauthorizedAccessException"/>.</exception>
    internal string ReadSecret() => SecretFile.Length > 0 ? File.ReadLines(SecretFile).FirstOrDefault("").Trim() : Secret;
}

/// <summary>Says what is wrong with the section, never what the secret is.</summary>
internal sealed partial class TurnOptionsValidator : IValidateOptions<TurnOptions>
{
    private const int SecretLength = 32;
    private static readonly TimeSpan Shortest = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    public ValidateOptionsResult Validate(string? name, TurnOptions options)
    {
        var objections = Objections(options).ToList();
        return objections.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(objections);
    }

    private static IEnumerable<string> Objections(TurnOptions options)
    {
        var hasSecret = options.Secret.Length > 0 || options.SecretFile.Length > 0;
        if (!options.IsSet && hasSecret) yield return "Turn:Urls is missing, and a secret is set: set it to where the TURN server is, such as turn:turn.example.org:3478?transport=udp.";
        foreach (var (url, at) in options.Urls.Select((url, at) => (url, at)))
            if (!Url().IsMatch(url)) yield return $"Turn:Urls:{at} must be turn: or turns: with a host, and perhaps a port and ?transport=udp or ?transport=tcp, such as turn:turn.example.org:3478?transport=udp.";
        if (options.Life < Shortest || options.Life > Longest) yield return "Turn:Life must be between 00:01:00 and 01:00:00.";
        if (options.IsSet && SecretObjection(options) is { } objection) yield return objection;
    }

    private static string? SecretObjection(TurnOptions options)
    {
        if (options.Secret.Length > 0 && options.SecretFile.Length > 0) return "Turn:Secret and Turn:SecretFile are both set: set one of them.";
        if (options.Secret.Length == 0 && options.SecretFile.Length == 0) return "Turn:Secret or Turn:SecretFile is missing: the secret that coturn has as static-auth-secret.";
        var setting = options.SecretFile.Length > 0 ? "Turn:SecretFile" : "Turn:Secret";
        try
        {
            var secret = options.ReadSecret();
            return secret.Length < SecretLength || secret.Any(letter => char.IsWhiteSpace(letter) || !char.IsAscii(letter))
                ? $"{setting} must hold at least {SecretLength} ASCII characters without spaces."
                : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return $"Turn:SecretFile cannot be read: {error.Message}";
        }
    }

    [GeneratedRegex(@"^turns?:([A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\])(:[1-9][0-9]{0,4})?(\?transport=(udp|tcp))?\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 100)]
    private static partial Regex Url();
}
