using Portal.Domain.Conversations;
using Portal.Domain.Shared;
using Portal.Web.Shared.Circuits;

namespace Portal.Web.Conversations.Thread;

/// <summary>What this person's screen has: one call at a time for each marker, always the highest, tried again where it was not taken.</summary>
internal sealed class ThreadMarkers(ConversationId conversation, CircuitActor actor, IMarkers markers)
{
    private readonly Lane delivered = new(sequence => actor.Ask((person, cancel) => markers.MarkDelivered(person, conversation, sequence, cancel)));
    private readonly Lane read = new(sequence => actor.Ask((person, cancel) => markers.MarkRead(person, conversation, sequence, cancel)));

    public void Delivered(Sequence sequence) => delivered.Raise(sequence);

    /// <summary>It stood on the screen of a visible page.</summary>
    public void Read(Sequence sequence) => read.Raise(sequence);

    /// <summary>Says what was not taken yet once more.</summary>
    public void TryAgain()
    {
        delivered.Raise(Sequence.None);
        read.Raise(Sequence.None);
    }

    private sealed class Lane(Func<Sequence, Task<Outcome<Done>>> say)
    {
        private readonly Lock gate = new();
        private Sequence wanted;
        private Sequence said;
        private bool busy;

        public void Raise(Sequence sequence)
        {
            lock (gate)
            {
                wanted = Sequence.Max(wanted, sequence);
                if (busy || wanted <= said) return;
                busy = true;
            }

            _ = Task.Run(Run);
        }

        private async Task Run()
        {
            while (Next() is { } next)
            {
                var taken = await say(next);
                lock (gate)
                {
                    if (taken.IsOk) said = Sequence.Max(said, next);
                    else busy = false;
                    if (!busy) return;
                }
            }
        }

        private Sequence? Next()
        {
            lock (gate)
            {
                if (wanted > said) return wanted;
                busy = false;
                return null;
            }
        }
    }
}
