using System.Text.Json;
using Portal.Testing.Hub;
using Portal.Testing.Time;
using Xunit;

namespace Portal.Web.Tests.Interleavings;

/// <summary>A message of a client's outbox: kept until it is acknowledged, and sent again under the same id, in order.</summary>
internal sealed record Outgoing(string Conversation, Guid Id, string Text);

/// <summary>What the server answered once and for all.</summary>
internal sealed record Acknowledged(Outgoing Message, long Sequence, string SentAt);

/// <summary>A correction (with words) or retraction (without) that the server has taken.</summary>
internal sealed record Amended(string Conversation, long Target, string? Text, long Sequence);

/// <summary>A device that goes through its steps one after the other, and does what the contract asks of a client before each: follows, and empties its outbox in order.</summary>
internal sealed class Client(string name, Link link) : IAsyncDisposable
{
    private readonly List<Outgoing> outbox = [];
    private readonly Dictionary<string, (long Delivered, long Read)> marks = new(StringComparer.Ordinal);
    private int written;

    public Link Link => link;

    public List<Acknowledged> Acknowledgements { get; } = [];

    public List<Amended> Amendments { get; } = [];

    public async Task Run(IReadOnlyList<Step> steps)
    {
        foreach (var step in steps)
        {
            await CatchUp();
            await Take(step);
        }

        await CatchUp();
    }

    public async Task Say(string conversation)
    {
        outbox.Add(Write(conversation));
        await CatchUp();
    }

    /// <summary>Listens until the conversation is held like that, by pushes alone unless there was a hole; gives up in time, and the caller sees what is missing.</summary>
    public async Task Hear(string conversation, Func<HeldConversation, bool> everything)
    {
        try
        {
            await Until.True(async () =>
            {
                await link.Follow();
                return everything(link.Held[conversation]);
            });
        }
        catch (OperationCanceledException)
        {
            // What follows compares, and says more than that it took too long.
        }
    }

    public ValueTask DisposeAsync() => link.DisposeAsync();

    private async Task CatchUp()
    {
        await link.Follow();
        while (outbox.Count > 0) await SendFirst();
    }

    private Task Take(Step step)
    {
        var conversation = link.Conversations[step.Pick % link.Conversations.Count];
        var last = link.Held[conversation].Last;
        return step switch
        {
            Step.Send => Say(conversation),
            Step.Burst(_, var count) => Burst(conversation, count),
            Step.SendAndCut => SendAndCut(conversation),
            Step.SendTwice => SendTwice(Write(conversation)),
            Step.Retry => Retry(Sent(step.Pick)),
            Step.Reuse => Reuse(Sent(step.Pick)),
            Step.Correct => Amend(Sent(step.Pick), $"{name} corrects {++written}"),
            Step.Retract => Amend(Sent(step.Pick), words: null),
            Step.MarkRead(_, var behind) => Mark("MarkRead", conversation, last - behind),
            Step.MarkDelivered(_, var behind) => Mark("MarkDelivered", conversation, last - behind),
            Step.MarkBeyondHead => Refused("refused;reason=beyond-head", "MarkRead", conversation, last + 1_000_000),
            Step.Cut => link.Cut(),
            Step.SubscribeAgain => link.Subscribe(conversation),
            Step.Unsubscribe => link.Leave(conversation),
            Step.Listen => link.Follow(),
            _ => throw new ArgumentOutOfRangeException(nameof(step), step, null),
        };
    }

    private async Task SendFirst()
    {
        var message = outbox[0];
        try
        {
            Acknowledgements.Add(Answer(message, await link.Hub.Invoke("Send", Arguments(message))));
            outbox.RemoveAt(0);
        }
        catch (HubCallException full) when (full.Problem?.StartsWith("not-ready", StringComparison.Ordinal) == true)
        {
            // The server may be full, and says so; the message stays in the outbox.
        }
    }

    private async Task SendAndCut(string conversation)
    {
        outbox.Add(Write(conversation));
        await link.Hub.Begin("Send", Arguments(outbox[^1]));
        await link.Cut();
    }

    private async Task Burst(string conversation, int count)
    {
        var answers = new List<Task<JsonElement>>();
        var messages = Enumerable.Range(0, count).Select(_ => Write(conversation)).ToList();
        foreach (var message in messages) answers.Add(await link.Hub.Begin("Send", Arguments(message)));
        foreach (var (message, answer) in messages.Zip(answers)) Acknowledgements.Add(Answer(message, await answer.WaitAsync(HubClient.Patience)));
    }

    private async Task SendTwice(Outgoing message)
    {
        var byHub = link.Hub.Invoke("Send", Arguments(message));
        var byRest = await link.Elsewhere.Call(HttpMethod.Post, $"/conversations/{message.Conversation}/messages", new { clientMessageId = message.Id, text = message.Text });
        Assert.True(byRest.IsSuccess, $"{byRest.Status} {byRest.Body}");
        Assert.Equal(Answer(message, await byHub), Answer(message, byRest.Body));
        Acknowledgements.Add(Answer(message, byRest.Body));
    }

    private async Task Retry(Acknowledged? sent)
    {
        if (sent is not null) Assert.Equal(sent, Answer(sent.Message, await link.Hub.Invoke("Send", Arguments(sent.Message))));
    }

    private Task Reuse(Acknowledged? sent) =>
        sent is null ? Task.CompletedTask : Refused("conflict;reason=reused-id", "Send", Arguments(sent.Message with { Text = "other words" }));

    private async Task Amend(Acknowledged? sent, string? words)
    {
        if (sent is null) return;
        var path = $"/conversations/{sent.Message.Conversation}/messages/{sent.Sequence}";
        var answer = words is null
            ? await link.Here.Call(HttpMethod.Post, path + "/retract", new { reason = "mistake" })
            : await link.Here.Call(HttpMethod.Put, path, new { text = words });
        if (answer.IsSuccess) Amendments.Add(new Amended(sent.Message.Conversation, sent.Sequence, words, answer.Body.GetProperty("sequence").GetInt64()));
        else Assert.True(words is not null && answer.Problem == "already-retracted", $"{answer.Status} {answer.Body}");
    }

    private async Task Mark(string method, string conversation, long sequence)
    {
        if (sequence < 1) return;
        await link.Hub.Invoke(method, conversation, sequence);
        var (delivered, read) = marks.GetValueOrDefault(conversation);
        var furthest = marks[conversation] = (Math.Max(delivered, sequence), method == "MarkRead" ? Math.Max(read, sequence) : read);
        var view = await link.View(conversation);
        Assert.True(view.GetProperty("deliveredSequence").GetInt64() >= furthest.Delivered && view.GetProperty("readSequence").GetInt64() >= furthest.Read, "A marker moved back.");
    }

    private async Task Refused(string problem, string method, params object?[] arguments) =>
        Assert.Equal(problem, (await Assert.ThrowsAsync<HubCallException>(() => link.Hub.Invoke(method, arguments))).Problem);

    private Outgoing Write(string conversation) => new(conversation, Guid.CreateVersion7(), $"{name} {++written}");

    private Acknowledged? Sent(int pick) => Acknowledgements.Count == 0 ? null : Acknowledgements[pick % Acknowledgements.Count];

    private static object?[] Arguments(Outgoing message) => [message.Conversation, new { clientMessageId = message.Id, text = message.Text }];

    private static Acknowledged Answer(Outgoing message, JsonElement receipt) => new(message, receipt.GetProperty("sequence").GetInt64(), receipt.GetProperty("sentAt").GetString()!);
}
