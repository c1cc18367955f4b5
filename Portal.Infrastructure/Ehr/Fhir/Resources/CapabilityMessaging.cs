using System.Text.Json.Serialization;
using Portal.Infrastructure.Ehr.Fhir.DataTypes;
using Portal.Infrastructure.Ehr.Fhir.Primitives;

namespace Portal.Infrastructure.Ehr.Fhir.Resources;

/// <summary>Which side of a message.</summary>
[JsonConverter(typeof(CodeConverter<MessageMode>))]
internal enum MessageMode
{
    Sender = 1,
    Receiver = 2,
}

/// <summary>Which side of a document.</summary>
[JsonConverter(typeof(CodeConverter<DocumentMode>))]
internal enum DocumentMode
{
    Producer = 1,
    Consumer = 2,
}

/// <summary>What can be done by messages.</summary>
internal sealed record CapabilityMessaging : BackboneElement
{
    public IReadOnlyList<CapabilityEndpoint>? Endpoint { get; init; }

    [Format(FhirFormat.UnsignedInt)]
    public int? ReliableCache { get; init; }

    public string? Documentation { get; init; }

    public IReadOnlyList<CapabilityMessage>? SupportedMessage { get; init; }
}

/// <summary>Where messages go.</summary>
internal sealed record CapabilityEndpoint : BackboneElement
{
    public required Coding Protocol { get; init; }

    [Format(FhirFormat.Uri)]
    public required string? Address { get; init; }
}

/// <summary>A message that is understood.</summary>
internal sealed record CapabilityMessage : BackboneElement
{
    public required MessageMode? Mode { get; init; }

    [Format(FhirFormat.Uri)]
    public required string? Definition { get; init; }
}

/// <summary>A document that is understood.</summary>
internal sealed record CapabilityDocument : BackboneElement
{
    public required DocumentMode? Mode { get; init; }

    public string? Documentation { get; init; }

    [Format(FhirFormat.Uri)]
    public required string? Profile { get; init; }
}
