using Portal.Components.Tests.Fakes;
using Portal.Components.Tests.Shared;
using Portal.Domain.Conversations;
using Portal.Domain.Ehr;
using Portal.Domain.Shared;
using Portal.Domain.Summaries;
using Portal.Web.Conversations.Inbox;
using Portal.Web.Summaries.Sheet;
using Xunit;
using static Portal.Components.Tests.Fakes.Summaries;

namespace Portal.Components.Tests.Summaries;

/// <summary>An open summary without its screen: what is typed is kept, and what is signed is what was seen.</summary>
public sealed class SheetTests
{
    private readonly ConversationView team = Conversations.With(ConversationKind.Team);

    [Fact]
    public async Task What_is_typed_is_saved_under_the_revision_that_was_read()
    {
        await using var portal = new PortalContext(People.Clinician);
        await using var sheet = await Open(portal, Drafted());
        await sheet.Typed(SectionKind.Plan, "Rest.");
        await sheet.Typed(null, "The wound");
        Assert.Equal(SheetKeeping.Saved, sheet.State.Keeping);
        Assert.Equal(("Rest.", "The wound", 3), (Stored(portal, sheet).Text.Of(SectionKind.Plan)?.Reveal(), Stored(portal, sheet).Text.Topic.Reveal(), Stored(portal, sheet).State.Revision));
    }

    [Fact]
    public async Task What_is_typed_while_it_is_being_saved_is_saved_next_and_in_order()
    {
        await using var portal = new PortalContext(People.Clinician);
        await using var sheet = await Open(portal, Drafted());
        var gate = new TaskCompletionSource<Refusal?>(TaskCreationOptions.RunContinuationsAsynchronously);
        portal.Summaries.Before = call => call == "Edit" ? gate.Task : Task.FromResult<Refusal?>(null);
        var first = sheet.Typed(SectionKind.Plan, "Re");
        var second = sheet.Typed(SectionKind.Plan, "Rest.");
        Assert.Equal(SheetKeeping.Saving, sheet.State.Keeping);
        gate.SetResult(null);
        await Task.WhenAll(first, second);
        Assert.Equal(["Re", "Rest."], portal.Summaries.Of("Edit").Select(text => ((SummaryText)text!).Of(SectionKind.Plan)?.Reveal()));
        Assert.Equal("Rest.", Stored(portal, sheet).Text.Of(SectionKind.Plan)?.Reveal());
    }

    [Fact]
    public async Task A_saving_that_fails_is_said_keeps_the_text_and_is_made_good_by_the_next()
    {
        await using var portal = new PortalContext(People.Clinician);
        await using var sheet = await Open(portal, Drafted());
        portal.Summaries.Before = _ => Task.FromResult<Refusal?>(new Refusal(RefusalKind.NotReady));
        await sheet.Typed(SectionKind.Plan, "Rest.");
        Assert.Equal((SheetKeeping.NotSaved, "Rest."), (sheet.State.Keeping, sheet.State.Text!.Of(SectionKind.Plan)?.Reveal()));
        portal.Summaries.Before = _ => Task.FromResult<Refusal?>(null);
        await sheet.Typed(SectionKind.Plan, "Rest well.");
        Assert.Equal((SheetKeeping.Saved, "Rest well."), (sheet.State.Keeping, Stored(portal, sheet).Text.Of(SectionKind.Plan)?.Reveal()));
    }

    [Fact]
    public async Task Both_texts_stay_where_another_device_saved_meanwhile_until_a_person_decides()
    {
        await using var portal = new PortalContext(People.Clinician);
        await using var sheet = await Open(portal, Drafted());
        portal.Summaries.SaveElsewhere(sheet.State.Id, Drafted().Text with { Topic = new("Theirs") });
        await sheet.Typed(null, "Mine");
        Assert.Equal((SheetKeeping.ChangedElsewhere, "Mine", "Theirs"), (sheet.State.Keeping, sheet.State.Text!.Topic.Reveal(), sheet.State.Elsewhere!.Text.Topic.Reveal()));
        Assert.Equal("Theirs", Stored(portal, sheet).Text.Topic.Reveal());
        await sheet.Typed(null, "Mine still");
        Assert.Equal("Theirs", Stored(portal, sheet).Text.Topic.Reveal());
        await sheet.KeepOwn();
        Assert.Equal((SheetKeeping.Saved, "Mine still"), (sheet.State.Keeping, Stored(portal, sheet).Text.Topic.Reveal()));
    }

    [Fact]
    public async Task The_other_text_can_be_taken_instead()
    {
        await using var portal = new PortalContext(People.Clinician);
        await using var sheet = await Open(portal, Drafted());
        portal.Summaries.SaveElsewhere(sheet.State.Id, Drafted().Text with { Topic = new("Theirs") });
        await sheet.Typed(null, "Mine");
        var filling = sheet.State.Filling;
        sheet.TakeOther();
        Assert.Equal((SheetKeeping.Saved, "Theirs", filling + 1), (sheet.State.Keeping, sheet.State.Text!.Topic.Reveal(), sheet.State.Filling));
        await sheet.Typed(null, "Together");
        Assert.Equal("Together", Stored(portal, sheet).Text.Topic.Reveal());
    }

    [Fact]
    public async Task Nothing_is_signed_that_was_not_saved()
    {
        await using var portal = new PortalContext(People.Clinician);
        await using var sheet = await Open(portal, Drafted());
        portal.Summaries.SaveElsewhere(sheet.State.Id, Drafted().Text with { Topic = new("Theirs") });
        await sheet.Typed(null, "Mine");
        Assert.Equal(SummaryRefusals.Revised, await sheet.Acts.Sign(seen: null, isShared: false));
        Assert.Empty(portal.Summaries.Of("Sign"));
    }

    [Fact]
    public async Task A_message_that_changed_while_the_summary_was_open_is_shown_before_it_is_signed()
    {
        await using var portal = new PortalContext(People.Clinician);
        await using var sheet = await Open(portal, Drafted());
        portal.Summaries.Before = call =>
        {
            if (call == "Sign") portal.Summaries[sheet.State.Id] = Stored(portal, sheet) with { ChangedSources = [new(3)], SourcesHead = new(12) };
            return Task.FromResult(call == "Sign" ? SummaryRefusals.SourcesChanged : null);
        };
        Assert.Equal(SummaryRefusals.SourcesChanged, await sheet.Acts.Sign(seen: null, isShared: false));
        Assert.True(sheet.State.View!.IsStale);
        portal.Summaries.Before = _ => Task.FromResult<Refusal?>(null);
        Assert.Null(await sheet.Acts.Sign(sheet.State.View.SourcesHead, isShared: true));
        Assert.Equal(new SummarySignature(1, new(12), IsShared: true), portal.Summaries.Of("Sign")[^1]);
        Assert.Equal((SummaryStatus.Signed, false), (sheet.State.View!.State.Status, sheet.State.IsEditable));
    }

    [Fact]
    public async Task What_changes_while_it_is_saved_is_not_claimed_to_have_been_seen()
    {
        await using var portal = new PortalContext(People.Clinician);
        await using var sheet = await Open(portal, Drafted() with { ChangedSources = [new(3)] });
        portal.Summaries.Before = _ => Task.FromResult<Refusal?>(new Refusal(RefusalKind.NotReady));
        await sheet.Typed(SectionKind.Plan, "Rest.");
        portal.Summaries.Before = call =>
        {
            if (call == "Edit") portal.Summaries[sheet.State.Id] = Stored(portal, sheet) with { ChangedSources = [new(3), new(4)], SourcesHead = new(12) };
            return Task.FromResult<Refusal?>(null);
        };
        await sheet.Acts.Sign(new Sequence(9), isShared: false);
        Assert.Equal(new Sequence(9), ((SummarySignature)portal.Summaries.Of("Sign").Single()!).SourcesSeen);
    }

    [Fact]
    public async Task The_answer_of_the_ehr_is_looked_for_while_a_version_is_on_its_way_and_no_longer()
    {
        await using var portal = new PortalContext(People.Clinician);
        var signed = portal.Summaries.Add(Signed());
        portal.Summaries.File(signed.Id, Filing(FilingStatus.Waiting));
        await using var sheet = await Open(portal, signed);
        Assert.Equal(FilingStatus.Waiting, sheet.State.Filing?.Status);
        portal.Summaries.File(signed.Id, Filing(FilingStatus.Filed));
        portal.Clock.Advance(TimeSpan.FromSeconds(3));
        await Testing.Time.Until.True(() => sheet.State.Filing?.Status == FilingStatus.Filed);
        var asked = portal.Summaries.Of("Filings").Count;
        portal.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(asked, portal.Summaries.Of("Filings").Count);
    }

    [Fact]
    public async Task What_others_do_to_what_was_signed_is_seen_at_once()
    {
        await using var portal = new PortalContext(People.Clinician);
        await using var sheet = await Open(portal, Signed());
        portal.Summaries[sheet.State.Id] = Stored(portal, sheet) with { ChangedSources = [new(3)] };
        await Tell(portal, 1);
        await Testing.Time.Until.True(() => sheet.State.View!.IsStale);
        var withdrawn = await portal.Summaries.EnterInError(People.Nurse, sheet.State.Id, ErrorReason.WrongPatient, default);
        await Tell(portal, 2);
        await Testing.Time.Until.True(() => sheet.State.View == withdrawn.Value);
        var views = portal.Summaries.Of("View").Count;
        await Tell(portal, 3);
        await Testing.Time.Until.True(() => portal.Summaries.Of("List").Count == 3);
        Assert.Equal(views, portal.Summaries.Of("View").Count);
    }

    [Fact]
    public async Task What_others_settled_in_the_EHR_is_seen_at_once()
    {
        await using var portal = new PortalContext(People.Clinician);
        var signed = portal.Summaries.Add(Signed());
        portal.Summaries.File(signed.Id, Filing(FilingStatus.NeedsAttention));
        await using var sheet = await Open(portal, signed);
        portal.Summaries.File(signed.Id, Filing(FilingStatus.Filed));
        await Tell(portal, 1);
        await Testing.Time.Until.True(() => sheet.State.Filing?.Status == FilingStatus.Filed);
        Assert.Single(portal.Summaries.Of("View"));
    }

    [Fact]
    public async Task What_is_being_written_is_left_alone_when_others_do_something()
    {
        await using var portal = new PortalContext(People.Clinician);
        await using var sheet = await Open(portal, Drafted());
        portal.Summaries.SaveElsewhere(sheet.State.Id, Drafted().Text with { Topic = new("Theirs") });
        await Tell(portal, 1);
        await Testing.Time.Until.True(() => portal.Summaries.Of("View").Count == 2);
        Assert.Equal((Drafted().Text.Topic, SheetKeeping.Saved), (sheet.State.Text!.Topic, sheet.State.Keeping));
        await sheet.Typed(null, "Mine");
        Assert.Equal((SheetKeeping.ChangedElsewhere, "Theirs"), (sheet.State.Keeping, sheet.State.Elsewhere!.Text.Topic.Reveal()));
    }

    /// <summary>Something is written into the team's own conversation about the patient.</summary>
    private async Task Tell(PortalContext portal, long head)
    {
        await portal.Get<InboxFeature>().Begin();
        await portal.Care.Tell((IInboxViewer viewer) => viewer.Changed(team with { Head = new(head) }));
    }

    private static SummaryView Stored(PortalContext portal, OpenSummary sheet) => portal.Summaries[sheet.State.Id];

    private static async Task<OpenSummary> Open(PortalContext portal, SummaryView view)
    {
        portal.Summaries.Add(view);
        var sheet = portal.Get<SummarySheets>().Of(view.Id);
        await sheet.Open();
        return sheet;
    }
}
