using System.Text.RegularExpressions;
using Portal.Domain.Conversations;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Testing.Care;
using Xunit;

namespace Portal.Infrastructure.Tests.Conversations;

public sealed class PostTests(CareFixture care) : IClassFixture<CareFixture>
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly IMessages messages = care.Get<IMessages>();
    private readonly IConversations conversations = care.Get<IConversations>();

    [Fact]
    public async Task A_message_is_numbered_from_one_and_read_back_to_the_letter()
    {
        var (patient, _, _, conversation) = await Talk();
        var text = "Hello 👩🏽‍⚕️ שלום e\u0301 <script>alert(1)</script>\n\ttab";
        var receipt = await messages.Post(patient, conversation, CareWorld.Draft(text), None);
        Assert.Equal(1, receipt.Value.Receipt.Sequence.Value);
        Assert.True(receipt.Value.IsNew);
        var page = (await conversations.Events(patient, conversation, new EventRange(), None)).Value;
        var posted = Assert.IsType<EventBody.MessagePosted>(Assert.Single(page.Events).Body);
        Assert.Equal(text, posted.Text.Reveal());
        Assert.Equal(receipt.Value.Receipt.SentAt, page.Events[0].At);
        Assert.Equal(patient.DisplayName.Reveal(), page.Events[0].Actor.DisplayName.Reveal());
    }

    public static TheoryData<string> BadTexts => new("", @" \u200b\n", @"a\u0000b", @"a\u001bb", @"\ud800", @"\udc00x", new('x', 8_001));

    /// <summary>Pages call the ports without the edge in between. Written as escapes: half a surrogate pair does not come through a test's name.</summary>
    [Theory]
    [MemberData(nameof(BadTexts))]
    public async Task A_text_that_may_not_stand_is_refused_by_the_port_itself_and_nothing_is_written(string escaped)
    {
        var text = Regex.Unescape(escaped);
        var (patient, _, _, conversation) = await Talk();
        await messages.Post(patient, conversation, CareWorld.Draft("as it was"), None);
        var team = (await conversations.View(patient, conversation, None)).Value.CareTeam.Id;
        Assert.Equal(RefusalKind.Validation, (await messages.Post(patient, conversation, CareWorld.Draft(text), None)).Refusal!.Kind);
        Assert.Equal(RefusalKind.Validation, (await messages.Correct(patient, conversation, new Sequence(1), new ClinicalText(text), None)).Refusal!.Kind);
        var topic = await conversations.Start(patient, new NewConversation(team, ConversationKind.Patient, Patient: null, new ClinicalText(text), Priority.Routine), None);
        Assert.Equal(RefusalKind.Validation, topic.Refusal!.Kind);
        Assert.Equal(1, (await conversations.View(patient, conversation, None)).Value.Head.Value);
        Assert.Single((await conversations.List(patient, ConversationFilter.All, PageRequest.First, None)).Value.Items);
    }

    [Theory]
    [InlineData("\U0001F600 \U0001F468\u200D\U0001F469\u200D\U0001F467")]
    [InlineData("\u0645\u0631\u062D\u0628\u0627 \u200Fabc\u200E")]
    [InlineData("e\u0301\u0323\u0302 n\u0303")]
    [InlineData("<script>alert(1)</script>\t\r\n\"quoted\" \\back '); drop table conversations; --")]
    [InlineData("  kept at both ends  ")]
    public async Task Corrections_and_topics_are_kept_to_the_letter_as_well(string text)
    {
        var (patient, clinician, _, conversation) = await Talk();
        await messages.Post(patient, conversation, CareWorld.Draft("as it was"), None);
        Assert.True((await messages.Correct(patient, conversation, new Sequence(1), new ClinicalText(text), None)).IsOk);
        var corrected = (await conversations.Events(clinician, conversation, new EventRange(), None)).Value.Events[^1];
        Assert.Equal(text, Assert.IsType<EventBody.MessageCorrected>(corrected.Body).Text.Reveal());
        var team = (await conversations.View(patient, conversation, None)).Value.CareTeam.Id;
        var started = (await conversations.Start(patient, new NewConversation(team, ConversationKind.Patient, Patient: null, new ClinicalText(text), Priority.Routine), None)).Value;
        Assert.Equal(text, (await conversations.View(clinician, started.Id, None)).Value.Topic.Reveal());
    }

    [Fact]
    public async Task The_same_client_id_answers_the_first_receipt_and_with_another_body_is_a_conflict()
    {
        var (patient, _, _, conversation) = await Talk();
        var draft = CareWorld.Draft("once");
        var first = (await messages.Post(patient, conversation, draft, None)).Value;
        var again = (await messages.Post(patient, conversation, draft, None)).Value;
        Assert.Equal(first.Receipt, again.Receipt);
        Assert.False(again.IsNew);
        var other = await messages.Post(patient, conversation, CareWorld.Draft("twice", id: draft.ClientMessageId), None);
        Assert.Equal(ConversationRefusals.ReusedId, other.Refusal);
        Assert.Single((await conversations.Events(patient, conversation, new EventRange(), None)).Value.Events);
    }

    [Fact]
    public async Task Posts_side_by_side_with_retries_leave_no_gap_and_no_double()
    {
        var (patient, clinician, nurse, conversation) = await Talk();
        var drafts = Enumerable.Range(0, 120).Select(index => (By: (index % 3) switch { 0 => patient, 1 => clinician, _ => nurse }, Draft: CareWorld.Draft($"message {index}"))).ToList();
        var receipts = await Task.WhenAll(drafts.Concat(drafts).Select(one => Task.Run(async () => (one.Draft, (await messages.Post(one.By, conversation, one.Draft, None)).Value))));
        var byId = receipts.GroupBy(one => one.Draft.ClientMessageId).ToDictionary(group => group.Key, group => group.Select(one => one.Value.Receipt).Distinct().Single());
        Assert.Equal(120, byId.Values.Select(receipt => receipt.Sequence.Value).Distinct().Count());
        Assert.Equal(120, byId.Values.Max(receipt => receipt.Sequence.Value));
        Assert.Equal(120, receipts.Count(one => one.Value.IsNew));
        var stored = (await conversations.Events(clinician, conversation, new EventRange(Sequence.None, Limit: 200), None)).Value.Events;
        Assert.Equal(Enumerable.Range(1, 120).Select(number => (long)number), stored.Select(one => one.Sequence.Value));
        Assert.All(stored, one => Assert.Equal(byId[((EventBody.MessagePosted)one.Body).ClientMessageId].SentAt, one.At));
    }

    [Fact]
    public async Task Nobody_else_can_post_or_read_and_each_try_is_audited()
    {
        var (_, _, _, conversation) = await Talk();
        var otherTeam = await care.World.CareTeam();
        foreach (var stranger in new[] { await care.World.Patient(), await care.World.Clinician(otherTeam), await care.World.Staff(StaffRoles.Administrator), await care.World.Staff(StaffRoles.Auditor) })
        {
            Assert.Equal(RefusalKind.NotFound, (await messages.Post(stranger, conversation, CareWorld.Draft("let me in"), None)).Refusal!.Kind);
            Assert.Equal(RefusalKind.NotFound, (await conversations.Events(stranger, conversation, new EventRange(), None)).Refusal!.Kind);
            Assert.Equal(RefusalKind.NotFound, (await conversations.View(stranger, conversation, None)).Refusal!.Kind);
        }
    }

    [Fact]
    public async Task A_closed_conversation_takes_no_post_but_answers_a_retry_of_an_earlier_one()
    {
        var (patient, clinician, _, conversation) = await Talk();
        var draft = CareWorld.Draft("before");
        var first = (await messages.Post(patient, conversation, draft, None)).Value;
        Assert.Equal(ConversationStatus.Closed, (await conversations.SetStatus(clinician, conversation, ConversationStatus.Closed, None)).Value.Status);
        Assert.Equal(ConversationRefusals.Closed, (await messages.Post(patient, conversation, CareWorld.Draft("after"), None)).Refusal);
        Assert.Equal(first.Receipt, (await messages.Post(patient, conversation, draft, None)).Value.Receipt);
    }

    [Fact]
    public async Task A_correction_and_a_retraction_are_events_of_their_own_and_repeat_their_first_answer()
    {
        var (patient, clinician, _, conversation) = await Talk();
        var posted = (await messages.Post(patient, conversation, CareWorld.Draft("teh"), None)).Value.Receipt;
        var corrected = (await messages.Correct(patient, conversation, posted.Sequence, new ClinicalText("the"), None)).Value;
        Assert.Equal(2, corrected.Sequence.Value);
        Assert.Equal(corrected, (await messages.Correct(patient, conversation, posted.Sequence, new ClinicalText("the"), None)).Value);
        Assert.Equal(RefusalKind.Forbidden, (await messages.Correct(clinician, conversation, posted.Sequence, new ClinicalText("no"), None)).Refusal!.Kind);
        var retracted = (await messages.Retract(patient, conversation, posted.Sequence, RetractionReason.Mistake, None)).Value;
        Assert.Equal(3, retracted.Sequence.Value);
        Assert.Equal(retracted, (await messages.Retract(patient, conversation, posted.Sequence, RetractionReason.Other, None)).Value);
        Assert.Equal(ConversationRefusals.NotAMessage, (await messages.Retract(patient, conversation, corrected.Sequence, RetractionReason.Other, None)).Refusal);
        Assert.Equal(0, (await conversations.View(clinician, conversation, None)).Value.Unread);
    }

    [Fact]
    public async Task Unread_counts_the_messages_of_others_behind_the_own_marker()
    {
        var (patient, clinician, nurse, conversation) = await Talk();
        for (var index = 0; index < 3; index++) await messages.Post(patient, conversation, CareWorld.Draft($"{index}"), None);
        await messages.Post(nurse, conversation, CareWorld.Draft("on it"), None);
        Assert.Equal(4, (await conversations.View(clinician, conversation, None)).Value.Unread);
        Assert.Equal(0, (await conversations.View(nurse, conversation, None)).Value.Unread);
        Assert.Equal(1, (await conversations.View(patient, conversation, None)).Value.Unread);
        var markers = care.Get<IMarkers>();
        await markers.MarkRead(clinician, conversation, new Sequence(2), None);
        Assert.Equal(2, (await conversations.View(clinician, conversation, None)).Value.Unread);
        await markers.MarkRead(clinician, conversation, new Sequence(1), None);
        Assert.Equal(2, (await conversations.View(clinician, conversation, None)).Value.Unread);
        Assert.Equal(ConversationRefusals.BeyondHead, (await markers.MarkRead(clinician, conversation, new Sequence(5), None)).Refusal);
    }

    [Fact]
    public async Task Assigning_is_an_event_of_the_team_conversation_that_the_patient_never_sees()
    {
        var (patient, clinician, nurse, conversation) = await Talk();
        var view = (await conversations.Assign(clinician, conversation, nurse.PersonId, None)).Value;
        Assert.Equal(nurse.PersonId, view.Assignee!.Id);
        await conversations.SetPriority(clinician, conversation, Priority.Urgent, None);
        var seen = (await conversations.View(patient, conversation, None)).Value;
        Assert.Null(seen.Assignee);
        Assert.Null(seen.Priority);
        Assert.Equal(0, seen.Head.Value);
        var team = Assert.Single((await conversations.List(nurse, new ConversationFilter { Kind = ConversationKind.Team }, PageRequest.First, None)).Value.Items, item => item.Patient!.Id == patient.PersonId);
        Assert.Equal(2, team.Head.Value);
        Assert.Equal(RefusalKind.NotFound, (await conversations.Events(patient, team.Id, new EventRange(), None)).Refusal!.Kind);
        Assert.DoesNotContain((await conversations.List(patient, ConversationFilter.All, PageRequest.First, None)).Value.Items, item => item.Kind == ConversationKind.Team);
    }

    private async Task<(Actor Patient, Actor Clinician, Actor Nurse, ConversationId Conversation)> Talk()
    {
        var team = await care.World.CareTeam();
        var patient = await care.World.Patient();
        var clinician = await care.World.Clinician(team);
        var nurse = await care.World.Nurse(team);
        return (patient, clinician, nurse, await care.World.Conversation(patient, team));
    }
}
