namespace Portal.Infrastructure.Ehr.Fhir.Exchange;

/// <summary>A FHIR server and how much of it is borne.</summary>
internal sealed record FhirEndpoint
{
    /// <summary>The service base of the server: http or https, without query; a slash at its end changes nothing.</summary>
    /// <exception cref="ArgumentException">It is no such address.</exception>
    public FhirEndpoint(Uri address)
    {
        if (!address.IsAbsoluteUri || (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps) || address.Query.Length > 0 || address.Fragment.Length > 0 || address.UserInfo.Length > 0)
            throw new ArgumentException("The address of a FHIR server is http or https, and has no query, fragment or user.", nameof(address));
        Base = address.AbsoluteUri.EndsWith('/') ? address : new Uri(address.AbsoluteUri + "/");
    }

    /// <summary>With a slash at its end.</summary>
    public Uri Base { get; }

    /// <summary>How long one request may take, its answer read.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Bytes of one answer; of all pages of a search together ten times as many.</summary>
    public int BodyLimit { get; init; } = 1024 * 1024;

    /// <summary>Bytes of the server's CapabilityStatement: one that tells of every type, parameter and profile is long.</summary>
    public int StatementLimit { get; init; } = 8 * 1024 * 1024;

    /// <summary>Pages of one search.</summary>
    public int PageLimit { get; init; } = 20;

    public bool IsSameOrigin(Uri other) => Uri.Compare(Base, other, UriComponents.SchemeAndServer, UriFormat.SafeUnescaped, StringComparison.OrdinalIgnoreCase) == 0 && other.UserInfo.Length == 0;

    /// <summary>Below the base: <c>Communication</c>, <c>Patient/1</c>.</summary>
    public Uri At(string path) => path.Length == 0 ? new Uri(Base.AbsoluteUri.TrimEnd('/')) : new Uri(Base, path);
}
