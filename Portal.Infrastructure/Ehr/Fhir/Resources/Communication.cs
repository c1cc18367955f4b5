using System.Text.Json.Serialization;
using Portal.Infrastructure.Ehr.Fhir.DataTypes;
using Portal.Infrastructure.Ehr.Fhir.Primitives;

namespace Portal.Infrastructure.Ehr.Fhir.Resources;

/// <summary>How far something is that happens.</summary>
[JsonConverter(typeof(CodeConverter<EventStatus>))]
internal enum EventStatus
{
    Preparation = 1,
    InProgress = 2,
    NotDone = 3,
    OnHold = 4,
    Stopped = 5,
    Completed = 6,
    EnteredInError = 7,
    Unknown = 8,
}

/// <summary>How soon.</summary>
[JsonConverter(typeof(CodeConverter<RequestPriority>))]
internal enum RequestPriority
{
    Routine = 1,
    Urgent = 2,
    Asap = 3,
    Stat = 4,
}

/// <summary>R4 Communication (hl7.org/fhir/R4/communication.html): something that was said to somebody.</summary>
internal sealed record Communication() : DomainResource("Communication")
{
    public IReadOnlyList<Identifier>? Identifier { get; init; }

    [Format(FhirFormat.Uri)]
    public IReadOnlyList<string?>? InstantiatesCanonical { get; init; }

    [Format(FhirFormat.Uri)]
    public IReadOnlyList<string?>? InstantiatesUri { get; init; }

    public IReadOnlyList<Reference>? BasedOn { get; init; }

    public IReadOnlyList<Reference>? PartOf { get; init; }

    public IReadOnlyList<Reference>? InResponseTo { get; init; }

    public required EventStatus? Status { get; init; }

    public CodeableConcept? StatusReason { get; init; }

    public IReadOnlyList<CodeableConcept>? Category { get; init; }

    public RequestPriority? Priority { get; init; }

    public IReadOnlyList<CodeableConcept>? Medium { get; init; }

    public Reference? Subject { get; init; }

    public CodeableConcept? Topic { get; init; }

    public IReadOnlyList<Reference>? About { get; init; }

    public Reference? Encounter { get; init; }

    public FhirDateTime? Sent { get; init; }

    public FhirDateTime? Received { get; init; }

    public IReadOnlyList<Reference>? Recipient { get; init; }

    public Reference? Sender { get; init; }

    public IReadOnlyList<CodeableConcept>? ReasonCode { get; init; }

    public IReadOnlyList<Reference>? ReasonReference { get; init; }

    public IReadOnlyList<CommunicationPayload>? Payload { get; init; }

    public IReadOnlyList<Annotation>? Note { get; init; }
}

/// <summary>One part of what was said, in exactly one of three forms.</summary>
[Choice("content", IsRequired = true)]
internal sealed record CommunicationPayload : BackboneElement
{
    public string? ContentString { get; init; }

    public Attachment? ContentAttachment { get; init; }

    public Reference? ContentReference { get; init; }
}
