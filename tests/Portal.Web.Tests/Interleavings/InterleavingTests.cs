using System.Security.Cryptography;
using System.Text.Json;
using Portal.Testing.Running;
using Xunit;
using Xunit.Abstractions;

namespace Portal.Web.Tests.Interleavings;

/// <summary>
/// Random courses of sending, retrying, breaking, coming back, and of pushes that come late, twice, in another order or not at all, by several people and
/// devices over the real hub and the real database. Whatever happened on the way: every acknowledged message is there once, under its sequence, on every
/// device, and what a device has made of start and events is what a fresh read gives. The seed of a failure stands in its message.
/// </summary>
public sealed class InterleavingTests(TwoNodes place, ITestOutputHelper output) : IClassFixture<TwoNodes>
{
    private const int Rounds = 150;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(4, 1)]
    [InlineData(1, 2)]
    [InlineData(2, 2)]
    [InlineData(4, 2)]
    public Task Every_acknowledged_message_is_there_once_in_sequence_on_every_device(ulong seed, int nodes) => Hold(seed, nodes);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public Task So_it_is_by_a_seed_that_nobody_chose(int nodes) => Hold((ulong)RandomNumberGenerator.GetInt32(int.MaxValue), nodes);

    [Fact]
    [Trait("Category", "Soak")]
    public async Task So_it_is_by_many_seeds()
    {
        for (var round = 0; round < Rounds; round++) await Hold((ulong)RandomNumberGenerator.GetInt32(int.MaxValue), nodes: 1 + (round % 2));
    }

    private async Task Hold(ulong seed, int nodes)
    {
        var courses = Script.Of(seed, clients: 5);
        try
        {
            await Play(courses, nodes).WaitAsync(Limit);
        }
        catch (Exception error)
        {
            throw new InvalidOperationException($"Seed {seed} on {nodes} node(s): {error.Message}\n{string.Join('\n', courses)}", error);
        }
    }

    private async Task Play(IReadOnlyList<Course> courses, int count)
    {
        var nodes = place.Nodes.Take(count).ToList();
        var clients = await Clients(courses, nodes);
        try
        {
            await Task.WhenAll(clients.Select((client, index) => Task.Run(() => client.Run(courses[index].Steps))));
            await Task.WhenAll(clients.Select(client => client.Link.Mend()));
            foreach (var conversation in clients.SelectMany(client => client.Link.Conversations).Distinct())
            {
                List<Client> theirs = [.. clients.Where(client => client.Link.Conversations.Contains(conversation))];

                // The last word: whoever has lost something before it now sees a hole.
                await theirs[0].Say(conversation);
                await Check(conversation, theirs);
            }

            output.WriteLine($"{clients.Sum(client => client.Acknowledgements.Count)} acknowledged, {clients.Sum(client => client.Link.Held.Values.Sum(one => one.Holes))} holes seen and filled");
        }
        finally
        {
            foreach (var client in clients) await client.DisposeAsync();
        }
    }

    /// <summary>Two devices of one patient, another patient, and two of the staff, who follow both conversations.</summary>
    private async Task<List<Client>> Clients(IReadOnlyList<Course> courses, List<LiveHost> nodes)
    {
        var identifier = $"team-{Guid.CreateVersion7():N}";
        var team = await place.World.CareTeam(identifier);
        var (ada, ben) = ($"{identifier}-ada", $"{identifier}-ben");
        var sessions = new List<(string Name, HospitalSession Session)>
        {
            ("Ada's phone", await place.Hospital.Patient(ada, identifier)),
            ("Ada's laptop", await place.Hospital.Patient(ada, identifier)),
            ("Ben", await place.Hospital.Patient(ben, identifier)),
            ("the nurse", await place.Hospital.Practitioner(await place.World.Nurse(team))),
            ("the clinician", await place.Hospital.Practitioner(await place.World.Clinician(team))),
        };
        var all = sessions.Select(one => one.Session.Conversation).OfType<string>().Distinct().ToList();
        return [.. sessions.Select((one, index) =>
            new Client(one.Name, new Link(one.Session, one.Session.Conversation is { } own ? [own] : all, nodes, new Line(courses[index].Roughness))))];
    }

    private static async Task Check(string conversation, List<Client> clients)
    {
        var (fresh, stored) = await clients[0].Link.ReadAnew(conversation);
        Assert.Equal(Enumerable.Range(1, stored.Count).Select(number => (long)number), stored.Select(happened => happened.GetProperty("sequence").GetInt64()));
        foreach (var client in clients)
        {
            Answered(client, conversation, stored);
            await client.Hear(conversation, one => one.Last >= fresh.Last && one.Seen.SequenceEqual(fresh.Seen));
            var held = client.Link.Held[conversation];
            Assert.Equal(fresh.Log, held.Log);
            Assert.Equal(fresh.Seen, held.Seen);
            if (client.Link.IsSmooth) Assert.Equal(0, held.Holes);
            var (view, marker) = (await client.Link.View(conversation), fresh.MarkerOf(client.Link.Person));
            Assert.Equal(
                (fresh.Last, marker.Delivered, marker.Read, fresh.UnreadOf(client.Link.Person)),
                (view.GetProperty("headSequence").GetInt64(), view.GetProperty("deliveredSequence").GetInt64(), view.GetProperty("readSequence").GetInt64(), view.GetProperty("unreadCount").GetInt32()));
        }
    }

    /// <summary>What one device was answered is what is stored, once, and in the order in which it was written there.</summary>
    private static void Answered(Client client, string conversation, IReadOnlyList<JsonElement> stored)
    {
        var mine = client.Acknowledgements.Where(one => one.Message.Conversation == conversation).ToList();
        foreach (var (message, sequence, sentAt) in mine)
        {
            var happened = stored[(int)sequence - 1];
            Assert.Equal(
                ("messagePosted", message.Id, message.Text, sentAt, client.Link.Person),
                (happened.GetProperty("type").GetString(), happened.GetProperty("clientMessageId").GetGuid(), happened.GetProperty("text").GetString(),
                    happened.GetProperty("at").GetString(), happened.GetProperty("actor").GetProperty("id").GetString()));
            Assert.Single(stored, one => one.TryGetProperty("clientMessageId", out var id) && id.GetGuid() == message.Id);
        }

        Assert.Equal(mine.Select(one => one.Sequence).Order(), mine.Select(one => one.Sequence));
        foreach (var (_, target, text, sequence) in client.Amendments.Where(one => one.Conversation == conversation))
        {
            var happened = stored[(int)sequence - 1];
            Assert.Equal((text is null ? "messageRetracted" : "messageCorrected", target), (happened.GetProperty("type").GetString(), happened.GetProperty("target").GetInt64()));
            if (text is not null) Assert.Equal(text, happened.GetProperty("text").GetString());
        }
    }
}
