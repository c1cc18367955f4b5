namespace Portal.Domain.Shared;

/// <summary>Instants as the record keeps them: UTC, whole milliseconds, so that what is stored is what was answered.</summary>
public static class WireTime
{
    public static DateTimeOffset ToMilliseconds(this DateTimeOffset at) =>
        new(at.UtcTicks - (at.UtcTicks % TimeSpan.TicksPerMillisecond), TimeSpan.Zero);

    public static DateTimeOffset Now(this TimeProvider clock) => clock.GetUtcNow().ToMilliseconds();

    /// <summary>RFC 3339, UTC, exactly three fractional digits, <c>Z</c>.</summary>
    public static string Format(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture);
}
