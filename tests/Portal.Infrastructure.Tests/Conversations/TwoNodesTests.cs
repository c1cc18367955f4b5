using Microsoft.Extensions.DependencyInjection;
using Portal.Domain.Conversations;
using Portal.Domain.Shared;
using Portal.Testing.Care;
using Portal.Testing.Database;
using Xunit;

namespace Portal.Infrastructure.Tests.Conversations;

public sealed class TwoNodesTests(CareFixture first) : IClassFixture<CareFixture>
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Two_nodes_number_one_conversation_without_gap_and_each_shows_what_the_other_wrote()
    {
        await using var second = TestServices.Build(first.Database);
        await using var running = await TestServices.Start(second);
        var team = await first.World.CareTeam();
        var patient = await first.World.Patient();
        var clinician = await first.World.Clinician(team);
        var conversation = await first.World.Conversation(patient, team);
        var viewer = new FeedRecorder();
        var start = (await second.GetRequiredService<IConversationFeed>().Start(clinician, conversation, Sequence.None, viewer, None)).Value;
        start.Live!.Begin();
        var nodes = new[] { first.Get<IMessages>(), second.GetRequiredService<IMessages>() };
        await Task.WhenAll(nodes.Select(async (messages, node) =>
        {
            for (var index = 0; index < 40; index++)
                Assert.True((await messages.Post(node == 0 ? patient : clinician, conversation, CareWorld.Draft($"{node}/{index}"), None)).IsOk);
        }));
        await viewer.Until(one => one.Received.Count >= 80);
        Assert.Equal(Enumerable.Range(1, 80).Select(number => (long)number), viewer.Received.Select(one => one.Sequence.Value));
        await start.Live.DisposeAsync();
    }

    [Fact]
    public async Task Access_taken_away_on_one_node_ends_the_feed_on_the_other()
    {
        await using var second = TestServices.Build(first.Database);
        await using var running = await TestServices.Start(second);
        var team = await first.World.CareTeam();
        var clinician = await first.World.Clinician(team);
        var conversation = await first.World.Conversation(await first.World.Patient(), team);
        var viewer = new FeedRecorder();
        var start = (await second.GetRequiredService<IConversationFeed>().Start(clinician, conversation, Sequence.None, viewer, None)).Value;
        start.Live!.Begin();
        await first.World.Leave(team, clinician.PersonId);
        await viewer.Until(one => one.Of<LostSeen>().Any());
    }
}
