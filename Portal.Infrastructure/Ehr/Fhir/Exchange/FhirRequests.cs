using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;

namespace Portal.Infrastructure.Ehr.Fhir.Exchange;

/// <summary>Requests as FHIR wants them. Types, ids and versions are checked: none can lead out of the server's base.</summary>
internal static partial class FhirRequests
{
    public const string Json = "application/fhir+json";
    private const string Form = "application/x-www-form-urlencoded";

    public static string Type(string type) => TypeForm.IsMatch(type) ? type : throw new ArgumentException("Not the name of a resource type.", nameof(type));

    public static string Path(string type, string id, string? version = null)
    {
        if (!IdForm.IsMatch(id) || (version is not null && !IdForm.IsMatch(version))) throw new ArgumentException("Not an id of FHIR.", nameof(id));
        return version is null ? $"{Type(type)}/{id}" : $"{Type(type)}/{id}/_history/{version}";
    }

    public static HttpRequestMessage Get(Uri address) => Accepting(new HttpRequestMessage(HttpMethod.Get, address));

    public static HttpRequestMessage Write(HttpMethod method, Uri address, ReadOnlyMemory<byte> resource, string requestId)
    {
        var request = Accepting(new HttpRequestMessage(method, address) { Content = new SentContent(resource, Json) });
        request.Headers.TryAddWithoutValidation("Prefer", "return=representation");
        request.Headers.TryAddWithoutValidation("X-Request-Id", requestId);
        return request;
    }

    public static HttpRequestMessage Search(FhirEndpoint endpoint, string type, SearchParameters parameters) =>
        Fresh(parameters.IsPublic ? Get(endpoint.At($"{Type(type)}?{parameters.ToQuery()}")) : PostSearch(endpoint, type, parameters));

    /// <summary>The next page is got from where the server says it is, unless its address repeats what was kept out of one: then the same question goes as a form.</summary>
    public static HttpRequestMessage Next(FhirEndpoint endpoint, string type, SearchParameters parameters, Uri link)
    {
        if (!parameters.IsRepeatedIn(link)) return Fresh(Get(link));
        var again = new SearchParameters();
        foreach (var (name, value) in SearchParameters.ReadQuery(link)) again.And(name, value);
        return Fresh(PostSearch(endpoint, type, again));
    }

    private static HttpRequestMessage PostSearch(FhirEndpoint endpoint, string type, SearchParameters parameters) =>
        Accepting(new HttpRequestMessage(HttpMethod.Post, endpoint.At($"{Type(type)}/_search")) { Content = new SentContent(Encoding.ASCII.GetBytes(parameters.ToQuery()), Form) });

    /// <summary>Servers answer a search from what they found a minute ago (HAPI's default), which says nothing of what was stored since.</summary>
    private static HttpRequestMessage Fresh(HttpRequestMessage search)
    {
        search.Headers.CacheControl = new CacheControlHeaderValue { NoCache = true };
        return search;
    }

    private static HttpRequestMessage Accepting(HttpRequestMessage request)
    {
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(Json));
        return request;
    }

    [GeneratedRegex(@"\A[A-Z][A-Za-z]{1,63}\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex TypeForm { get; }

    [GeneratedRegex(@"\A[A-Za-z0-9.-]{1,64}\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex IdForm { get; }
}
