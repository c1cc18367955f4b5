using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Portal.Infrastructure.Conversations;

/// <summary>
/// Where a list by activity goes on: when its first page was read, whether it is going over what was active since then, and the last key. Opaque to
/// clients, but not secret: a made-up one only chooses another start in the caller's own list.
/// </summary>
internal sealed record ListCursor(DateTimeOffset Since, bool IsLate, DateTimeOffset At, Guid Id)
{
    public string Write() =>
        Base64Url.EncodeToString(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"1.{Since.UtcTicks}.{(IsLate ? 1 : 0)}.{At.UtcTicks}.{Id:N}")));

    /// <summary>True for none (null) and for a good one; false for anything else.</summary>
    public static bool TryRead(string? text, out ListCursor? cursor)
    {
        cursor = null;
        if (text is null) return true;
        if (text.Length > 200 || !Base64Url.IsValid(text)) return false;
        var parts = Encoding.ASCII.GetString(Base64Url.DecodeFromChars(text)).Split('.');
        if (parts is not ["1", var since, "0" or "1", var at, var id]
            || !TryTime(since, out var first) || !TryTime(at, out var last) || !Guid.TryParseExact(id, "N", out var key)) return false;
        cursor = new ListCursor(first, parts[2] == "1", last, key);
        return true;
    }

    private static bool TryTime(string text, out DateTimeOffset at)
    {
        var ok = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var ticks) && ticks <= DateTime.MaxValue.Ticks;
        at = ok ? new DateTimeOffset(ticks, TimeSpan.Zero) : default;
        return ok;
    }
}
