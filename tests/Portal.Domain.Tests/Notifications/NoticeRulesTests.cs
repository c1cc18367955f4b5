using Portal.Domain.Notifications;

namespace Portal.Domain.Tests.Notifications;

public sealed class NoticeRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 15, 9, 0, 0, TimeSpan.Zero);
    private static readonly NoticeFacts Away = new(MayRead: true, IsUnread: true, LastActiveAt: Now.AddHours(-1), LastNoticeAt: null);

    [Fact]
    public void Who_is_away_and_has_not_read_is_told()
    {
        Assert.IsType<NoticeDecision.Send>(NoticeRules.Decide(Away, Now));
        Assert.IsType<NoticeDecision.Send>(NoticeRules.Decide(Away with { LastActiveAt = null }, Now));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(299)]
    public void Who_was_active_within_five_minutes_is_asked_about_when_they_are_over(int secondsAgo)
    {
        var active = Now.AddSeconds(-secondsAgo);
        Assert.Equal(new NoticeDecision.Wait(active.AddMinutes(5)), NoticeRules.Decide(Away with { LastActiveAt = active }, Now));
    }

    [Fact]
    public void Five_minutes_are_enough()
    {
        Assert.IsType<NoticeDecision.Send>(NoticeRules.Decide(Away with { LastActiveAt = Now.AddMinutes(-5) }, Now));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(899)]
    public void There_is_one_notice_in_fifteen_minutes(int secondsAgo)
    {
        var told = Now.AddSeconds(-secondsAgo);
        Assert.Equal(new NoticeDecision.Wait(told.AddMinutes(15)), NoticeRules.Decide(Away with { LastNoticeAt = told }, Now));
    }

    [Fact]
    public void The_later_of_both_waits_counts()
    {
        var facts = Away with { LastActiveAt = Now.AddMinutes(-1), LastNoticeAt = Now.AddMinutes(-12) };
        Assert.Equal(new NoticeDecision.Wait(Now.AddMinutes(4)), NoticeRules.Decide(facts, Now));
        Assert.Equal(new NoticeDecision.Wait(Now.AddMinutes(14)), NoticeRules.Decide(facts with { LastNoticeAt = Now.AddMinutes(-1) }, Now));
    }

    [Fact]
    public void Who_has_read_or_lost_it_is_left_alone()
    {
        Assert.Equal(new NoticeDecision.Drop("read"), NoticeRules.Decide(Away with { IsUnread = false }, Now));
        Assert.Equal(new NoticeDecision.Drop("not-theirs"), NoticeRules.Decide(Away with { MayRead = false }, Now));
    }
}
