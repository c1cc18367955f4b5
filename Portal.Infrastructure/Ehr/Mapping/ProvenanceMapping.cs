using Portal.Domain.Summaries;
using Portal.Infrastructure.Ehr.Fhir.DataTypes;
using Portal.Infrastructure.Ehr.Fhir.Primitives;
using Portal.Infrastructure.Ehr.Fhir.Resources;

namespace Portal.Infrastructure.Ehr.Mapping;

/// <summary>
/// Who made one version, from what, as a FHIR R4 Provenance. US Core asks that clinicians and devices act on behalf of an organisation (provenance-1): the
/// profile is claimed only where one is known.
/// </summary>
internal sealed class ProvenanceMapping(PortalSystems systems)
{
    private const string UsCore = "http://hl7.org/fhir/us/core/StructureDefinition/us-core-provenance";

    /// <summary>Pure.</summary>
    /// <param name="summary">What was signed.</param>
    /// <param name="references">Whom it names.</param>
    /// <param name="target">The resource that holds it.</param>
    /// <param name="id">The Provenance's own; null leaves it to the server.</param>
    /// <param name="before">What this version changes or replaces.</param>
    public Provenance Of(ApprovedSummary summary, EhrReferences references, Reference target, Guid? id = null, FiledBefore? before = null) => new()
    {
        Id = id?.ToString("D"),
        Meta = references.Organization is null ? null : new Meta { Profile = [UsCore] },
        Target = [target],
        OccurredDateTime = FhirDateTime.Of(summary.SignedAt),
        Recorded = FhirInstant.Of(summary.SignedAt),
        Activity = Activity(summary.Change).Concept(),
        Agent = Agents(summary, references),
        Entity = before is null
            ? [new ProvenanceEntity { Role = ProvenanceEntityRole.Source, What = EhrReferences.Logical("Communication", systems.Conversation(summary.Conversation)) }]
            : [new ProvenanceEntity { Role = ProvenanceEntityRole.Revision, What = before.AsRevision() }],
    };

    private List<ProvenanceAgent> Agents(ApprovedSummary summary, EhrReferences references)
    {
        ProvenanceAgent Agent(Coding type, Reference who, Reference? behalf) => new() { Type = type.Concept(), Who = who, OnBehalfOf = behalf };
        List<ProvenanceAgent> agents =
        [
            Agent(Codings.Author, references.Practitioner, references.Organization),
            Agent(Codings.Attester, references.Practitioner, references.Organization),
        ];
        if (summary.Model is { } model)
            agents.Add(Agent(Codings.Assembler, EhrReferences.Logical("Device", systems.Model(model)) with { Display = "AI summariser (draft only)" }, references.Organization));
        if (references.Organization is { } organization) agents.Add(Agent(Codings.Transmitter, organization, behalf: null));
        return agents;
    }

    private static Coding Activity(SummaryChange? change) => change switch
    {
        null => Codings.LegallyAuthenticated,
        SummaryChange.Correction => Codings.Revised,
        SummaryChange.EnteredInError => Codings.Nullified,
        _ => throw new InvalidOperationException("A change of another kind."),
    };
}
