using Portal.Domain.Shared;

namespace Portal.Domain.Tests.Shared;

public class OutcomeTests
{
    [Fact]
    public void An_outcome_is_the_value_or_the_refusal()
    {
        Outcome<int> given = 7;
        Outcome<int> refused = Refusal.NotFound;
        Assert.True(given.TryGet(out var value, out var none));
        Assert.Equal(7, value);
        Assert.Null(none);
        Assert.False(refused.TryGet(out _, out var refusal));
        Assert.Same(Refusal.NotFound, refusal);
        Assert.Equal(14, given.Map(number => number * 2).Value);
        Assert.Same(Refusal.NotFound, refused.Map(number => number * 2).Refusal);
    }

    [Fact]
    public void Asking_a_refusal_for_its_value_is_a_bug_and_names_the_reason() =>
        Assert.Contains("too-late", Assert.Throws<InvalidOperationException>(() => ((Outcome<int>)Refusal.Rule("too-late")).Value).Message, StringComparison.Ordinal);
}
