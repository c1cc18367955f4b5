using System.Text.Json.Serialization;
using Portal.Infrastructure.Ehr.Fhir.DataTypes;
using Portal.Infrastructure.Ehr.Fhir.Primitives;

namespace Portal.Infrastructure.Ehr.Fhir.Resources;

/// <summary>How bad.</summary>
[JsonConverter(typeof(CodeConverter<IssueSeverity>))]
internal enum IssueSeverity
{
    Fatal = 1,
    Error = 2,
    Warning = 3,
    Information = 4,
}

/// <summary>What kind of trouble.</summary>
[JsonConverter(typeof(CodeConverter<IssueType>))]
internal enum IssueType
{
    Invalid = 1,
    Structure = 2,
    Required = 3,
    Value = 4,
    Invariant = 5,
    Security = 6,
    Login = 7,
    Unknown = 8,
    Expired = 9,
    Forbidden = 10,
    Suppressed = 11,
    Processing = 12,
    NotSupported = 13,
    Duplicate = 14,
    MultipleMatches = 15,
    NotFound = 16,
    Deleted = 17,
    TooLong = 18,
    CodeInvalid = 19,
    Extension = 20,
    TooCostly = 21,
    BusinessRule = 22,
    Conflict = 23,
    Transient = 24,
    LockError = 25,
    NoStore = 26,
    Exception = 27,
    Timeout = 28,
    Incomplete = 29,
    Throttled = 30,
    Informational = 31,
}

/// <summary>R4 OperationOutcome (hl7.org/fhir/R4/operationoutcome.html): what a server says about what was asked of it.</summary>
internal sealed record OperationOutcome() : DomainResource("OperationOutcome")
{
    public required IReadOnlyList<OperationOutcomeIssue> Issue { get; init; }
}

/// <summary>One thing that it says.</summary>
internal sealed record OperationOutcomeIssue : BackboneElement
{
    public required IssueSeverity? Severity { get; init; }

    public required IssueType? Code { get; init; }

    public CodeableConcept? Details { get; init; }

    /// <summary>Free words; they often repeat what was sent.</summary>
    public string? Diagnostics { get; init; }

    public IReadOnlyList<string?>? Location { get; init; }

    public IReadOnlyList<string?>? Expression { get; init; }
}
