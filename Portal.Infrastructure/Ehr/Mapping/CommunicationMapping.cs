using Portal.Domain.Summaries;
using Portal.Infrastructure.Ehr.Fhir.DataTypes;
using Portal.Infrastructure.Ehr.Fhir.Primitives;
using Portal.Infrastructure.Ehr.Fhir.Resources;
using Portal.Infrastructure.Ehr.Profiles;

namespace Portal.Infrastructure.Ehr.Mapping;

/// <summary>
/// One signed version as a FHIR R4 Communication (hl7.org/fhir/R4/communication.html). It is made from <see cref="ApprovedSummary"/> alone, which holds nothing
/// but what was signed.
/// </summary>
internal sealed class CommunicationMapping(PortalSystems systems)
{
    /// <summary>Pure.</summary>
    /// <param name="summary">What was signed.</param>
    /// <param name="references">Whom and what it names.</param>
    /// <param name="profile">What the EHR accepts.</param>
    /// <param name="update">The resource that this version is put over; null for a resource of its own.</param>
    /// <param name="replaced">The resource that this new one takes the place of; null for the first, and for an update.</param>
    public Communication Of(ApprovedSummary summary, EhrReferences references, EhrProfile profile, FiledBefore? update = null, FiledBefore? replaced = null)
    {
        var error = summary.Change as SummaryChange.EnteredInError;
        var isWithdrawn = error is not null;
        return new Communication
        {
            Id = update?.Id,
            Meta = new Meta
            {
                Security = summary.Model is null ? null : Codings.AssistedByModel,
                Tag = profile.TakesOwnCodes ? [new Coding { System = systems.Artifact, Code = PortalSystems.KindCode(summary.Kind) }] : null,
            },
            Language = summary.Language,
            Text = isWithdrawn ? null : SummaryProse.Narrative(summary),
            Identifier =
            [
                systems.Summary(summary.Id) with { Use = IdentifierUse.Official },
                systems.SummaryVersion(summary.Id, summary.Version) with { Use = IdentifierUse.Secondary },
            ],
            BasedOn = references.Appointment is null ? null : [references.Appointment],
            PartOf = summary.Kind == SummaryKind.Messages ? [EhrReferences.Logical("Communication", systems.Conversation(summary.Conversation))] : null,
            InResponseTo = replaced is null ? null : [replaced.AsReference()],
            Status = isWithdrawn ? EventStatus.EnteredInError : EventStatus.Completed,
            StatusReason = error is null ? null : new CodeableConcept { Text = SummaryProse.Reason(error.Reason) },
            Category = [Category(summary.Kind, profile)],
            Priority = summary.IsUrgent ? RequestPriority.Urgent : RequestPriority.Routine,
            Medium = [(summary.Kind == SummaryKind.Visit ? Codings.VideoConference : Codings.OnlineWritten).Concept()],
            Subject = references.Patient,

            // The subject line of what was filed for the wrong patient is somebody else's, as the rest of the text is.
            Topic = new CodeableConcept { Coding = [Codings.SummaryReport], Text = isWithdrawn ? null : Words(summary.Topic.Reveal()) },
            Encounter = references.Encounter,
            Sent = FhirDateTime.Of(summary.SignedAt),
            Recipient = Recipients(summary, references, profile),
            Sender = references.Practitioner,
            Payload = isWithdrawn ? null : Payload(summary, profile),
            Note = summary.Change is SummaryChange.Correction { Reason: var reason } && Words(reason.Reveal()) is { } words
                ? [new Annotation { AuthorReference = references.Practitioner, Time = FhirDateTime.Of(summary.SignedAt), Text = words }]
                : null,
        };
    }

    private CodeableConcept Category(SummaryKind kind, EhrProfile profile) => new()
    {
        Coding = profile.TakesOwnCodes
            ? [Codings.Notification, Codings.Of(systems.CommunicationKind, PortalSystems.KindCode(kind), KindDisplay(kind))]
            : [Codings.Notification],
    };

    private static string KindDisplay(SummaryKind kind) => kind switch
    {
        SummaryKind.Messages => "Clinician-approved message summary",
        SummaryKind.Visit => "Clinician-approved visit summary",
    };

    private static List<Reference> Recipients(ApprovedSummary summary, EhrReferences references, EhrProfile profile)
    {
        List<Reference> recipients = [profile.TakesCareTeam && references.CareTeam is { } team ? team : references.Practitioner];
        if (summary.IsSharedWithPatient && profile.TakesCareTeam) recipients.Add(references.Patient);
        return recipients;
    }

    private static List<CommunicationPayload> Payload(ApprovedSummary summary, EhrProfile profile)
    {
        var payload = new List<CommunicationPayload>();
        if (profile.Payload is PayloadForm.Text or PayloadForm.TextAndFile) payload.Add(new CommunicationPayload { ContentString = SummaryProse.Plain(summary) });
        if (profile.Payload is PayloadForm.TextAndFile or PayloadForm.FileOnly) payload.Add(new CommunicationPayload { ContentAttachment = TextFile.Of(summary, profile.FileType) });
        return payload;
    }

    private static string? Words(string text) => SummaryProse.Clean(text) is { Length: > 0 } clean ? clean : null;
}
