using FsCheck;
using FsCheck.Fluent;
using Portal.Domain.Conversations;
using Portal.Domain.Shared;

namespace Portal.Domain.Tests.Conversations;

public class ConversationTests
{
    private static readonly DateTimeOffset Posted = new(2026, 3, 4, 10, 0, 0, TimeSpan.Zero);

    private static readonly ConversationState Open = new(
        Id.New<ConversationId>(),
        ConversationKind.Patient,
        Id.New<PersonId>(),
        Id.New<CareTeamId>(),
        ConversationStatus.Open,
        Priority.Routine,
        Assignee: null,
        new Sequence(5),
        Posted);

    private static readonly ConversationState Closed = Open with { Status = ConversationStatus.Closed };
    private static readonly ConversationState OfTeam = Open with { Kind = ConversationKind.Team };
    private static readonly MessageFacts Message = new(new Sequence(3), Id.New<PersonId>(), Posted, new("first words"), new Sequence(3), IsRetracted: false);
    private static readonly MessageDraft Draft = new(Id.New<ClientMessageId>(), new("How are you?"), ReplyTo: null, []);

    [Theory]
    [InlineData(ConversationStatus.Open)]
    [InlineData(ConversationStatus.Waiting)]
    public void Posting_appends_the_words_as_they_are(ConversationStatus status)
    {
        var posted = Assert.IsType<EventBody.MessagePosted>(Conversation.Post(Open with { Status = status }, Draft, replyTo: null).Value);
        Assert.Equal(Draft.ClientMessageId, posted.ClientMessageId);
        Assert.Equal(Draft.Text, posted.Text);
        Assert.Null(posted.ReplyTo);
        Assert.Empty(posted.Attachments);
    }

    [Fact]
    public void Posting_to_a_closed_conversation_is_refused() => AssertRefused("conversation-closed", Conversation.Post(Closed, Draft, replyTo: null));

    [Fact]
    public void Answering_a_message_names_it()
    {
        var posted = Conversation.Post(Open, Draft with { ReplyTo = Message.Sequence }, Message).Value;
        Assert.Equal(Message.Sequence, Assert.IsType<EventBody.MessagePosted>(posted).ReplyTo);
    }

    [Fact]
    public void Answering_what_is_no_message_is_refused() =>
        AssertRefused("not-a-message", Conversation.Post(Open, Draft with { ReplyTo = new Sequence(4) }, replyTo: null));

    [Fact]
    public void A_file_that_nobody_uploaded_is_refused() =>
        AssertRefused("unknown-attachment", Conversation.Post(Open, Draft with { Attachments = [Id.New<AttachmentId>()] }, replyTo: null));

    [Fact]
    public void A_correction_names_the_message_and_the_new_words()
    {
        var body = Conversation.Correct(Open, Message, new("other words"), Posted).Value;
        Assert.Equal(new EventBody.MessageCorrected(Message.Sequence, new("other words")), body);
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(15 * 60_000, null)]
    [InlineData((15 * 60_000) + 1, "too-late")]
    public void A_correction_is_in_time_for_fifteen_minutes(int milliseconds, string? reason) =>
        Assert.Equal(reason, Conversation.Correct(Open, Message, new("other words"), Posted.AddMilliseconds(milliseconds)).Refusal?.Reason);

    [Fact]
    public void Correcting_to_the_words_that_stand_appends_nothing_at_any_time()
    {
        var late = Posted.AddDays(1);
        Assert.Null(Conversation.Correct(Open, Message, new("first words"), late).Value);
        Assert.Null(Conversation.Correct(Closed, Message, new("first words"), late).Value);
        Assert.Null(Conversation.Correct(Open, Message with { StandingText = new("second words"), StandingSequence = new Sequence(5) }, new("second words"), late).Value);
    }

    [Fact]
    public void Correcting_back_to_the_first_words_is_a_correction()
    {
        var corrected = Message with { StandingText = new("second words"), StandingSequence = new Sequence(5) };
        Assert.IsType<EventBody.MessageCorrected>(Conversation.Correct(Open, corrected, new("first words"), Posted).Value);
    }

    [Fact]
    public void A_correction_is_refused_where_there_is_no_message_it_was_taken_back_or_the_conversation_is_closed()
    {
        AssertRefused("not-a-message", Conversation.Correct(Open, target: null, new("x"), Posted));
        AssertRefused("already-retracted", Conversation.Correct(Open, Message with { IsRetracted = true }, new("first words"), Posted));
        AssertRefused("conversation-closed", Conversation.Correct(Closed, Message, new("x"), Posted));
    }

    [Fact]
    public void A_message_can_be_taken_back_with_a_reason() =>
        Assert.Equal(new EventBody.MessageRetracted(Message.Sequence, RetractionReason.WrongPatient), Conversation.Retract(Message, RetractionReason.WrongPatient).Value);

    [Fact]
    public void What_is_no_message_cannot_be_taken_back() => AssertRefused("not-a-message", Conversation.Retract(target: null, RetractionReason.Mistake));

    [Fact]
    public void A_status_changes_in_every_direction_and_the_same_one_changes_nothing()
    {
        foreach (var from in Enum.GetValues<ConversationStatus>())
        {
            foreach (var status in Enum.GetValues<ConversationStatus>())
            {
                var body = Conversation.SetStatus(Open with { Status = from }, status).Value;
                Assert.Equal(from == status ? null : new EventBody.StatusChanged(status), body);
            }
        }
    }

    [Fact]
    public void A_conversation_is_assigned_to_members_of_the_care_team_only_and_can_be_nobodys()
    {
        var nurse = Id.New<PersonId>();
        Assert.Equal(new EventBody.Assigned(nurse, "Nurse"), Conversation.Assign(Open, nurse, "Nurse", assigneeIsMember: true).Value);
        AssertRefused("unknown-practitioner", Conversation.Assign(Open, nurse, "Nurse", assigneeIsMember: false));
        Assert.Equal(new EventBody.Assigned(null, null), Conversation.Assign(Open with { Assignee = nurse }, assignee: null, displayName: null, assigneeIsMember: false).Value);
        Assert.Null(Conversation.Assign(Open with { Assignee = nurse }, nurse, "Nurse", assigneeIsMember: true).Value);
        Assert.Null(Conversation.Assign(Open, assignee: null, displayName: null, assigneeIsMember: false).Value);
    }

    [Fact]
    public void A_priority_changes_and_the_same_one_changes_nothing()
    {
        Assert.Equal(new EventBody.PriorityChanged(Priority.Stat), Conversation.SetPriority(Open, Priority.Stat).Value);
        Assert.Null(Conversation.SetPriority(Open, Priority.Routine).Value);
    }

    [Fact]
    public void A_team_conversation_has_no_status_assignee_or_priority_of_its_own()
    {
        AssertRefused("team-conversation", Conversation.SetStatus(OfTeam, ConversationStatus.Closed));
        AssertRefused("team-conversation", Conversation.Assign(OfTeam, Id.New<PersonId>(), "Nurse", assigneeIsMember: true));
        AssertRefused("team-conversation", Conversation.SetPriority(OfTeam, Priority.Stat));
    }

    [Fact]
    public void A_marker_moves_forward_up_to_the_head_and_never_back() =>
        Prop.ForAll(
            (from head in Gen.Choose(0, 20) from current in Gen.Choose(0, head) from to in Gen.Choose(0, 25) select (head, current, to)).ToArbitrary(),
            one =>
            {
                var moved = Conversation.MoveMarker(Open with { Head = new Sequence(one.head) }, new Sequence(one.current), new Sequence(one.to));
                return one.to > one.head ? moved.Refusal?.Reason == "beyond-head" : moved.Value.Value == Math.Max(one.current, one.to);
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void Every_refusal_has_a_code_of_its_own()
    {
        var codes = typeof(ConversationRefusals).GetFields().Select(field => ((Refusal)field.GetValue(null)!).Reason).ToList();
        Assert.Equal(codes.Count, codes.Distinct(StringComparer.Ordinal).Count());
        Assert.All(codes, code => Assert.Matches("^[a-z]+(-[a-z]+)*$", code));
    }

    private static void AssertRefused<T>(string reason, Outcome<T> outcome)
    {
        Assert.Equal(RefusalKind.Refused, outcome.Refusal?.Kind);
        Assert.Equal(reason, outcome.Refusal?.Reason);
    }
}
