using System.Text.Json;
using Xunit;

namespace Portal.Web.Tests.Interleavings;

/// <summary>
/// One conversation as a client holds it, by the contract's words alone: events are applied in the order of their sequences, one that is held already is
/// ignored, a hole is remembered until it was read again; markers only move forward, read implies delivered, and posting moves the own marker.
/// </summary>
internal sealed class HeldConversation
{
    private readonly List<string> log = [];
    private readonly Dictionary<long, Held> messages = [];
    private readonly Dictionary<string, (long Delivered, long Read)> markers = new(StringComparer.Ordinal);

    /// <summary>Every event to the letter; the first has sequence 1.</summary>
    public IReadOnlyList<string> Log => log;

    public long Last => log.Count;

    /// <summary>Something is missing behind <see cref="Last"/>.</summary>
    public bool IsBehind { get; private set; }

    /// <summary>How often a push did not follow what was held.</summary>
    public int Holes { get; private set; }

    /// <summary>What a person would see, one line a message and one a person's marker.</summary>
    public IReadOnlyList<string> Seen =>
    [
        .. messages.OrderBy(message => message.Key).Select(message => $"{message.Key} {message.Value}"),
        .. markers.OrderBy(marker => marker.Key, StringComparer.Ordinal).Select(marker => $"{marker.Key} {marker.Value}"),
    ];

    public void Answered(JsonElement start)
    {
        foreach (var happened in start.GetProperty("events").EnumerateArray()) Happened(happened);
        foreach (var marker in start.GetProperty("markers").EnumerateArray()) Marked(marker);
        IsBehind = start.GetProperty("more").GetBoolean();
    }

    public void Happened(JsonElement happened)
    {
        var sequence = happened.GetProperty("sequence").GetInt64();
        if (sequence <= Last)
        {
            Assert.Equal(log[(int)sequence - 1], Letters(happened)); // events never change once given out
            return;
        }

        if (sequence != Last + 1)
        {
            IsBehind = true;
            Holes++;
            return;
        }

        log.Add(Letters(happened));
        Apply(sequence, happened);
    }

    public void Marked(JsonElement marker) => Move(marker.GetProperty("personId").GetString()!, marker.GetProperty("delivered").GetInt64(), marker.GetProperty("read").GetInt64());

    public void HeadIs(long head) => IsBehind |= head > Last;

    public (long Delivered, long Read) MarkerOf(string person) => markers.GetValueOrDefault(person);

    /// <summary>Messages of others behind the read marker that stand.</summary>
    public int UnreadOf(string person) => messages.Count(message => message.Key > MarkerOf(person).Read && message.Value.Actor != person && message.Value.Text is not null);

    private void Apply(long sequence, JsonElement happened)
    {
        var actor = happened.GetProperty("actor").GetProperty("id").GetString()!;
        switch (happened.GetProperty("type").GetString())
        {
            case "messagePosted":
                messages[sequence] = new Held(actor, happened.GetProperty("clientMessageId").GetString()!, happened.GetProperty("text").GetString());
                Move(actor, sequence, sequence);
                break;
            case "messageCorrected":
                Amend(happened, message => message with { Text = message.Text is null ? null : happened.GetProperty("text").GetString() });
                break;
            case "messageRetracted":
                Amend(happened, message => message with { Text = null });
                break;
        }
    }

    private void Amend(JsonElement happened, Func<Held, Held> change)
    {
        var target = happened.GetProperty("target").GetInt64();
        messages[target] = change(messages[target]);
    }

    private void Move(string person, long delivered, long read)
    {
        var (before, readBefore) = MarkerOf(person);
        var furthest = Math.Max(read, readBefore);
        markers[person] = (Math.Max(Math.Max(delivered, before), furthest), furthest);
    }

    /// <summary>Hub and REST escape some characters differently, which is not a difference.</summary>
    private static string Letters(JsonElement happened) => JsonSerializer.Serialize(happened);

    private sealed record Held(string Actor, string ClientMessageId, string? Text);
}
