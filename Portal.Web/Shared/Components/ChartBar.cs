namespace Portal.Web.Shared.Components;

/// <summary>One bar of a chart.</summary>
/// <param name="Label">What it counts, or when.</param>
/// <param name="Value">How many.</param>
/// <param name="Part">How many of these are of the kind that is drawn apart.</param>
public sealed record ChartBar(string Label, long Value, long Part = 0);
