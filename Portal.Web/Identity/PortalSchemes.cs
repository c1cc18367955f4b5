namespace Portal.Web.Identity;

/// <summary>How somebody can prove who is there, and what the principal then says of it. A principal carries no permission: ports decide.</summary>
internal static class PortalSchemes
{
    /// <summary>Chooses between the two below: a request with an <c>Authorization</c> header is judged by that and nothing else.</summary>
    public const string Default = "Portal";

    /// <summary>A session token or an integration's key in the <c>Authorization</c> header.</summary>
    public const string Bearer = "Bearer";

    /// <summary>Staff in the browser. The ticket holds the id of the server's own session record and nothing else.</summary>
    public const string Staff = "Staff";

    /// <summary>Which kind of credential it was: one of the values below.</summary>
    public const string CredentialClaim = "credential";
    public const string StaffSession = "staff-session";
    public const string SessionToken = "session-token";
    public const string IntegrationKey = "integration-key";

    /// <summary>The staff session's id.</summary>
    public const string SessionClaim = "session";

    public const string SignInPath = "/sign-in";
    public const string SignOutPath = "/sign-out";
}

/// <summary>Policies beside the fallback, which asks for any good credential. A good one of another kind is 403.</summary>
internal static class PortalPolicies
{
    public const string SessionToken = nameof(SessionToken);
    public const string IntegrationKey = nameof(IntegrationKey);
}
