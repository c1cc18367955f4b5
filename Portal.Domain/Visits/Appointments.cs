using Portal.Domain.Shared;

namespace Portal.Domain.Visits;

/// <summary>Which times can be agreed on. Lengths are whole minutes.</summary>
public static class Appointments
{
    public const int ShortestMinutes = 5;
    public const int LongestMinutes = 240;
    public const int UsualMinutes = 20;

    /// <summary>How far ahead a visit can be booked.</summary>
    public static readonly TimeSpan Horizon = TimeSpan.FromDays(366);

    /// <summary>A clock that is a little behind, and a form that was open for a while, are no reason to refuse.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromMinutes(15);

    public static Refusal? Refuse(DateTimeOffset scheduledFor, DateTimeOffset now)
    {
        if (scheduledFor < now - Grace) return VisitRefusals.InThePast;
        return scheduledFor > now + Horizon ? VisitRefusals.TooFarAhead : null;
    }
}
