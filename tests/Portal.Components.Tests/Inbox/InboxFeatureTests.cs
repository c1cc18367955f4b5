using Portal.Components.Tests.Fakes;
using Portal.Components.Tests.Shared;
using Portal.Domain.Conversations;
using Portal.Domain.Shared;
using Portal.Web.Conversations.Inbox;
using Xunit;

namespace Portal.Components.Tests.Inbox;

public sealed class InboxFeatureTests
{
    private static readonly DateTimeOffset Now = Conversations.Now;

    [Fact]
    public async Task Newest_activity_stands_first()
    {
        await using var portal = new PortalContext();
        var older = portal.Care.Add(Conversations.With() with { LastActivityAt = Now.AddHours(-2) });
        var newer = portal.Care.Add(Conversations.With() with { LastActivityAt = Now });
        var inbox = await Begun(portal);
        Assert.Equal([newer.Id, older.Id], Rows(inbox));
    }

    [Fact]
    public async Task By_urgency_whoever_waited_longest_stands_first_within_a_priority()
    {
        await using var portal = new PortalContext();
        var routine = portal.Care.Add(Conversations.With() with { LastActivityAt = Now });
        var late = portal.Care.Add(Conversations.With() with { Priority = Priority.Stat, LastActivityAt = Now });
        var early = portal.Care.Add(Conversations.With() with { Priority = Priority.Stat, LastActivityAt = Now.AddHours(-3) });
        var inbox = await Begun(portal);
        inbox.Choose(InboxOrder.MostUrgent);
        Assert.Equal([early.Id, late.Id, routine.Id], Rows(inbox));
    }

    [Fact]
    public async Task What_is_told_live_changes_the_list()
    {
        await using var portal = new PortalContext();
        var first = portal.Care.Add(Conversations.With() with { LastActivityAt = Now.AddHours(-1) });
        var inbox = await Begun(portal);
        var second = Conversations.With() with { Unread = 2 };
        await portal.Care.Tell((IInboxViewer viewer) => viewer.Changed(second));
        Assert.Equal([second.Id, first.Id], Rows(inbox));
        Assert.Equal(1, inbox.State.Unread);
        await portal.Care.Tell((IInboxViewer viewer) => viewer.Gone(second.Id));
        Assert.Equal([first.Id], Rows(inbox));
        Assert.Equal(0, inbox.State.Unread);
    }

    [Theory]
    [MemberData(nameof(Filters))]
    public async Task A_filter_shows_what_matches_it(InboxFilter filter, string[] shown)
    {
        await using var portal = new PortalContext();
        var named = new Dictionary<ConversationId, string>();
        void Add(string name, ConversationView view) => named[portal.Care.Add(view).Id] = name;
        Add("mine", Conversations.With() with { Assignee = new PersonRef(People.Nurse.PersonId, "Nora Lindqvist") });
        Add("unread", Conversations.With() with { Unread = 1 });
        Add("waiting", Conversations.With() with { Status = ConversationStatus.Waiting, Assignee = new PersonRef(People.Clinician.PersonId, "Samir Haddad") });
        Add("closed", Conversations.With() with { Status = ConversationStatus.Closed, CareTeam = People.Orthopaedics });
        var inbox = await Begun(portal);
        await inbox.Choose(filter);
        Assert.Equal(shown.Order(), inbox.State.Rows.Select(view => named[view.Id]).Order());
    }

    public static TheoryData<InboxFilter, string[]> Filters() => new()
    {
        { InboxFilter.None, ["mine", "unread", "waiting"] },
        { InboxFilter.None with { Status = InboxStatus.All }, ["mine", "unread", "waiting", "closed"] },
        { InboxFilter.None with { Status = InboxStatus.Open }, ["mine", "unread"] },
        { InboxFilter.None with { Status = InboxStatus.Waiting }, ["waiting"] },
        { InboxFilter.None with { Status = InboxStatus.Closed }, ["closed"] },
        { InboxFilter.None with { Assignee = InboxAssignee.Me }, ["mine"] },
        { InboxFilter.None with { Assignee = InboxAssignee.Nobody }, ["unread"] },
        { InboxFilter.None with { UnreadOnly = true }, ["unread"] },
        { InboxFilter.None with { Status = InboxStatus.All, CareTeam = People.Orthopaedics.Id }, ["closed"] },
    };

    [Fact]
    public async Task A_filter_asks_the_server_where_the_list_is_longer_than_what_was_told()
    {
        await using var portal = new PortalContext();
        portal.Care.Add(Conversations.With() with { LastActivityAt = Now });
        var closed = portal.Care.Add(Conversations.With() with { Status = ConversationStatus.Closed, LastActivityAt = Now.AddDays(-9) });
        portal.Care.PageLimit = 1;
        var inbox = await Begun(portal);
        await inbox.Choose(InboxFilter.None with { Status = InboxStatus.Closed });
        Assert.Equal([closed.Id], Rows(inbox));
    }

    [Fact]
    public async Task A_filter_asks_nobody_where_everything_is_known()
    {
        await using var portal = new PortalContext();
        portal.Care.Add(Conversations.With());
        var inbox = await Begun(portal);
        await inbox.Choose(InboxFilter.None with { Status = InboxStatus.Closed });
        Assert.Empty(portal.Care.Of("List"));
    }

    [Fact]
    public async Task What_was_told_live_is_fresher_than_a_page_that_was_read_before()
    {
        await using var portal = new PortalContext();
        var view = portal.Care.Add(Conversations.With() with { Unread = 3 });
        portal.Care.Add(Conversations.With());
        portal.Care.PageLimit = 1;
        var inbox = await Begun(portal);
        var told = view with { Unread = 0 };
        await portal.Care.Tell((IInboxViewer viewer) => viewer.Changed(told));
        await inbox.Choose(InboxFilter.None with { Status = InboxStatus.All });
        Assert.Equal(0, inbox.State.Known[view.Id].Unread);
    }

    [Fact]
    public async Task A_refusal_is_told_and_a_failure_can_be_tried_again()
    {
        await using var portal = new PortalContext();
        var inbox = portal.Get<InboxFeature>();
        portal.Care.Before = _ => Task.FromResult<Refusal?>(Refusal.Forbidden);
        await inbox.Begin();
        Assert.Equal(InboxPhase.Refused, inbox.State.Phase);
        portal.Care.Before = _ => throw new InvalidOperationException("the database is away");
        await inbox.Begin();
        Assert.Equal(InboxPhase.Failed, inbox.State.Phase);
        portal.Care.Before = _ => Task.FromResult<Refusal?>(null);
        await inbox.Begin();
        Assert.Equal(InboxPhase.Ready, inbox.State.Phase);
    }

    [Fact]
    public async Task It_begins_once_however_often_it_is_asked_to()
    {
        await using var portal = new PortalContext();
        var inbox = portal.Get<InboxFeature>();
        await Task.WhenAll(inbox.Begin(), inbox.Begin(), inbox.Begin());
        Assert.Single(portal.Care.Holds);
    }

    [Fact]
    public async Task Its_end_lets_go_of_the_feed()
    {
        await using var portal = new PortalContext();
        var inbox = await Begun(portal);
        await inbox.DisposeAsync();
        Assert.True(Assert.Single(portal.Care.Holds).IsEnded);
    }

    private static async Task<InboxFeature> Begun(PortalContext portal)
    {
        var inbox = portal.Get<InboxFeature>();
        await inbox.Begin();
        return inbox;
    }

    private static IEnumerable<ConversationId> Rows(InboxFeature inbox) => inbox.State.Rows.Select(view => view.Id);
}
