using Microsoft.Extensions.Options;
using Portal.Domain.Identity;

namespace Portal.Infrastructure.Identity.Provider;

/// <summary>Section <c>SignIn:Provider</c>: the hospital's identity provider (OpenID Connect). Without an <see cref="Issuer"/> there is none.</summary>
public sealed class ProviderOptions
{
    public const string Section = "SignIn:Provider";

    /// <summary>What staff call it, on the button of the sign-in page.</summary>
    public string Name { get; set; } = "";

    /// <summary>Exactly as the provider's tokens write it in <c>iss</c>.</summary>
    public string Issuer { get; set; } = "";

    public string AuthorizationEndpoint { get; set; } = "";

    public string TokenEndpoint { get; set; } = "";

    public string JwksAddress { get; set; } = "";

    public string ClientId { get; set; } = "";

    /// <summary>A file whose first line is the client's secret.</summary>
    public string ClientSecretFile { get; set; } = "";

    /// <summary>The claim that holds the portal's user name, for the one time that an account is linked.</summary>
    public string UserNameClaim { get; set; } = "preferred_username";

    /// <summary>The claim whose values are mapped by <see cref="Roles"/>; empty leaves the roles to the portal.</summary>
    public string RoleClaim { get; set; } = "";

    /// <summary>From a value of the claim to <c>practitioner</c>, <c>coordinator</c> or <c>supervisor</c>. Nobody becomes an administrator or an auditor by a claim.</summary>
    public Dictionary<string, string> Roles { get; set; } = new(StringComparer.Ordinal);

    /// <summary>Values of <c>amr</c> of which the provider must say one (<c>mfa</c>, <c>hwk</c>): then its second factor stands for the portal's own.</summary>
    public string[] RequireAmr { get; set; } = [];

    /// <summary>The provider stands in a private network.</summary>
    public bool AllowPrivateAddresses { get; set; }

    /// <summary>Seconds that the provider has for an answer.</summary>
    public int TimeoutSeconds { get; set; } = 10;

    internal bool IsSet => Issuer.Length > 0;

    internal string ReadSecret() => File.ReadLines(ClientSecretFile).FirstOrDefault("").Trim();

    internal static StaffRoles? RoleOf(string name) => name switch
    {
        "practitioner" => StaffRoles.Practitioner,
        "coordinator" => StaffRoles.Coordinator,
        "supervisor" => StaffRoles.Supervisor,
        _ => null,
    };
}

internal sealed class ProviderOptionsValidator : IValidateOptions<ProviderOptions>
{
    /// <summary>What the table of linked accounts holds.</summary>
    private const int LongestIssuer = 128;

    public ValidateOptionsResult Validate(string? name, ProviderOptions options)
    {
        if (!options.IsSet) return ValidateOptionsResult.Success;
        var objections = new List<string>();
        if (options.Issuer.Length > LongestIssuer) objections.Add($"Issuer must have at most {LongestIssuer} characters");
        if (options.Name.Length is 0 or > 60) objections.Add("Name must have 1 to 60 characters: staff read it on the sign-in page");
        foreach (var (what, address) in new[] { (nameof(options.AuthorizationEndpoint), options.AuthorizationEndpoint), (nameof(options.TokenEndpoint), options.TokenEndpoint), (nameof(options.JwksAddress), options.JwksAddress) })
            if (!IsGood(address)) objections.Add($"{what} must be an https address");
        if (options.ClientId.Length == 0) objections.Add("ClientId is missing");
        if (!File.Exists(options.ClientSecretFile) || options.ReadSecret().Length == 0) objections.Add("ClientSecretFile must name a file whose first line is the secret");
        if (options.UserNameClaim.Length == 0) objections.Add("UserNameClaim is missing");
        if (options.Roles.Values.Any(role => ProviderOptions.RoleOf(role) is null)) objections.Add("Roles may give practitioner, coordinator and supervisor, and no other");
        if (options.Roles.Count > 0 && options.RoleClaim.Length == 0) objections.Add("RoleClaim is missing: Roles maps its values");
        if (options.RoleClaim.Length > 0 && options.Roles.Count == 0) objections.Add("Roles is missing: without it a RoleClaim would take every role away");
        if (options.TimeoutSeconds is < 1 or > 60) objections.Add("TimeoutSeconds must be 1 to 60");
        return objections.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(objections.ConvertAll(objection => $"{ProviderOptions.Section}: {objection}."));
    }

    /// <summary>Plain http only where it stays on this machine.</summary>
    private static bool IsGood(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback));
}
