namespace Portal.Infrastructure.Shared;

/// <summary>Section <c>Portal</c>: what the infrastructure needs to know of where the portal stands. The edge checks it at start.</summary>
public sealed class PublicAddressOptions
{
    public const string Section = "Portal";

    /// <summary>Where Development listens unless it is told otherwise.</summary>
    public const string DevelopmentUrl = "http://localhost:5080";

    /// <summary>The address people and hosts use, without a trailing slash: the audience of assertions, and what links in mails begin with.</summary>
    public string PublicUrl { get; set; } = "";
}
