using Portal.Domain.Shared;

namespace Portal.Domain.Tests.Shared;

public class WireTimeTests
{
    [Theory]
    [InlineData("2026-03-04T10:00:00Z", "2026-03-04T10:00:00.000Z")]
    [InlineData("2026-03-04T10:00:00.1Z", "2026-03-04T10:00:00.100Z")]
    [InlineData("2026-03-04T12:00:00.1239999+02:00", "2026-03-04T10:00:00.123Z")]
    [InlineData("0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000Z")]
    public void A_time_is_UTC_with_exactly_three_digits(string at, string expected) =>
        Assert.Equal(expected, WireTime.Format(DateTimeOffset.Parse(at, System.Globalization.CultureInfo.InvariantCulture)));

    [Fact]
    public void What_is_kept_is_what_is_answered()
    {
        var at = new DateTimeOffset(2026, 3, 4, 12, 0, 0, TimeSpan.FromHours(2)).AddTicks(1_239_999).ToMilliseconds();
        Assert.Equal(TimeSpan.Zero, at.Offset);
        Assert.Equal(new DateTimeOffset(2026, 3, 4, 10, 0, 0, 123, TimeSpan.Zero), at);
        Assert.Equal(at, DateTimeOffset.Parse(WireTime.Format(at), System.Globalization.CultureInfo.InvariantCulture));
    }
}
