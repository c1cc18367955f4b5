using Portal.Infrastructure.Ehr.Fhir.DataTypes;

namespace Portal.Infrastructure.Ehr.Mapping;

/// <summary>Everybody and everything that a summary names, as the reader knows them: <c>Patient/123</c> in an EHR, identifiers in a file. Never a name.</summary>
internal sealed record EhrReferences(Reference Patient, Reference Practitioner)
{
    public Reference? CareTeam { get; init; }

    public Reference? Organization { get; init; }

    public Reference? Encounter { get; init; }

    public Reference? Appointment { get; init; }

    public static Reference Literal(string type, string id) => new() { Literal = $"{type}/{id}" };

    public static Reference Logical(string type, Identifier identifier) => new() { Type = type, Identifier = identifier };
}

/// <summary>What the EHR holds of an earlier version.</summary>
/// <param name="Type">Of the resource.</param>
/// <param name="Id">The EHR's.</param>
/// <param name="VersionId">The EHR's version of it; null where it keeps none or did not say.</param>
internal sealed record FiledBefore(string Type, string Id, string? VersionId)
{
    /// <summary>Which version of the summary it is; null where the EHR keeps no identifier that would say.</summary>
    public int? Of { get; init; }

    /// <summary>The address of the EHR that holds it; null where that was not written down.</summary>
    public string? Ehr { get; init; }

    /// <summary>Another EHR than that one holds it.</summary>
    public bool IsElsewhereThan(string address) => Ehr is { } holder && holder.TrimEnd('/') != address.TrimEnd('/');

    public Reference AsReference() => EhrReferences.Literal(Type, Id);

    /// <summary>That very version, or the resource where versions are not kept.</summary>
    public Reference AsRevision() => VersionId is null ? AsReference() : new() { Literal = $"{Type}/{Id}/_history/{VersionId}" };
}
