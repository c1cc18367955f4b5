using System.Text.Json.Serialization;
using Portal.Infrastructure.Ehr.Fhir.DataTypes;
using Portal.Infrastructure.Ehr.Fhir.Primitives;

namespace Portal.Infrastructure.Ehr.Fhir.Resources;

/// <summary>What a bundle is for.</summary>
[JsonConverter(typeof(CodeConverter<BundleType>))]
internal enum BundleType
{
    Document = 1,
    Message = 2,
    Transaction = 3,
    TransactionResponse = 4,
    Batch = 5,
    BatchResponse = 6,
    History = 7,
    Searchset = 8,
    Collection = 9,
}

/// <summary>Why an entry is in the answer to a search.</summary>
[JsonConverter(typeof(CodeConverter<SearchEntryMode>))]
internal enum SearchEntryMode
{
    Match = 1,
    Include = 2,
    Outcome = 3,
}

/// <summary>What is to be done with an entry.</summary>
[JsonConverter(typeof(CodeConverter<HttpVerb>))]
internal enum HttpVerb
{
    [JsonStringEnumMemberName("GET")]
    Get = 1,
    [JsonStringEnumMemberName("HEAD")]
    Head = 2,
    [JsonStringEnumMemberName("POST")]
    Post = 3,
    [JsonStringEnumMemberName("PUT")]
    Put = 4,
    [JsonStringEnumMemberName("DELETE")]
    Delete = 5,
    [JsonStringEnumMemberName("PATCH")]
    Patch = 6,
}

/// <summary>R4 Bundle (hl7.org/fhir/R4/bundle.html): resources that travel together. Their order is kept.</summary>
internal sealed record Bundle() : Resource("Bundle")
{
    public Identifier? Identifier { get; init; }

    public required BundleType? Type { get; init; }

    public FhirInstant? Timestamp { get; init; }

    [Format(FhirFormat.UnsignedInt)]
    public int? Total { get; init; }

    public IReadOnlyList<BundleLink>? Link { get; init; }

    public IReadOnlyList<BundleEntry>? Entry { get; init; }

    public Signature? Signature { get; init; }
}

/// <summary>Another page of the same answer.</summary>
internal sealed record BundleLink : BackboneElement
{
    public required string? Relation { get; init; }

    [Format(FhirFormat.Uri)]
    public required string? Url { get; init; }
}

/// <summary>One resource, with what is asked or answered about it.</summary>
internal sealed record BundleEntry : BackboneElement
{
    public IReadOnlyList<BundleLink>? Link { get; init; }

    [Format(FhirFormat.Uri)]
    public string? FullUrl { get; init; }

    public Resource? Resource { get; init; }

    public BundleSearch? Search { get; init; }

    public BundleRequest? Request { get; init; }

    public BundleResponse? Response { get; init; }
}

/// <summary>Why it was found.</summary>
internal sealed record BundleSearch : BackboneElement
{
    public SearchEntryMode? Mode { get; init; }

    public FhirDecimal? Score { get; init; }
}

/// <summary>What to do with it.</summary>
internal sealed record BundleRequest : BackboneElement
{
    public required HttpVerb? Method { get; init; }

    [Format(FhirFormat.Uri)]
    public required string? Url { get; init; }

    public string? IfNoneMatch { get; init; }

    public FhirInstant? IfModifiedSince { get; init; }

    public string? IfMatch { get; init; }

    public string? IfNoneExist { get; init; }
}

/// <summary>What came of it.</summary>
internal sealed record BundleResponse : BackboneElement
{
    /// <summary>Begins with the three digits of the HTTP status.</summary>
    public required string? Status { get; init; }

    [Format(FhirFormat.Uri)]
    public string? Location { get; init; }

    public string? Etag { get; init; }

    public FhirInstant? LastModified { get; init; }

    public Resource? Outcome { get; init; }
}
