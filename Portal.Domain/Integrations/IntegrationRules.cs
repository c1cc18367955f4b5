using Portal.Domain.Identity;
using Portal.Domain.Patients;
using Portal.Domain.Shared;

namespace Portal.Domain.Integrations;

/// <summary>What may be registered for an integration. The paths of objections are those of the ports' parameters.</summary>
public static class IntegrationRules
{
    public const int NameLimit = 200;
    public const int BotNameLimit = 100;
    public const int OriginsLimit = 50;
    public const int SystemsLimit = 50;
    public const int AssertionKeysLimit = 20;
    public const int SystemLimit = 200;

    /// <summary>The longest time for which a key that was replaced is good beside the new one.</summary>
    public static readonly TimeSpan LongestOverlap = TimeSpan.FromDays(7);

    private const IntegrationScopes AllScopes = IntegrationScopes.SessionsPatient | IntegrationScopes.SessionsPractitioner | IntegrationScopes.ConversationsRead
        | IntegrationScopes.ConversationsWrite | IntegrationScopes.KeysManage | IntegrationScopes.WebhooksManage | IntegrationScopes.VisitsWrite | IntegrationScopes.PeopleManage;

    public static Refusal? NameObjection(string name, int limit = NameLimit) =>
        TextRules.Objection(name, limit) is { } objection ? Refusal.Invalid("name", objection) : null;

    /// <summary>Pages of a hospital are https; plain http is for a developer's own machine alone.</summary>
    public static Refusal? OriginsObjection(IReadOnlyList<string> origins)
    {
        if (origins.Count > OriginsLimit) return Refusal.Invalid("origins", $"must be at most {OriginsLimit}");
        return origins.All(origin => EmbedOrigin.IsWellFormed(origin) && (new Uri(origin) is var uri && (uri.Scheme == Uri.UriSchemeHttps || uri.IsLoopback)))
            ? null
            : Refusal.Invalid("origins", "must be origins such as https://www.hospital.example: https, host and port only, in lower case");
    }

    /// <summary>A system is a URI (RFC 3986) as FHIR wants it: absolute, ASCII, nothing blank in it; each once.</summary>
    public static Refusal? SystemsObjection(IReadOnlyList<IdentifierSystem> systems)
    {
        if (systems.Count > SystemsLimit) return Refusal.Invalid("systems", $"must be at most {SystemsLimit}");
        if (systems.Select(system => system.System).Distinct(StringComparer.Ordinal).Count() != systems.Count) return Refusal.Invalid("systems", "must name each system once");
        if (systems.Any(system => !Enum.IsDefined(system.Kind))) return Refusal.Invalid("systems", "must each be for patients, related persons or practitioners");
        return systems.All(system => IsSystem(system.System)) ? null : Refusal.Invalid("systems", "must be URIs such as urn:oid:1.2.3 or https://hospital.example/mrn");
    }

    public static Refusal? ScopesObjection(IntegrationScopes scopes) =>
        scopes != IntegrationScopes.None && (scopes & ~AllScopes) == IntegrationScopes.None ? null : Refusal.Invalid("scopes", "must be one or more of the known scopes");

    public static Refusal? OverlapObjection(TimeSpan overlap) =>
        overlap > TimeSpan.Zero && overlap <= LongestOverlap ? null : Refusal.Invalid("overlap", "must be more than nothing and at most 7 days");

    private static bool IsSystem(string text) =>
        text is { Length: > 0 and <= SystemLimit }
        && text.All(letter => letter is > ' ' and < '\u007f')
        && text.IndexOf(':', StringComparison.Ordinal) > 0
        && Uri.TryCreate(text, UriKind.Absolute, out _);
}
