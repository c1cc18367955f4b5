using System.Collections.Concurrent;
using System.Threading.Channels;
using Portal.Domain.Conversations;
using Portal.Domain.Shared;

namespace Portal.Testing.Care;

/// <summary>A viewer that writes down what it is pushed, and waits for conditions instead of for time.</summary>
public sealed class FeedRecorder : IFeedViewer, IInboxViewer
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private readonly ConcurrentQueue<object> pushed = new();
    private readonly Channel<bool> news = Channel.CreateUnbounded<bool>();

    public IReadOnlyList<ConversationEvent> Received => [.. pushed.OfType<ConversationEvent>()];

    public IEnumerable<T> Of<T>() => pushed.OfType<T>();

    /// <summary>Waits until what was pushed satisfies the condition; fails with what was there instead.</summary>
    public async Task Until(Func<FeedRecorder, bool> condition)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (!condition(this))
        {
            try
            {
                await news.Reader.ReadAsync(limit.Token);
            }
            catch (OperationCanceledException late)
            {
                throw new TimeoutException($"Not seen within {Limit}. Pushed so far: {string.Join(", ", pushed.Select(one => one.GetType().Name))}", late);
            }
        }
    }

    public ValueTask Events(ConversationId conversation, IReadOnlyList<ConversationEvent> events)
    {
        foreach (var one in events) pushed.Enqueue(one);
        return News();
    }

    public ValueTask Marker(ConversationId conversation, Marker marker) => News(marker);

    public ValueTask Typing(ConversationId conversation, PersonId person, bool isTyping) => News(new TypingSeen(person, isTyping));

    public ValueTask Presence(Presence presence) => News(presence);

    public ValueTask Head(ConversationId conversation, Sequence head) => News(new HeadSeen(head));

    public ValueTask Lost(ConversationId conversation, string reason) => News(new LostSeen(conversation, reason));

    public ValueTask Changed(ConversationView conversation) => News(conversation);

    public ValueTask Gone(ConversationId conversation) => News(new GoneSeen(conversation));

    private ValueTask News(object? one = null)
    {
        if (one is not null) pushed.Enqueue(one);
        news.Writer.TryWrite(true);
        return ValueTask.CompletedTask;
    }
}

public sealed record TypingSeen(PersonId Person, bool IsTyping);

public sealed record HeadSeen(Sequence Head);

public sealed record LostSeen(ConversationId Conversation, string Reason);

public sealed record GoneSeen(ConversationId Conversation);
