using System.Globalization;

namespace Portal.Infrastructure.Notifications;

/// <summary>Where a list of deliveries goes on, <c>ticks.id</c>: behind this one.</summary>
internal sealed record DeliveryCursor(DateTimeOffset At, Guid Id)
{
    public string Write() => string.Create(CultureInfo.InvariantCulture, $"{At.UtcTicks}.{Id:N}");

    /// <summary>True for none (null) and for a good one.</summary>
    public static bool TryRead(string? text, out DeliveryCursor? cursor)
    {
        cursor = null;
        if (text is null) return true;
        if (text.Split('.') is not [var ticks, var id]
            || !long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var at) || at > DateTime.MaxValue.Ticks
            || !Guid.TryParseExact(id, "N", out var key)) return false;
        cursor = new DeliveryCursor(new DateTimeOffset(at, TimeSpan.Zero), key);
        return true;
    }
}
