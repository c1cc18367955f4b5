using System.Text.Json;
using System.Text.Json.Serialization;
using Portal.Domain.Audit;
using Portal.Domain.Audit.Proof;
using Portal.Domain.Shared;

namespace Portal.Infrastructure.Audit;

/// <summary>
/// A question to the trail as it is kept and signed: <c>{"action":"SignedIn","from":"2026-01-01T00:00:00.000Z"}</c>; of a proof the positions.
/// What is not asked by is left out.
/// </summary>
internal sealed record AuditQueryText
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter() },
    };

    public Guid? Person { get; init; }

    public Guid? Patient { get; init; }

    public Guid? Conversation { get; init; }

    public AuditAction? Action { get; init; }

    public AuditOutcome? Outcome { get; init; }

    public string? Address { get; init; }

    public bool? IsBreakGlass { get; init; }

    public Guid? BreakGlass { get; init; }

    public Guid? Session { get; init; }

    public string? From { get; init; }

    public string? To { get; init; }

    public long? FromPosition { get; init; }

    public long? ToPosition { get; init; }

    public static string Of(AuditQuery query) => JsonSerializer.Serialize(
        new AuditQueryText
        {
            Person = query.Person?.Value,
            Patient = query.Patient?.Value,
            Conversation = query.Conversation?.Value,
            Action = query.Action,
            Outcome = query.Outcome,
            Address = query.Address,
            IsBreakGlass = query.IsBreakGlass,
            BreakGlass = query.BreakGlass?.Value,
            Session = query.Session?.Value,
            From = query.From is { } from ? WireTime.Format(from) : null,
            To = query.To is { } to ? WireTime.Format(to) : null,
        },
        Json);

    public static string Of(AuditRange range) => JsonSerializer.Serialize(new AuditQueryText { FromPosition = range.From, ToPosition = range.To }, Json);

    public static AuditQueryText Read(string text) => JsonSerializer.Deserialize<AuditQueryText>(text, Json)!;

    public AuditQuery ToQuery() => new()
    {
        Person = Of<PersonId>(Person),
        Patient = Of<PersonId>(Patient),
        Conversation = Of<ConversationId>(Conversation),
        Action = Action,
        Outcome = Outcome,
        Address = Address,
        IsBreakGlass = IsBreakGlass,
        BreakGlass = Of<BreakGlassId>(BreakGlass),
        Session = Of<SessionId>(Session),
        From = Time(From),
        To = Time(To),
    };

    public AuditRange ToRange() => new(FromPosition, ToPosition);

    private static TId? Of<TId>(Guid? id) where TId : struct, IId<TId> => id is { } value ? TId.Of(value) : null;

    private static DateTimeOffset? Time(string? text) => text is null ? null : DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
