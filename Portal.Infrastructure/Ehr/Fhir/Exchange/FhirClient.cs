using System.Runtime.CompilerServices;

namespace Portal.Infrastructure.Ehr.Fhir.Exchange;

/// <summary>
/// A FHIR R4 server over HTTP (hl7.org/fhir/R4/http.html). Each call is sent once; only a 401 is followed by one more try, with a fresh credential.
/// What goes wrong is a value, see <see cref="FhirReply"/>; only the caller's own cancelling throws. <paramref name="http"/> follows no redirects.
/// </summary>
internal sealed class FhirClient(HttpMessageInvoker http, FhirEndpoint endpoint, IFhirCredentials credentials, TimeProvider clock)
{
    /// <summary>All pages of a search together, as a multiple of the limit of one answer.</summary>
    private const int SearchBodies = 10;

    private readonly FhirExchange exchange = new(http, endpoint, credentials, clock);

    public FhirEndpoint Endpoint => endpoint;

    /// <summary>POST. With <paramref name="ifNoneExist"/> only where the server knows no resource with that identifier.</summary>
    /// <param name="type">The resource's type.</param>
    /// <param name="resource">Its bytes, which are sent as they are.</param>
    /// <param name="ifNoneExist">Null for an unconditional create.</param>
    /// <param name="requestId">Sent as <c>X-Request-Id</c>.</param>
    /// <param name="cancel">The caller's.</param>
    public Task<FhirReply> Create(string type, ReadOnlyMemory<byte> resource, IdentifierQuery? ifNoneExist, string requestId, CancellationToken cancel) =>
        exchange.Send(
            () =>
            {
                var request = FhirRequests.Write(HttpMethod.Post, endpoint.At(FhirRequests.Type(type)), resource, requestId);
                if (ifNoneExist is not null) request.Headers.TryAddWithoutValidation("If-None-Exist", ifNoneExist.ToQuery());
                return request;
            },
            cancel);

    /// <summary>PUT. With <paramref name="ifMatch"/> only where the server still has that version; without one only for ids of our own making.</summary>
    public Task<FhirReply> Update(string type, string id, ReadOnlyMemory<byte> resource, string? ifMatch, string requestId, CancellationToken cancel) =>
        exchange.Send(
            () =>
            {
                var request = FhirRequests.Write(HttpMethod.Put, endpoint.At(FhirRequests.Path(type, id)), resource, requestId);
                if (ifMatch is not null) request.Headers.TryAddWithoutValidation("If-Match", ETags.Of(ifMatch));
                return request;
            },
            cancel);

    public Task<FhirReply> Read(string type, string id, CancellationToken cancel) => exchange.Send(() => FhirRequests.Get(endpoint.At(FhirRequests.Path(type, id))), cancel);

    public Task<FhirReply> VRead(string type, string id, string version, CancellationToken cancel) =>
        exchange.Send(() => FhirRequests.Get(endpoint.At(FhirRequests.Path(type, id, version))), cancel);

    /// <summary>POST of a transaction bundle; the reply's bundle has its entries in the same order.</summary>
    public Task<FhirReply> Transaction(ReadOnlyMemory<byte> bundle, string requestId, CancellationToken cancel) =>
        exchange.Send(() => FhirRequests.Write(HttpMethod.Post, endpoint.At(""), bundle, requestId), cancel);

    /// <summary>What the server says it can do; asked for without a credential.</summary>
    public Task<FhirReply> Capabilities(CancellationToken cancel) => exchange.SendOpenly(() => FhirRequests.Get(endpoint.At("metadata")), endpoint.StatementLimit, cancel);

    /// <summary>
    /// The pages of a search, each asked for when it is wanted. Whatever is not a random id goes as a form and not in the address; links to the next page
    /// are followed on the server's own origin only, up to a limit of pages and bytes.
    /// </summary>
    public async IAsyncEnumerable<FhirPage> Search(string type, SearchParameters parameters, [EnumeratorCancellation] CancellationToken cancel)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var left = (long)endpoint.BodyLimit * SearchBodies;
        var next = () => FhirRequests.Search(endpoint, type, parameters);
        while (true)
        {
            var reply = await exchange.Send(next, cancel);
            if (reply is not FhirReply.Answer { IsSuccess: true } answer)
            {
                yield return new FhirPage.Stopped(SearchStop.Refused, reply);
                yield break;
            }

            left -= answer.Body.Length;
            if (answer.BodyState == BodyState.TooLarge || left < 0)
            {
                yield return new FhirPage.Stopped(SearchStop.TooManyBytes, reply);
                yield break;
            }

            if (SearchSet.Read(answer.Body) is not { } page || (seen.Count == 0 && page.Hides))
            {
                yield return new FhirPage.Stopped(SearchStop.BrokenPage, reply);
                yield break;
            }

            yield return new FhirPage.Found(page.Matches);
            if (page.Next is not { } written) yield break;
            if (!Uri.TryCreate(endpoint.Base, written, out var link) || !endpoint.IsSameOrigin(link))
            {
                yield return new FhirPage.Stopped(SearchStop.ForeignLink);
                yield break;
            }

            if (!seen.Add(link.AbsoluteUri) || seen.Count >= endpoint.PageLimit)
            {
                yield return new FhirPage.Stopped(SearchStop.TooManyPages);
                yield break;
            }

            next = () => FhirRequests.Next(endpoint, type, parameters, link);
        }
    }
}

/// <summary>The identifier by which a conditional create looks, and a search finds.</summary>
internal sealed record IdentifierQuery(string System, string Value)
{
    /// <summary>Percent-encoded, without a question mark.</summary>
    public string ToQuery() => "identifier=" + Uri.EscapeDataString(SearchParameters.Token(System, Value));

    public SearchParameters ToSearch() => new SearchParameters().And("identifier", SearchParameters.Token(System, Value));
}
