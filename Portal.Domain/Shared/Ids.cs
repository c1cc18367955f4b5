namespace Portal.Domain.Shared;

/// <summary>An id of one kind of thing. Made here it is a UUIDv7 (RFC 9562); any UUID is accepted from outside.</summary>
public interface IId<TSelf> where TSelf : struct, IId<TSelf>
{
    Guid Value { get; }

    static abstract TSelf Of(Guid value);
}

/// <summary>Making, reading and writing ids: 36 characters, lower case, hyphenated.</summary>
public static class Id
{
    public static TId New<TId>() where TId : struct, IId<TId> => TId.Of(Guid.CreateVersion7());

    /// <summary>A UUIDv7 of the given instant, for things that are dated on purpose (demo data, tests).</summary>
    public static TId New<TId>(DateTimeOffset at) where TId : struct, IId<TId> => TId.Of(Guid.CreateVersion7(at));

    /// <summary>
    /// False for anything that is not exactly one hyphenated UUID, in either case of letters, other than the nil UUID. .NET's own parser also takes
    /// white space around it and signs inside, so what was read must be what was written.
    /// </summary>
    public static bool TryParse<TId>(string? text, out TId id) where TId : struct, IId<TId>
    {
        var ok = Guid.TryParseExact(text, "D", out var value) && value != Guid.Empty && string.Equals(Text(value), text, StringComparison.OrdinalIgnoreCase);
        id = ok ? TId.Of(value) : default;
        return ok;
    }

    internal static string Text(Guid value) => value.ToString("D");
}

/// <summary>Anyone who can act or be written to: staff, patient, related person, bot.</summary>
public readonly record struct PersonId(Guid Value) : IId<PersonId>
{
    /// <summary>The portal itself: sweepers, the outbox, commands at the console.</summary>
    public static readonly PersonId System = new(new Guid("00000000-0000-7000-8000-000000000001"));

    public static PersonId Of(Guid value) => new(value);

    public override string ToString() => Id.Text(Value);
}

public readonly record struct ConversationId(Guid Value) : IId<ConversationId>
{
    public static ConversationId Of(Guid value) => new(value);

    public override string ToString() => Id.Text(Value);
}

/// <summary>The id of one event of a conversation: known before its sequence, hence the associated data of its encryption.</summary>
public readonly record struct EventId(Guid Value) : IId<EventId>
{
    public static EventId Of(Guid value) => new(value);

    public override string ToString() => Id.Text(Value);
}

/// <summary>Made by the client, unique per conversation and sender: what makes a retry the same message.</summary>
public readonly record struct ClientMessageId(Guid Value) : IId<ClientMessageId>
{
    public static ClientMessageId Of(Guid value) => new(value);

    public override string ToString() => Id.Text(Value);
}

public readonly record struct CareTeamId(Guid Value) : IId<CareTeamId>
{
    public static CareTeamId Of(Guid value) => new(value);

    public override string ToString() => Id.Text(Value);
}

public readonly record struct IntegrationId(Guid Value) : IId<IntegrationId>
{
    public static IntegrationId Of(Guid value) => new(value);

    public override string ToString() => Id.Text(Value);
}

/// <summary>One sign-in of a person, by cookie or by session token; ended on the server.</summary>
public readonly record struct SessionId(Guid Value) : IId<SessionId>
{
    public static SessionId Of(Guid value) => new(value);

    public override string ToString() => Id.Text(Value);
}

public readonly record struct AttachmentId(Guid Value) : IId<AttachmentId>
{
    public static AttachmentId Of(Guid value) => new(value);

    public override string ToString() => Id.Text(Value);
}

public readonly record struct AuditEventId(Guid Value) : IId<AuditEventId>
{
    public static AuditEventId Of(Guid value) => new(value);

    public override string ToString() => Id.Text(Value);
}

/// <summary>A visit from its booking to its end; FHIR's Appointment and Encounter share it.</summary>
public readonly record struct VisitId(Guid Value) : IId<VisitId>
{
    public static VisitId Of(Guid value) => new(value);

    public override string ToString() => Id.Text(Value);
}

/// <summary>One join of a person to a call: a later join of the same person has another, so that nothing meant for the older one reaches it.</summary>
public readonly record struct CallParticipantId(Guid Value) : IId<CallParticipantId>
{
    public static CallParticipantId Of(Guid value) => new(value);

    public override string ToString() => Id.Text(Value);
}

/// <summary>A summary over all its versions; the EHR's identifier of it is made of this.</summary>
public readonly record struct SummaryId(Guid Value) : IId<SummaryId>
{
    public static SummaryId Of(Guid value) => new(value);

    public override string ToString() => Id.Text(Value);
}

/// <summary>One person's emergency access to one patient, from its declaration to its review.</summary>
public readonly record struct BreakGlassId(Guid Value) : IId<BreakGlassId>
{
    public static BreakGlassId Of(Guid value) => new(value);

    public override string ToString() => Id.Text(Value);
}

/// <summary>An address of an integration's host that is told of what happens.</summary>
public readonly record struct WebhookId(Guid Value) : IId<WebhookId>
{
    public static WebhookId Of(Guid value) => new(value);

    public override string ToString() => Id.Text(Value);
}

/// <summary>One taking away of audit events as a file.</summary>
public readonly record struct AuditExportId(Guid Value) : IId<AuditExportId>
{
    public static AuditExportId Of(Guid value) => new(value);

    public override string ToString() => Id.Text(Value);
}

/// <summary>A question to the audit trail that somebody keeps under a name.</summary>
public readonly record struct AuditReportId(Guid Value) : IId<AuditReportId>
{
    public static AuditReportId Of(Guid value) => new(value);

    public override string ToString() => Id.Text(Value);
}
