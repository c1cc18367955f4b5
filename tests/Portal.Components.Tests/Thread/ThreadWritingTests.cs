using Portal.Components.Tests.Fakes;
using Portal.Domain.Conversations;
using Portal.Domain.Shared;
using Portal.Web.Conversations.History;
using Portal.Web.Conversations.Thread;
using Xunit;

namespace Portal.Components.Tests.Thread;

public sealed class ThreadWritingTests
{
    [Fact]
    public async Task A_message_shows_before_the_server_has_it()
    {
        await using var opened = await Opened.With(messages: 1);
        var server = new TaskCompletionSource<Refusal?>();
        opened.Care.Before = call => call == "Post" ? server.Task : Task.FromResult<Refusal?>(null);
        var sending = opened.Thread.Outbox.Send("Please come at two.");
        Assert.Equal("Please come at two.", opened.Last.Text?.Reveal());
        Assert.Equal(DeliveryState.Pending, opened.Last.State);
        server.SetResult(null);
        Assert.True(await sending);
        Assert.Equal(DeliveryState.Accepted, opened.Last.State);
    }

    [Fact]
    public async Task It_stands_once_when_the_feed_brings_it_back()
    {
        await using var opened = await Opened.With(messages: 1);
        await opened.Thread.Outbox.Send("Please come at two.");
        var draft = Posted(opened).Single();
        await opened.Care.Push(new ConversationEvent(
            opened.Id, new Sequence(2), Id.New<EventId>(), Conversations.Now, EventActor.Of(People.Nurse), new EventBody.MessagePosted(draft.ClientMessageId, draft.Text, null, [])));
        Assert.Equal(["message 1", "Please come at two."], opened.Texts);
        Assert.Equal(2, opened.State.Timeline!.Last.Value);
    }

    [Fact]
    public async Task Messages_are_posted_one_after_another_in_the_order_of_writing()
    {
        await using var opened = await Opened.With();
        var server = new TaskCompletionSource<Refusal?>();
        opened.Care.Before = call => call == "Post" ? server.Task : Task.FromResult<Refusal?>(null);
        var sending = Task.WhenAll(opened.Thread.Outbox.Send("first"), opened.Thread.Outbox.Send("second"), opened.Thread.Outbox.Send("third"));
        Assert.Single(Posted(opened));
        server.SetResult(null);
        await sending;
        Assert.Equal(["first", "second", "third"], Posted(opened).Select(draft => draft.Text.Reveal()));
    }

    [Fact]
    public async Task A_message_that_was_not_taken_says_so_and_is_tried_again_under_the_same_id()
    {
        await using var opened = await Opened.With();
        opened.Care.Before = call => call == "Post" ? throw new InvalidOperationException("the database is away") : Task.FromResult<Refusal?>(null);
        await opened.Thread.Outbox.Send("Room 4.");
        Assert.Equal(DeliveryState.Failed, opened.Last.State);
        Assert.Equal("NotReady", opened.Last.Failure);
        opened.Care.Before = _ => Task.FromResult<Refusal?>(null);
        await opened.Thread.Outbox.Retry(opened.Last.Id!.Value);
        Assert.Equal(DeliveryState.Accepted, opened.Last.State);
        Assert.Single(Posted(opened).Select(draft => draft.ClientMessageId).Distinct());
        Assert.Equal(2, Posted(opened).Count());
    }

    [Fact]
    public async Task A_failed_message_can_be_discarded()
    {
        await using var opened = await Opened.With(messages: 1);
        opened.Care.Before = call => Task.FromResult(call == "Post" ? ConversationRefusals.Closed : null);
        await opened.Thread.Outbox.Send("too late");
        Assert.Equal("conversation-closed", opened.Last.Failure);
        await opened.Thread.Outbox.Discard(opened.Last.Id!.Value);
        Assert.Equal(["message 1"], opened.Texts);
        Assert.Equal("", opened.Care.DraftOf(opened.Id));
    }

    [Theory]
    [InlineData("")]
    [InlineData("  \n ")]
    [InlineData("a\u0007b")]
    public async Task What_cannot_be_a_message_stays_in_the_composer(string text)
    {
        await using var opened = await Opened.With();
        Assert.False(await opened.Thread.Outbox.Send(text));
        Assert.Empty(Posted(opened));
        Assert.Empty(opened.Texts);
    }

    [Fact]
    public async Task A_message_over_the_limit_stays_in_the_composer()
    {
        await using var opened = await Opened.With();
        Assert.False(await opened.Thread.Outbox.Send(new string('a', TextRules.MessageLimit + 1)));
        Assert.True(await opened.Thread.Outbox.Send(new string('a', TextRules.MessageLimit)));
    }

    [Fact]
    public async Task An_answer_names_what_it_answers_once()
    {
        await using var opened = await Opened.With(messages: 3);
        opened.Thread.Store.Dispatch(new ThreadAction.ReplyChosen(new Sequence(2)));
        await opened.Thread.Outbox.Send("to the second");
        await opened.Thread.Outbox.Send("to nothing");
        Assert.Equal([new Sequence(2), null], Posted(opened).Select(draft => draft.ReplyTo));
    }

    [Fact]
    public async Task The_draft_is_kept_on_the_server_and_cleared_when_it_is_sent()
    {
        await using var opened = await Opened.With();
        Assert.Equal("", await opened.Thread.Outbox.Draft());
        await opened.Thread.Outbox.Typed("Please come");
        Assert.Equal("Please come", opened.Care.DraftOf(opened.Id));
        await opened.Thread.Outbox.Send("Please come");
        Assert.Equal("", opened.Care.DraftOf(opened.Id));
    }

    [Fact]
    public async Task An_unchanged_draft_is_not_saved_again()
    {
        await using var opened = await Opened.With();
        await opened.Thread.Outbox.Draft();
        await opened.Thread.Outbox.Typed("");
        await opened.Thread.Outbox.Typed("one");
        await opened.Thread.Outbox.Typed("one");
        Assert.Equal(["one"], opened.Care.Of("SaveDraft"));
    }

    [Fact]
    public async Task Words_that_the_server_did_not_take_are_part_of_the_draft_until_it_does()
    {
        await using var opened = await Opened.With();
        await opened.Thread.Outbox.Draft();
        opened.Care.Before = call => call == "Post" ? throw new InvalidOperationException("away") : Task.FromResult<Refusal?>(null);
        await opened.Thread.Outbox.Send("not lost");
        await opened.Thread.Outbox.Typed("and this I was writing");
        Assert.Equal("not lost\n\nand this I was writing", opened.Care.DraftOf(opened.Id));
        opened.Care.Before = _ => Task.FromResult<Refusal?>(null);
        await opened.Thread.Outbox.Retry(opened.Last.Id!.Value);
        Assert.Equal("and this I was writing", opened.Care.DraftOf(opened.Id));
    }

    [Fact]
    public async Task What_is_sent_late_from_a_conversation_that_was_left_reaches_that_one_and_no_other()
    {
        await using var opened = await Opened.With();
        var other = opened.Portal.Get<Threads>().Of(opened.Care.Add(Conversations.With()).Id);
        await opened.Thread.DisposeAsync();
        await other.Open();
        await opened.Thread.Outbox.Send("meant for the first");
        var (conversation, _) = ((ConversationId, MessageDraft))opened.Care.Of("Post").Single()!;
        Assert.Equal(opened.Id, conversation);
        await other.DisposeAsync();
    }

    [Fact]
    public async Task A_correction_that_is_refused_says_why_and_stays_open()
    {
        await using var opened = await Opened.With(messages: 1);
        opened.Thread.Store.Dispatch(new ThreadAction.CorrectionChosen(new Sequence(1)));
        opened.Care.Before = call => Task.FromResult(call == "Correct" ? ConversationRefusals.TooLate : null);
        Assert.False(await opened.Thread.Care.Correct(new Sequence(1), "better"));
        Assert.Equal("too-late", opened.State.Problem?.Reason);
        Assert.Equal(new Sequence(1), opened.State.Correcting);
        opened.Care.Before = _ => Task.FromResult<Refusal?>(null);
        Assert.True(await opened.Thread.Care.Correct(new Sequence(1), "better"));
        Assert.Null(opened.State.Problem);
        Assert.Null(opened.State.Correcting);
    }

    [Fact]
    public async Task Withdrawing_says_why_in_a_code()
    {
        await using var opened = await Opened.With(messages: 1);
        await opened.Thread.Care.Withdraw(new Sequence(1), RetractionReason.WrongPatient);
        Assert.Equal((new Sequence(1), RetractionReason.WrongPatient), opened.Care.Of("Retract").Single());
    }

    [Fact]
    public async Task The_care_teams_own_conversation_is_made_once_and_found_ever_after()
    {
        await using var opened = await Opened.With();
        var team = await opened.Thread.Care.TeamConversation();
        var request = (NewConversation)opened.Care.Of("Start").Single()!;
        Assert.Equal((ConversationKind.Team, People.Teodor.Id), (request.Kind, request.Patient!.Value));
        await using var again = opened.Portal.Get<Threads>().Of(opened.Id);
        await again.Open();
        Assert.Equal(team, await again.Care.OtherSide());
        Assert.Single(opened.Care.Of("Start"));
    }

    [Fact]
    public async Task Status_priority_and_assignee_are_what_the_server_says_they_are()
    {
        await using var opened = await Opened.With();
        await opened.Thread.Care.SetStatus(ConversationStatus.Closed);
        await opened.Thread.Care.SetPriority(Priority.Urgent);
        await opened.Thread.Care.AssignToSelf();
        Assert.Equal((ConversationStatus.Closed, Priority.Urgent, People.Nurse.PersonId), (opened.State.View!.Status, opened.State.View.Priority, opened.State.View.Assignee!.Id));
        opened.Care.Before = _ => Task.FromResult<Refusal?>(Refusal.Forbidden);
        await opened.Thread.Care.SetStatus(ConversationStatus.Open);
        Assert.Equal(ConversationStatus.Closed, opened.State.View.Status);
        Assert.Equal(RefusalKind.Forbidden, opened.State.Problem?.Kind);
    }

    private static IEnumerable<MessageDraft> Posted(Opened opened) => opened.Care.Of("Post").Select(about => (((ConversationId, MessageDraft))about!).Item2);
}
