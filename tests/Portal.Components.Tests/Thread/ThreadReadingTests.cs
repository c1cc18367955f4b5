using Portal.Components.Tests.Fakes;
using Portal.Domain.Conversations;
using Portal.Domain.Shared;
using Portal.Testing.Time;
using Portal.Web.Conversations.Thread;
using Xunit;

namespace Portal.Components.Tests.Thread;

public sealed class ThreadReadingTests
{
    [Fact]
    public async Task A_long_conversation_opens_at_its_newest_messages()
    {
        await using var opened = await Opened.With(messages: 500);
        Assert.Equal(ThreadPhase.Live, opened.State.Phase);
        Assert.Equal(50, opened.Texts.Count());
        Assert.Equal("message 500", opened.Texts.Last());
        Assert.True(opened.State.HasOlder);
    }

    [Fact]
    public async Task Unread_messages_are_read_from_the_first_one_on()
    {
        await using var opened = await Opened.With(messages: 300, read: 200);
        Assert.Contains("message 201", opened.Texts);
        Assert.Contains(ThreadLines.Of(opened.State.Timeline!, opened.Portal.Get<Portal.Web.Shared.Layout.ViewerTime>()), line => line is ThreadLine.Unread);
    }

    [Fact]
    public async Task Very_many_unread_messages_do_not_make_the_opening_long()
    {
        await using var opened = await Opened.With(messages: 5_000, read: 0);
        Assert.Equal(50, opened.Texts.Count());
    }

    [Fact]
    public async Task Several_answers_of_the_feed_are_read_until_it_is_live()
    {
        await using var opened = Opened.Prepared(messages: 120, read: 0);
        opened.Care.PageLimit = 25;
        await opened.Thread.Open();
        Assert.Equal(120, opened.Texts.Count());
        Assert.Single(opened.Care.Holds);
        Assert.Equal([0, 25, 50, 75, 100], opened.Care.Of("Follow").Cast<Sequence>().Select(after => after.Value));
    }

    [Fact]
    public async Task What_is_pushed_stands_at_the_end()
    {
        await using var opened = await Opened.With(messages: 2);
        await opened.Hear("is anybody there?");
        Assert.Equal(["message 1", "message 2", "is anybody there?"], opened.Texts);
    }

    [Fact]
    public async Task A_push_with_a_hole_before_it_is_healed_by_reading_again()
    {
        await using var opened = await Opened.With(messages: 2);
        opened.Care.Say(opened.Id, People.Patient, "never pushed", Conversations.Now);
        await opened.Hear("pushed");
        await Until.True(() => opened.Texts.Count() == 4);
        Assert.Equal(["message 1", "message 2", "never pushed", "pushed"], opened.Texts);
        await Until.True(() => opened.Care.Holds.Count(hold => hold.IsLive) == 1);
    }

    [Fact]
    public async Task A_head_beyond_the_last_is_healed_by_reading_again()
    {
        await using var opened = await Opened.With(messages: 2);
        var missed = opened.Care.Say(opened.Id, People.Patient, "never pushed", Conversations.Now);
        await opened.Care.Tell((IFeedViewer viewer) => viewer.Head(opened.Id, missed.Sequence));
        await Until.True(() => opened.Texts.Last() == "never pushed");
    }

    [Fact]
    public async Task A_feed_that_fell_silent_is_followed_anew()
    {
        await using var opened = await Opened.With(messages: 1);
        opened.Care.Say(opened.Id, People.Patient, "while the feed was dead", Conversations.Now);
        await opened.Care.Holds[0].DisposeAsync();
        opened.Portal.Clock.Advance(TimeSpan.FromSeconds(80));
        await Until.True(() => opened.Texts.Last() == "while the feed was dead");
    }

    [Fact]
    public async Task A_feed_that_says_its_head_is_left_alone()
    {
        await using var opened = await Opened.With(messages: 1);
        for (var half = 0; half < 10; half++)
        {
            opened.Portal.Clock.Advance(TimeSpan.FromSeconds(30));
            await opened.Care.Tell((IFeedViewer viewer) => viewer.Head(opened.Id, new Sequence(1)));
        }

        Assert.Single(opened.Care.Of("Follow"));
    }

    [Fact]
    public async Task Older_messages_are_loaded_above_and_only_once_at_a_time()
    {
        await using var opened = await Opened.With(messages: 120);
        var server = new TaskCompletionSource<Refusal?>();
        opened.Care.Before = call => call == "Events" ? server.Task : Task.FromResult<Refusal?>(null);
        var loading = Task.WhenAll(opened.Thread.Live.LoadOlder(), opened.Thread.Live.LoadOlder());
        Assert.True(opened.State.IsLoadingOlder);
        server.SetResult(null);
        await loading;
        Assert.Single(opened.Care.Of("Events"));
        Assert.Equal("message 21", opened.Texts.First());
        await opened.Thread.Live.LoadOlder();
        Assert.Equal("message 1", opened.Texts.First());
        Assert.False(opened.State.HasOlder);
        await opened.Thread.Live.LoadOlder();
        Assert.Equal(2, opened.Care.Of("Events").Count);
    }

    [Fact]
    public async Task Older_messages_that_could_not_be_loaded_can_be_asked_for_again()
    {
        await using var opened = await Opened.With(messages: 120);
        opened.Care.Before = _ => Task.FromResult<Refusal?>(new Refusal(RefusalKind.NotReady));
        await opened.Thread.Live.LoadOlder();
        Assert.False(opened.State.IsLoadingOlder);
        opened.Care.Before = _ => Task.FromResult<Refusal?>(null);
        await opened.Thread.Live.LoadOlder();
        Assert.Equal("message 21", opened.Texts.First());
    }

    [Fact]
    public async Task Lost_access_takes_everything_off_the_screen()
    {
        await using var opened = await Opened.With(messages: 3);
        await opened.Care.Tell((IFeedViewer viewer) => viewer.Lost(opened.Id, "access"));
        Assert.Equal(ThreadPhase.Lost, opened.State.Phase);
        Assert.Null(opened.State.Timeline);
        Assert.Null(opened.State.View);
        Assert.Null(opened.State.Patient);
    }

    [Theory]
    [InlineData(RefusalKind.NotFound, ThreadPhase.Unknown)]
    [InlineData(RefusalKind.Forbidden, ThreadPhase.Unknown)]
    [InlineData(RefusalKind.NotReady, ThreadPhase.Failed)]
    public async Task A_conversation_that_cannot_be_opened_says_why(RefusalKind kind, ThreadPhase phase)
    {
        await using var opened = Opened.Prepared();
        opened.Care.Before = _ => Task.FromResult<Refusal?>(new Refusal(kind));
        await opened.Thread.Open();
        Assert.Equal(phase, opened.State.Phase);
    }

    [Fact]
    public async Task A_failed_opening_can_be_tried_again()
    {
        await using var opened = Opened.Prepared(messages: 1);
        opened.Care.Before = call => call == "Follow" ? throw new InvalidOperationException("the database is away") : Task.FromResult<Refusal?>(null);
        await opened.Thread.Open();
        Assert.Equal(ThreadPhase.Failed, opened.State.Phase);
        opened.Care.Before = _ => Task.FromResult<Refusal?>(null);
        await opened.Thread.Open();
        Assert.Equal(["message 1"], opened.Texts);
    }

    [Fact]
    public async Task Only_new_messages_of_others_are_announced()
    {
        await using var opened = await Opened.With(messages: 3);
        Assert.Null(opened.State.Announced);
        await opened.Hear("from a colleague", People.Clinician);
        Assert.Equal("from a colleague", opened.State.Announced?.Text?.Reveal());
        await opened.Hear("my own, from another window", People.Nurse);
        Assert.Equal("from a colleague", opened.State.Announced?.Text?.Reveal());
    }

    [Fact]
    public async Task New_messages_are_counted_while_the_reader_is_further_up()
    {
        await using var opened = await Opened.With(messages: 3);
        opened.Thread.Store.Dispatch(new ThreadAction.EndReached(IsAtEnd: false));
        await opened.Hear("one");
        await opened.Hear("two");
        Assert.Equal(2, opened.State.News);
        opened.Thread.Store.Dispatch(new ThreadAction.EndReached(IsAtEnd: true));
        Assert.Equal(0, opened.State.News);
    }

    [Fact]
    public async Task A_reader_at_the_end_holds_a_bounded_part_of_a_long_conversation()
    {
        await using var opened = await Opened.With(messages: 1);
        for (var number = 0; number < 400; number++) await opened.Hear($"more {number}");
        Assert.InRange(opened.State.Timeline!.Items.Length, ThreadReducer.KeptAtEnd, ThreadReducer.KeptAtEnd + 100);
        Assert.Equal("more 399", opened.Texts.Last());
    }

    [Fact]
    public async Task Somebody_writes_until_he_sends_stops_or_falls_silent()
    {
        await using var opened = await Opened.With(messages: 1);
        ValueTask Typing(bool isTyping) => opened.Care.Holds[0].Viewer!.Typing(opened.Id, People.Patient.PersonId, isTyping);
        await Typing(true);
        Assert.Single(opened.State.Typing);
        await Typing(false);
        Assert.Empty(opened.State.Typing);
        await Typing(true);
        await opened.Hear("sent");
        Assert.Empty(opened.State.Typing);
        await Typing(true);
        opened.Portal.Clock.Advance(TimeSpan.FromSeconds(9));
        Assert.Empty(opened.State.Typing);
    }

    [Fact]
    public async Task What_was_seen_is_said_once_the_highest_and_again_where_it_was_not_taken()
    {
        await using var opened = await Opened.With(messages: 9, read: 0);
        opened.Care.Before = call => Task.FromResult<Refusal?>(call == "MarkRead" ? new Refusal(RefusalKind.NotReady) : null);
        opened.Thread.Markers.Read(new Sequence(4));
        await Until.True(() => opened.Care.Of("MarkRead").Count == 1);
        opened.Care.Before = _ => Task.FromResult<Refusal?>(null);
        await opened.Care.Tell((IFeedViewer viewer) => viewer.Head(opened.Id, new Sequence(9)));
        await Until.True(() => opened.Care.Of("MarkRead").Count == 2);
        opened.Thread.Markers.Read(new Sequence(9));
        opened.Thread.Markers.Read(new Sequence(7));
        await Until.True(() => opened.Care.Of("MarkRead").Count == 3);
        Assert.Equal([4, 4, 9], opened.Care.Of("MarkRead").Cast<Sequence>().Select(sequence => sequence.Value));
    }

    [Fact]
    public async Task What_has_arrived_is_said_to_be_delivered()
    {
        await using var opened = await Opened.With(messages: 5, read: 0);
        await Until.True(() => opened.Care.Of("MarkDelivered").Contains(new Sequence(5)));
        await opened.Hear("sixth");
        await Until.True(() => opened.Care.Of("MarkDelivered").Contains(new Sequence(6)));
    }

    [Fact]
    public async Task What_the_inbox_is_told_of_the_conversation_holds_here_too()
    {
        await using var opened = await Opened.With(messages: 1);
        await opened.Portal.Get<Portal.Web.Conversations.Inbox.InboxFeature>().Begin();
        var told = opened.Care[opened.Id] with { Priority = Priority.Stat };
        await opened.Care.Tell((IInboxViewer viewer) => viewer.Changed(told));
        Assert.Equal(Priority.Stat, opened.State.View?.Priority);
    }

    [Fact]
    public async Task Its_end_lets_go_of_the_feed()
    {
        await using var opened = await Opened.With(messages: 1);
        await opened.Thread.DisposeAsync();
        Assert.True(Assert.Single(opened.Care.Holds).IsEnded);
    }
}
