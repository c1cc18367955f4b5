using Portal.Architecture.Tests.Reading;
using Portal.Architecture.Tests.Rules;

namespace Portal.Architecture.Tests;

public class ActorTests
{
    [Trait("ASVS", "8.3.1")]
    [Fact]
    public void A_screen_acts_as_nobody_but_whom_it_is_given_for_the_call() => Guard.Holds(ActorRule.Violations(Codebase.Web));

    [Fact]
    public void The_guard_sees_what_is_planted() => Assert.Equal(
        ["Portal.Web.Inbox.KeepsAnActor asks Func`3.Invoke as somebody whom it was not given", "Portal.Web.Inbox.KeepsAnActor asks IMessages.Post as somebody whom it was not given", "Portal.Web.Inbox.KeepsAnActor asks IMessages.Retract as somebody whom it was not given"],
        ActorRule.Violations(Codebase.Planted).Order(StringComparer.Ordinal));

    [Fact]
    public void The_calls_of_the_screens_are_seen()
    {
        Assert.True(ActorRule.CountOfPorts > 100);
        Assert.True(ActorRule.Looked(Codebase.Web) > 100, $"{ActorRule.Looked(Codebase.Web)}");
    }
}
