using System.Diagnostics;
using Portal.Domain.Conversations;
using Portal.Domain.Shared;
using Portal.Testing.Care;

namespace Portal.Benchmarks;

/// <summary>Opening a conversation (the view and the newest 50 events) of 20,000 messages beside one of 20.</summary>
internal static class Opening
{
    public static async Task Run()
    {
        var care = new CareFixture();
        await care.InitializeAsync();
        try
        {
            var team = await care.World.CareTeam();
            var clinician = await care.World.Clinician(team);
            var patient = await care.World.Patient();
            var small = await Talk(care, patient, team, 20);
            var large = await Talk(care, patient, team, 20_000);
            await care.Get<IMarkers>().MarkRead(clinician, large, new Sequence(19_990), CancellationToken.None);
            var conversations = care.Get<IConversations>();
            var times = new Dictionary<ConversationId, List<double>> { [small] = [], [large] = [] };
            for (var round = 0; round < 220; round++)
            {
                foreach (var conversation in (ConversationId[])[small, large])
                {
                    var watch = Stopwatch.StartNew();
                    var view = await conversations.View(clinician, conversation, CancellationToken.None);
                    var events = await conversations.Events(clinician, conversation, new EventRange(), CancellationToken.None);
                    if (!view.IsOk || events.Value.Events.Count < 20) throw new InvalidOperationException("Not opened.");
                    if (round >= 20) times[conversation].Add(watch.Elapsed.TotalMilliseconds);
                }
            }

            var (of20, of20000) = (times[small].Order().ToArray(), times[large].Order().ToArray());
            Figures.Line("opening 20,000 messages beside 20, median", Figures.Percentile(of20000, 0.5), Figures.Percentile(of20, 0.5), "ms", "<= 1.3x");
            Figures.Line("opening 20,000 messages beside 20, p95", Figures.Percentile(of20000, 0.95), Figures.Percentile(of20, 0.95), "ms", "<= 1.3x");
        }
        finally
        {
            await care.DisposeAsync();
        }
    }

    private static async Task<ConversationId> Talk(CareFixture care, Portal.Domain.Identity.Actor patient, CareTeamId team, int count)
    {
        var conversation = await care.World.Conversation(patient, team);
        var messages = care.Get<IMessages>();
        foreach (var some in Enumerable.Range(0, count).Chunk(500))
            await Task.WhenAll(some.Select(index => messages.Post(patient, conversation, CareWorld.Draft($"message {index}"), CancellationToken.None)));
        return conversation;
    }
}
