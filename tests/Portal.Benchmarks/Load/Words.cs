namespace Portal.Benchmarks.Load;

internal static class Words
{
    /// <summary>A message of the length that people write to their care team, more or less: 100 characters.</summary>
    public const string Text = "Good morning, the new tablets make me a little dizzy after breakfast. Should I take them at night? ok";
}
