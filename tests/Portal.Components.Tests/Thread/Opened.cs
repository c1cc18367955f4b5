using Portal.Components.Tests.Fakes;
using Portal.Components.Tests.Shared;
using Portal.Domain.Conversations;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Web.Conversations.History;
using Portal.Web.Conversations.Thread;

using ThreadState = Portal.Web.Conversations.Thread.ThreadState;

namespace Portal.Components.Tests.Thread;

/// <summary>A conversation that the nurse has opened.</summary>
internal sealed class Opened : IAsyncDisposable
{
    private Opened(PortalContext portal, ConversationView view)
    {
        (Portal, Id) = (portal, view.Id);
        Thread = portal.Get<Threads>().Of(view.Id);
    }

    public PortalContext Portal { get; }

    public ConversationId Id { get; }

    public OpenThread Thread { get; }

    public FakeCare Care => Portal.Care;

    public ThreadState State => Thread.State;

    /// <summary>The texts as they are drawn, from top to bottom; null of withdrawn ones.</summary>
    public IEnumerable<string?> Texts => State.Timeline is { } timeline
        ? TimelineEntries.Of(timeline).OfType<TimelineEntry.Message>().Select(message => message.Text?.Reveal())
        : [];

    public TimelineEntry.Message Last => TimelineEntries.Of(State.Timeline!).OfType<TimelineEntry.Message>().Last();

    /// <summary>Opened with so many messages of the patient in it, of which the nurse has read some.</summary>
    public static async Task<Opened> With(int messages = 0, int? read = null, ConversationKind kind = ConversationKind.Patient, Actor? person = null)
    {
        var opened = Prepared(messages, read, kind, person);
        await opened.Thread.Open();
        return opened;
    }

    public static Opened Prepared(int messages = 0, int? read = null, ConversationKind kind = ConversationKind.Patient, Actor? person = null)
    {
        var portal = new PortalContext(person);
        var view = portal.Care.Add(Conversations.With(kind));
        for (var number = 1; number <= messages; number++) portal.Care.Say(view.Id, People.Patient, $"message {number}", Conversations.Now.AddMinutes(number - messages));
        portal.Care.Add(portal.Care[view.Id] with { Read = new Sequence(read ?? messages) });
        return new Opened(portal, view);
    }

    public async Task<ConversationEvent> Hear(string text, Actor? by = null)
    {
        var said = Care.Say(Id, by ?? People.Patient, text, Conversations.Now);
        await Care.Push(said);
        return said;
    }

    public async ValueTask DisposeAsync()
    {
        await Thread.DisposeAsync();
        await Portal.DisposeAsync();
    }
}
