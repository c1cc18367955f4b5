using Portal.Domain.Shared;

namespace Portal.Domain.Audit;

/// <summary>What of the trail is asked for; all null asks for everything.</summary>
public sealed record AuditQuery
{
    /// <summary>Who acted.</summary>
    public PersonId? Person { get; init; }

    public PersonId? Patient { get; init; }

    public ConversationId? Conversation { get; init; }

    public AuditAction? Action { get; init; }

    public AuditOutcome? Outcome { get; init; }

    /// <summary>The network address as it stands in the trail, to the letter.</summary>
    public string? Address { get; init; }

    /// <summary>Acts under emergency access alone (true), or all but those (false).</summary>
    public bool? IsBreakGlass { get; init; }

    /// <summary>Acts on one emergency access.</summary>
    public BreakGlassId? BreakGlass { get; init; }

    /// <summary>Acts of one sign-in.</summary>
    public SessionId? Session { get; init; }

    /// <summary>Inclusive.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Exclusive.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>As a course of events is read.</summary>
    public bool IsOldestFirst { get; init; }
}
