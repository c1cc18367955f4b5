using Portal.Domain.Summaries;
using Portal.Infrastructure.Ehr.Fhir.DataTypes;
using Portal.Infrastructure.Ehr.Fhir.Primitives;
using Portal.Infrastructure.Ehr.Fhir.Resources;
using Portal.Infrastructure.Ehr.Profiles;

namespace Portal.Infrastructure.Ehr.Mapping;

/// <summary>One signed version as a FHIR R4 DocumentReference, in the form of US Core, for EHRs that take notes only.</summary>
internal sealed class NoteMapping(PortalSystems systems)
{
    private const string UsCore = "http://hl7.org/fhir/us/core/StructureDefinition/us-core-documentreference";

    /// <summary>A note of its own. <paramref name="replaced"/>: the note whose place it takes; a note is never changed in its text.</summary>
    public DocumentReference Of(ApprovedSummary summary, EhrReferences references, EhrProfile profile, FiledBefore? replaced = null) => new()
    {
        Meta = new Meta { Profile = [UsCore], Security = summary.Model is null ? null : Codings.AssistedByModel },
        MasterIdentifier = systems.SummaryVersion(summary.Id, summary.Version),
        Identifier = [systems.Summary(summary.Id) with { Use = IdentifierUse.Official }],
        Status = DocumentReferenceStatus.Current,
        DocStatus = Codes<CompositionStatus>.TryParse(profile.DocStatus, out var status) ? status : CompositionStatus.Final,
        Type = new CodeableConcept { Coding = [Codings.Of("http://loinc.org", profile.NoteType, profile.NoteTypeName)], Text = SummaryProse.Title(summary) },
        Category = [Codings.ClinicalNote.Concept()],
        Subject = references.Patient,
        Date = FhirInstant.Of(summary.SignedAt),
        Author = [references.Practitioner],
        Authenticator = references.Practitioner,
        Custodian = references.Organization,
        RelatesTo = replaced is null ? null : [new DocumentRelation { Code = DocumentRelationshipType.Replaces, Target = replaced.AsReference() }],
        Content = [new DocumentContent { Attachment = TextFile.Of(summary, profile.FileType) }],
        Context = new DocumentContext
        {
            Encounter = references.Encounter is null ? null : [references.Encounter],
            Period = new Period { Start = FhirDateTime.Of(summary.Period.From), End = FhirDateTime.Of(summary.Period.To) },
        },
    };

    /// <summary>What is put over a filed note that was entered in error: who and whose, and no text. It claims no profile, since those ask for a text.</summary>
    public DocumentReference Withdrawn(ApprovedSummary summary, EhrReferences references, EhrProfile profile, FiledBefore update) =>
        Of(summary, references, profile) with
        {
            Id = update.Id,
            Meta = null,
            Status = DocumentReferenceStatus.EnteredInError,
            DocStatus = CompositionStatus.EnteredInError,
            Content = [new DocumentContent { Attachment = new Attachment { ContentType = profile.FileType, Title = SummaryProse.Title(summary) } }],
        };
}
