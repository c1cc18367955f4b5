using Microsoft.EntityFrameworkCore;
using Portal.Domain.Conversations;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Infrastructure.Conversations;
using Portal.Infrastructure.Shared.Database;
using Portal.Testing.Care;
using Portal.Testing.Time;
using Xunit;

namespace Portal.Infrastructure.Tests.Conversations;

public sealed class FeedTests(CareFixture care) : IClassFixture<CareFixture>
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly IMessages messages = care.Get<IMessages>();
    private readonly IConversationFeed feed = care.Get<IConversationFeed>();

    [Fact]
    public async Task What_is_posted_while_somebody_subscribes_is_seen_once_and_in_order()
    {
        var (patient, clinician, _, conversation) = await Talk();
        var posting = Task.Run(async () =>
        {
            for (var index = 0; index < 300; index++) await messages.Post(patient, conversation, CareWorld.Draft($"{index}"), None);
        });
        var viewer = new FeedRecorder();
        var seen = new List<ConversationEvent>();
        FeedStart start;
        do
        {
            start = (await feed.Start(clinician, conversation, seen.Count == 0 ? Sequence.None : seen[^1].Sequence, viewer, None)).Value;
            seen.AddRange(start.Events);
        }
        while (start.More);
        start.Live!.Begin();
        await posting;
        await viewer.Until(one => seen.Count + one.Received.Count >= 300);
        seen.AddRange(viewer.Received);
        Assert.Equal(Enumerable.Range(1, 300).Select(number => (long)number), seen.Select(one => one.Sequence.Value));
        await start.Live.DisposeAsync();
    }

    [Fact]
    public async Task Markers_typing_and_presence_reach_the_others()
    {
        var (patient, clinician, _, conversation) = await Talk();
        await messages.Post(patient, conversation, CareWorld.Draft("hello"), None);
        var viewer = new FeedRecorder();
        var start = (await feed.Start(patient, conversation, Sequence.None, viewer, None)).Value;
        start.Live!.Begin();
        using (feed.Connect(clinician))
        {
            await care.Get<IMarkers>().MarkRead(clinician, conversation, new Sequence(1), None);
            await viewer.Until(one => one.Of<Marker>().Any(marker => marker.Person == clinician.PersonId && marker.Read.Value == 1 && marker.Delivered.Value == 1));
            await feed.Typing(clinician, conversation, isTyping: true, None);
            await feed.Typing(clinician, conversation, isTyping: false, None);
            await viewer.Until(one => one.Of<TypingSeen>().Count() == 2);
            Assert.Equal([true, false], viewer.Of<TypingSeen>().Select(one => one.IsTyping));
        }

        await viewer.Until(one => one.Of<Presence>().Any(presence => presence.Person == clinician.PersonId && presence.State == PresenceState.Offline));
        await start.Live.DisposeAsync();
    }

    /// <summary>Sooner than the regular round, which comes every thirty seconds: the wait is shorter than that.</summary>
    [Fact]
    public async Task Who_comes_and_goes_is_written_down_at_once()
    {
        var (_, clinician, _, _) = await Talk();
        var hold = feed.Connect(clinician);
        await Until.True(async () => await LastActive() is not null);
        var came = await LastActive();
        hold.Dispose();
        await Until.True(async () => await LastActive() > came);

        async Task<DateTimeOffset?> LastActive()
        {
            await using var context = await care.Get<IDbContextFactory<PortalDbContext>>().CreateDbContextAsync();
            return await context.Set<PersonPresenceRow>().Where(row => row.PersonId == clinician.PersonId.Value).MaxAsync(row => (DateTimeOffset?)row.LastActiveAt);
        }
    }

    [Fact]
    public async Task Who_leaves_the_care_team_loses_the_feed_and_is_shown_nothing_more()
    {
        var team = await care.World.CareTeam();
        var patient = await care.World.Patient();
        var clinician = await care.World.Clinician(team);
        var conversation = await care.World.Conversation(patient, team);
        var viewer = new FeedRecorder();
        var list = new FeedRecorder();
        var start = (await feed.Start(clinician, conversation, Sequence.None, viewer, None)).Value;
        start.Live!.Begin();
        var inbox = (await care.Get<IInboxFeed>().Start(clinician, list, None)).Value;
        Assert.Contains(inbox.Conversations, view => view.Id == conversation);
        inbox.Live.Begin();
        await care.World.Leave(team, clinician.PersonId);
        await viewer.Until(one => one.Of<LostSeen>().Any());
        await list.Until(one => one.Of<GoneSeen>().Any(gone => gone.Conversation == conversation));
        await messages.Post(patient, conversation, CareWorld.Draft("not for you"), None);
        Assert.Empty(viewer.Received);
        Assert.Equal(RefusalKind.NotFound, (await messages.Post(clinician, conversation, CareWorld.Draft("still here?"), None)).Refusal!.Kind);
    }

    [Fact]
    public async Task A_list_is_told_of_new_conversations_and_of_unread_messages()
    {
        var team = await care.World.CareTeam();
        var patient = await care.World.Patient();
        var nurse = await care.World.Nurse(team);
        var list = new FeedRecorder();
        var inbox = (await care.Get<IInboxFeed>().Start(nurse, list, None)).Value;
        Assert.Empty(inbox.Conversations);
        inbox.Live.Begin();
        var conversation = await care.World.Conversation(patient, team);
        await list.Until(one => one.Of<ConversationView>().Any(view => view.Id == conversation && view.Unread == 0));
        await messages.Post(patient, conversation, CareWorld.Draft("hello"), None);
        await list.Until(one => one.Of<ConversationView>().Any(view => view.Id == conversation && view.Unread == 1));
        await care.Get<IMarkers>().MarkRead(nurse, conversation, new Sequence(1), None);
        await list.Until(one => one.Of<ConversationView>().Last().Unread == 0);
        await inbox.Live.DisposeAsync();
    }

    private async Task<(Actor Patient, Actor Clinician, Actor Nurse, ConversationId Conversation)> Talk()
    {
        var team = await care.World.CareTeam();
        var patient = await care.World.Patient();
        return (patient, await care.World.Clinician(team), await care.World.Nurse(team), await care.World.Conversation(patient, team));
    }
}
