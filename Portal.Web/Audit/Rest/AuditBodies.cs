using System.ComponentModel.DataAnnotations;
using Portal.Domain.Audit;
using Portal.Domain.Audit.Exports;
using Portal.Domain.Audit.Proof;
using Portal.Domain.Shared;
using Portal.Web.Shared.Document;
using Portal.Web.Shared.Input;

namespace Portal.Web.Audit.Rest;

/// <summary>What to take away: <c>query</c> for csv and fhir, <c>range</c> (positions of the chain) for proof; left out, all of it.</summary>
internal sealed class AuditExportBody : IBody<AuditExportRequest>
{
    [Required, OneOf(typeof(AuditCodes), nameof(AuditCodes.Formats))]
    public string? Format { get; init; }

    public AuditQueryBody? Query { get; init; }

    public AuditRangeBody? Range { get; init; }

    public Outcome<AuditExportRequest> Read()
    {
        var objections = new Objections();
        var format = objections.Word(Format, "$.format", AuditCodes.Formats);
        var query = Query?.Read(objections, "$.query") ?? new();
        return objections.Or(new AuditExportRequest(format) { Query = query, Range = Range is null ? AuditRange.Whole : new(Range.From, Range.To) });
    }
}

/// <summary>Which lines; what is left out is not asked by. <c>from</c> is inclusive, <c>to</c> exclusive.</summary>
internal sealed class AuditQueryBody
{
    [Uuid]
    public string? Person { get; init; }

    [Uuid]
    public string? Patient { get; init; }

    [Uuid]
    public string? Conversation { get; init; }

    [OneOf(typeof(AuditCodes), nameof(AuditCodes.Actions))]
    public string? Action { get; init; }

    [OneOf(typeof(AuditCodes), nameof(AuditCodes.Outcomes))]
    public string? Outcome { get; init; }

    [MaxLength(AuditRules.AddressLimit)]
    public string? Address { get; init; }

    public bool? IsBreakGlass { get; init; }

    [Uuid]
    public string? BreakGlass { get; init; }

    [Uuid]
    public string? Session { get; init; }

    public DateTimeOffset? From { get; init; }

    public DateTimeOffset? To { get; init; }

    public AuditQuery Read(Objections objections, string path) => new()
    {
        Person = One<PersonId>(objections, Person, $"{path}.person"),
        Patient = One<PersonId>(objections, Patient, $"{path}.patient"),
        Conversation = One<ConversationId>(objections, Conversation, $"{path}.conversation"),
        Action = Action is null ? null : objections.Word(Action, $"{path}.action", AuditCodes.Actions),
        Outcome = Outcome is null ? null : objections.Word(Outcome, $"{path}.outcome", AuditCodes.Outcomes),
        Address = Address,
        IsBreakGlass = IsBreakGlass,
        BreakGlass = One<BreakGlassId>(objections, BreakGlass, $"{path}.breakGlass"),
        Session = One<SessionId>(objections, Session, $"{path}.session"),
        From = From,
        To = To,
    };

    private static TId? One<TId>(Objections objections, string? text, string path) where TId : struct, IId<TId> => text is null ? null : objections.Id<TId>(text, path);
}

/// <summary>Positions of the chain, both inclusive, counted from 1.</summary>
internal sealed class AuditRangeBody
{
    public long? From { get; init; }

    public long? To { get; init; }
}
