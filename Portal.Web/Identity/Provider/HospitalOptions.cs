namespace Portal.Web.Identity.Provider;

/// <summary>Of section <c>SignIn:Provider</c>, what the browser is told; the whole is checked at start where the provider is called (<c>docs/sign-in.md</c>).</summary>
internal sealed class HospitalOptions
{
    public const string Section = "SignIn:Provider";

    /// <summary>On the button of the sign-in page.</summary>
    public string Name { get; set; } = "";

    public string Issuer { get; set; } = "";

    public string AuthorizationEndpoint { get; set; } = "";

    public string ClientId { get; set; } = "";

    public string[] Scopes { get; set; } = [];

    public bool IsSet => Issuer.Length > 0;
}
