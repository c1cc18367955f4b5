using System.Net;
using Portal.Domain.Audit;
using Portal.Domain.Shared;
using Portal.Web.Shared.Layout;

namespace Portal.Web.Audit;

/// <summary>What the typed id is the id of.</summary>
internal enum AuditSearchAbout
{
    Person,
    Patient,
    Conversation,
    Session,
    BreakGlass,
}

/// <summary>Whether acts under emergency access are shown.</summary>
internal enum BreakGlassChoice
{
    Any,
    Only,
    Without,
}

/// <summary>What was typed and chosen above the trail.</summary>
internal sealed class AuditSearch
{
    public string? Action { get; set; }

    public string? Outcome { get; set; }

    public DateOnly? From { get; set; }

    /// <summary>This day belongs to it.</summary>
    public DateOnly? To { get; set; }

    public AuditSearchAbout About { get; set; }

    public string Id { get; set; } = "";

    public string Address { get; set; } = "";

    public BreakGlassChoice BreakGlass { get; set; }

    public bool IsIdWrong { get; private set; }

    public bool IsAddressWrong { get; private set; }

    /// <summary>Days are whole ones, or not one of this machine's: they come from a saved question as they were chosen.</summary>
    public static AuditSearch Of(AuditQuery query, ViewerTime clock)
    {
        var (about, id) = Asked(query);
        return new()
        {
            Action = query.Action?.ToString(),
            Outcome = query.Outcome?.ToString(),
            From = query.From is { } from ? clock.Day(from) : null,
            To = query.To is { } to ? clock.Day(to.AddTicks(-1)) : null,
            About = about,
            Id = id,
            Address = query.Address ?? "",
            BreakGlass = query.IsBreakGlass switch { true => BreakGlassChoice.Only, false => BreakGlassChoice.Without, null => BreakGlassChoice.Any },
        };
    }

    /// <summary>False where the id or the address is none.</summary>
    public bool TryRead(ViewerTime clock, out AuditQuery query)
    {
        query = new AuditQuery
        {
            Action = Enum.TryParse<AuditAction>(Action, out var action) ? action : null,
            Outcome = Enum.TryParse<AuditOutcome>(Outcome, out var outcome) ? outcome : null,
            From = From is { } first ? clock.StartOf(first) : null,
            To = To is { } last ? clock.StartOf(last.AddDays(1)) : null,
            IsBreakGlass = BreakGlass switch { BreakGlassChoice.Only => true, BreakGlassChoice.Without => false, _ => null },
        };
        (IsIdWrong, IsAddressWrong) = (!TryReadId(ref query), !TryReadAddress(ref query));
        return !IsIdWrong && !IsAddressWrong;
    }

    private static (AuditSearchAbout About, string Id) Asked(AuditQuery query) => query switch
    {
        { Person: { } person } => (AuditSearchAbout.Person, person.ToString()),
        { Patient: { } patient } => (AuditSearchAbout.Patient, patient.ToString()),
        { Conversation: { } conversation } => (AuditSearchAbout.Conversation, conversation.ToString()),
        { Session: { } session } => (AuditSearchAbout.Session, session.ToString()),
        { BreakGlass: { } grant } => (AuditSearchAbout.BreakGlass, grant.ToString()),
        _ => (AuditSearchAbout.Person, ""),
    };

    private bool TryReadId(ref AuditQuery query)
    {
        if (string.IsNullOrWhiteSpace(Id)) return true;
        if (!Domain.Shared.Id.TryParse<PersonId>(Id.Trim(), out var id)) return false;
        query = About switch
        {
            AuditSearchAbout.Person => query with { Person = id },
            AuditSearchAbout.Patient => query with { Patient = id },
            AuditSearchAbout.Conversation => query with { Conversation = ConversationId.Of(id.Value) },
            AuditSearchAbout.Session => query with { Session = SessionId.Of(id.Value) },
            AuditSearchAbout.BreakGlass => query with { BreakGlass = BreakGlassId.Of(id.Value) },
        };
        return true;
    }

    /// <summary>Stored as this framework writes addresses: what is typed is brought to that form.</summary>
    private bool TryReadAddress(ref AuditQuery query)
    {
        if (string.IsNullOrWhiteSpace(Address)) return true;
        if (!IPAddress.TryParse(Address.Trim(), out var address)) return false;
        query = query with { Address = address.ToString() };
        return true;
    }
}
