using Portal.Domain.Identity;
using Portal.Domain.Shared;

namespace Portal.Domain.Integrations;

/// <summary>What integrations use, by day (UTC): what a bill or a plan of capacity needs. Counts alone, of nobody in particular; the newest day is at most an hour behind.</summary>
public interface IUsage
{
    /// <summary>The days that have any, in their order, both ends included; at most 400 days are asked for (422 <c>range-too-long</c>).</summary>
    [Decides(CareAction.ReadOrganisation)]
    Task<Outcome<IReadOnlyList<UsageDay>>> Of(Actor actor, IntegrationId integration, DateOnly from, DateOnly to, CancellationToken cancel);

    /// <summary>The same, of the calling integration.</summary>
    [Decides(CareAction.ReadIntegration)]
    Task<Outcome<IReadOnlyList<UsageDay>>> Current(Actor actor, DateOnly from, DateOnly to, CancellationToken cancel);
}

/// <summary>One day of one integration.</summary>
/// <param name="Day">From midnight to midnight, UTC.</param>
/// <param name="Sessions">That began.</param>
/// <param name="Messages">That were posted in its sessions.</param>
/// <param name="Calls">Times that somebody came into one.</param>
/// <param name="Bytes">Of these messages, as stored.</param>
public sealed record UsageDay(DateOnly Day, long Sessions, long Messages, long Calls, long Bytes);

/// <summary>What may be asked of it.</summary>
public static class UsageRules
{
    public const int DaysAtMost = 400;

    public static Refusal? Objection(DateOnly from, DateOnly to)
    {
        if (to < from) return Refusal.Invalid("to", "must not be before from");
        return to.DayNumber - from.DayNumber >= DaysAtMost ? Refusal.Rule("range-too-long") : null;
    }
}
