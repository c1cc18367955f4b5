using FsCheck;
using FsCheck.Fluent;
using Portal.Domain.Shared;

namespace Portal.Domain.Tests.Shared;

public class SequenceTests
{
    [Fact]
    public void The_first_follows_none() => Assert.Equal(new Sequence(1), Sequence.None.Next);

    [Fact]
    public void They_are_ordered_as_their_numbers() =>
        Prop.ForAll<long, long>((one, other) =>
        {
            var (left, right) = (new Sequence(one), new Sequence(other));
            return left < right == one < other
                && left > right == one > other
                && left <= right == one <= other
                && left >= right == one >= other
                && Math.Sign(left.CompareTo(right)) == Math.Sign(one.CompareTo(other))
                && Sequence.Max(left, right).Value == Math.Max(one, other);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_sequence_prints_as_digits_in_every_culture()
    {
        var before = System.Globalization.CultureInfo.CurrentCulture;
        try
        {
            System.Globalization.CultureInfo.CurrentCulture = new System.Globalization.CultureInfo("ar-SA");
            Assert.Equal("-1234567", new Sequence(-1_234_567).ToString());
        }
        finally
        {
            System.Globalization.CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Below_the_limit_every_number_is_one_that_a_browser_holds() => Assert.Equal(Sequence.Limit - 1, (long)(double)(Sequence.Limit - 1));
}
