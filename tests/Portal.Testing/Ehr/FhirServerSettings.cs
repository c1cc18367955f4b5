namespace Portal.Testing.Ehr;

/// <summary>What a server of one kind can do, and how it answers; its CapabilityStatement says the same.</summary>
public sealed record FhirServerSettings
{
    public string Software { get; init; } = "Test server";

    public bool ConditionalCreate { get; init; } = true;

    public bool Update { get; init; } = true;

    /// <summary>A PUT of an id that is not there creates it.</summary>
    public bool UpdateCreate { get; init; } = true;

    public bool Transaction { get; init; } = true;

    public bool SearchByIdentifier { get; init; } = true;

    /// <summary>Types that can be created.</summary>
    public IReadOnlyList<string> Writable { get; init; } = ["Communication", "DocumentReference", "Provenance"];

    /// <summary>Types that can be created, and that this client may not write, alone or in a transaction.</summary>
    public IReadOnlyList<string> Forbidden { get; init; } = [];

    /// <summary>Answers to a write carry the resource.</summary>
    public bool ReturnsResource { get; init; } = true;

    public bool HasETag { get; init; } = true;

    public bool RelativeLocation { get; init; }

    /// <summary>Its searches answer with empty lists, nulls, and codes that are none.</summary>
    public bool Sloppy { get; init; }

    /// <summary>Its searches take identifiers for the same whatever their case.</summary>
    public bool IgnoresCase { get; init; }

    /// <summary>How long searches do not see what was stored.</summary>
    public TimeSpan IndexLag { get; init; }

    /// <summary>Takes any valid R4, as HAPI does.</summary>
    public static readonly FhirServerSettings Plain = new();

    /// <summary>Ids are the server's own.</summary>
    public static readonly FhirServerSettings Medplum = new() { Software = "Medplum", UpdateCreate = false };

    /// <summary>No <c>If-None-Exist</c>, and update and search by identifier.</summary>
    public static readonly FhirServerSettings Searching = new() { ConditionalCreate = false, UpdateCreate = false, Transaction = false };

    public static readonly FhirServerSettings Oracle = new()
    {
        Software = "Oracle Health Millennium",
        ConditionalCreate = false,
        Update = false,
        UpdateCreate = false,
        Transaction = false,
        SearchByIdentifier = false,
        Writable = ["Communication", "DocumentReference"],
        ReturnsResource = false,
    };

    /// <summary>201 with an empty body, a relative Location and no ETag.</summary>
    public static readonly FhirServerSettings Epic = new()
    {
        Software = "Epic",
        ConditionalCreate = false,
        Update = false,
        UpdateCreate = false,
        Transaction = false,
        SearchByIdentifier = false,
        Writable = ["DocumentReference"],
        ReturnsResource = false,
        HasETag = false,
        RelativeLocation = true,
    };

    public static readonly FhirServerSettings Notes = new() { Writable = ["DocumentReference", "Provenance"] };
}
