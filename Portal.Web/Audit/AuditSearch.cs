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
}

/// <summary>What was typed and chosen above the trail.</summary>
internal sealed class AuditSearch
{
    public string? Action { get; set; }

    public DateOnly? From { get; set; }

    /// <summary>This day belongs to it.</summary>
    public DateOnly? To { get; set; }

    public AuditSearchAbout About { get; set; }

    public string Id { get; set; } = "";

    /// <summary>False where the id is not one.</summary>
    public bool TryRead(ViewerTime clock, out AuditQuery query)
    {
        query = new AuditQuery
        {
            Action = Enum.TryParse<AuditAction>(Action, out var action) ? action : null,
            From = From is { } first ? clock.StartOf(first) : null,
            To = To is { } last ? clock.StartOf(last.AddDays(1)) : null,
        };
        if (string.IsNullOrWhiteSpace(Id)) return true;
        if (!Domain.Shared.Id.TryParse<PersonId>(Id.Trim(), out var id)) return false;
        query = About switch
        {
            AuditSearchAbout.Person => query with { Person = id },
            AuditSearchAbout.Patient => query with { Patient = id },
            AuditSearchAbout.Conversation => query with { Conversation = ConversationId.Of(id.Value) },
        };
        return true;
    }
}
