using System.Globalization;
using Microsoft.Extensions.Localization;
using Portal.Domain.Notifications;

namespace Portal.Web.Notifications.Board;

/// <summary>Targets, codes and waiting times as the board says them.</summary>
internal static class DeliveryWords
{
    /// <summary>A target that this version has no words for stands as it is called.</summary>
    public static string Target(IStringLocalizer<DeliveryTexts> words, string target) => Known(words, $"Target.{target}") ?? target;

    public static string Pause(IStringLocalizer<DeliveryTexts> words, DeliveryPause pause) =>
        Known(words, $"Paused.{pause.Code}") ?? Meaning(words, pause.Code) ?? words["Paused.Other", pause.Code];

    /// <summary>
    /// What a code means and what an administrator does about it; null where nothing is to be said. What failed by a fault of the portal's own has the name of the fault
    /// as its code, which begins as names of types do.
    /// </summary>
    public static string? Meaning(IStringLocalizer<DeliveryTexts> words, string code) => Known(words, $"Code.{code}") ?? (code.Length > 0 && char.IsAsciiLetterUpper(code[0]) ? words["Code.Fault"].Value : null);

    /// <summary>How long the oldest waits beyond its time, in the largest whole unit.</summary>
    public static string Lag(IStringLocalizer<DeliveryTexts> words, TimeSpan lag) => lag switch
    {
        { TotalDays: >= 1 } => words["Lag.Days", (int)lag.TotalDays],
        { TotalHours: >= 1 } => words["Lag.Hours", (int)lag.TotalHours],
        { TotalMinutes: >= 1 } => words["Lag.Minutes", (int)lag.TotalMinutes],
        _ => words["Lag.Seconds", Math.Max(0, (int)lag.TotalSeconds)],
    };

    public static string Count(int count) => count.ToString("N0", CultureInfo.CurrentCulture);

    public static string? Tone(DeliveryStatus status) => status switch
    {
        DeliveryStatus.Waiting => "info",
        DeliveryStatus.Done => "ok",
        DeliveryStatus.Parked => "danger",
        DeliveryStatus.Dropped => null,
    };

    private static string? Known(IStringLocalizer<DeliveryTexts> words, string key) => words[key] is { ResourceNotFound: false } found ? found.Value : null;
}
