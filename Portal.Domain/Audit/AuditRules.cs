using Portal.Domain.Shared;

namespace Portal.Domain.Audit;

/// <summary>Which questions the trail answers at all. Those that an index leads to may reach over all its years.</summary>
public static class AuditRules
{
    /// <summary>How far a question may reach that no index leads to, or that counts.</summary>
    public static readonly TimeSpan LongestRange = TimeSpan.FromDays(92);

    /// <summary>How long an address may be; longer ones are never stored.</summary>
    public const int AddressLimit = 64;

    /// <summary>Null where it can be answered; <c>range-too-long</c> where it would read too much.</summary>
    public static Refusal? Objection(AuditQuery query, DateTimeOffset now)
    {
        if (query is { From: { } from, To: { } to } && from >= to) return Refusal.Invalid("$.to", "must be later than from");
        if (query.Address is { Length: 0 or > AddressLimit }) return Refusal.Invalid("$.address", "must be a network address");
        return HasNoIndex(query) ? RangeObjection(query, now) : null;
    }

    /// <summary>The same for a question that counts: every line of its range is read.</summary>
    public static Refusal? ObjectionToCounting(AuditQuery query, DateTimeOffset now) => Objection(query, now) ?? RangeObjection(query, now);

    private static Refusal? RangeObjection(AuditQuery query, DateTimeOffset now) =>
        query.From is { } from && (query.To ?? now) - from <= LongestRange ? null : Refusal.Rule("range-too-long");

    private static bool HasNoIndex(AuditQuery query) =>
        (query.Address is not null || query.Session is not null) && query is { Person: null, Patient: null, Conversation: null, BreakGlass: null };
}
