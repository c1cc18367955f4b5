namespace Portal.Infrastructure.Demo;

/// <summary>Section <c>Demo</c>: what the demo's people sign in with. It is read in Development only; no other environment has a demo.</summary>
public sealed class DemoOptions
{
    public const string Section = "Demo";

    /// <summary>Where the demo hospital's own page stands: another origin than the portal's.</summary>
    public string HospitalOrigin { get; set; } = "";

    public IList<DemoCareTeam> CareTeams { get; } = [];

    public IList<DemoStaff> Staff { get; } = [];

    public Guid IntegrationId { get; set; }

    /// <summary>All scopes.</summary>
    public string IntegrationKey { get; set; } = "";

    /// <summary><c>conversations:read</c> only.</summary>
    public string ReadOnlyIntegrationKey { get; set; } = "";

    /// <summary>A private ES256 JWK with <c>kid</c>; its public part is registered.</summary>
    public IDictionary<string, string> AssertionKey { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public IList<DemoProxyGrant> ProxyGrants { get; } = [];
}

public sealed class DemoCareTeam
{
    public string Identifier { get; set; } = "";

    public string Name { get; set; } = "";
}

public sealed class DemoStaff
{
    public string UserName { get; set; } = "";

    public string DisplayName { get; set; } = "";

    public string Password { get; set; } = "";

    public IList<string> Roles { get; } = [];

    public IList<string> CareTeams { get; } = [];

    public DemoIdentifier Identifier { get; set; } = new();
}

public sealed class DemoIdentifier
{
    public string System { get; set; } = "";

    public string Value { get; set; } = "";
}

public sealed class DemoName
{
    public string Given { get; set; } = "";

    public string Family { get; set; } = "";
}

public sealed class DemoProxyGrant
{
    public DemoIdentifier Patient { get; set; } = new();

    public DemoIdentifier RelatedPerson { get; set; } = new();

    public DemoName Name { get; set; } = new();

    public string Relationship { get; set; } = "";
}
