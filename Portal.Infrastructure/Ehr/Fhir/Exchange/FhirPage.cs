using System.Text.Json;

namespace Portal.Infrastructure.Ehr.Fhir.Exchange;

/// <summary>One step of a search: a page of its answer, or why there is no further one. After a stop nothing follows; without one, that was all.</summary>
internal abstract record FhirPage
{
    private FhirPage()
    {
    }

    public sealed override string ToString() => GetType().Name;

    /// <summary>The matches of one page, as the server wrote them, without what came along with them.</summary>
    internal sealed record Found(IReadOnlyList<JsonElement> Matches) : FhirPage;

    /// <summary>The search went no further.</summary>
    /// <param name="Why">What kind of end.</param>
    /// <param name="Reply">What came instead of a page, where that is why.</param>
    internal sealed record Stopped(SearchStop Why, FhirReply? Reply = null) : FhirPage;
}

/// <summary>Why a search ended before its answer did.</summary>
internal enum SearchStop
{
    /// <summary>No answer, or one that is no success.</summary>
    Refused = 1,

    /// <summary>The body is no searchset bundle of which every entry can be told.</summary>
    BrokenPage = 2,

    /// <summary>The link to the next page leads to another origin.</summary>
    ForeignLink = 3,

    /// <summary>More pages than <see cref="FhirEndpoint.PageLimit"/>, or a page again that was had.</summary>
    TooManyPages = 4,

    /// <summary>More bytes than a search may have.</summary>
    TooManyBytes = 5,
}
