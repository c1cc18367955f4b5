using Portal.Domain.Conversations;
using Portal.Domain.Shared;
using Portal.Web.Conversations.Inbox;

namespace Portal.Web.Summaries;

/// <summary>
/// Tells that summaries may stand otherwise now. Signatures and the EHR's answers are written into the team's own conversation about the patient, and what becomes of
/// messages into the patient's; the circuit's inbox hears of both. A hint and no more: whoever hears it reads again.
/// </summary>
internal sealed class SummaryHints(InboxFeature inbox)
{
    /// <summary>Calls <paramref name="heard"/>, on any thread, whenever what the team is told has grown, and with <paramref name="messages"/> that conversation too; until disposed of.</summary>
    public IDisposable Of(PersonId patient, CareTeamId careTeam, ConversationId? messages, Action heard) => new Listening(inbox, patient, careTeam, messages, heard);

    private sealed class Listening : IDisposable
    {
        private readonly Lock gate = new();
        private readonly InboxFeature inbox;
        private readonly PersonId patient;
        private readonly CareTeamId careTeam;
        private readonly ConversationId? messages;
        private readonly Action heard;
        private (Sequence? Team, Sequence? Messages) last;

        public Listening(InboxFeature inbox, PersonId patient, CareTeamId careTeam, ConversationId? messages, Action heard)
        {
            (this.inbox, this.patient, this.careTeam, this.messages, this.heard) = (inbox, patient, careTeam, messages, heard);
            last = Heads();
            inbox.Store.Changed += OnChanged;
        }

        public void Dispose() => inbox.Store.Changed -= OnChanged;

        private void OnChanged(object? sender, EventArgs nothing)
        {
            lock (gate)
            {
                var now = Heads();
                if (now == last) return;
                last = now;
            }

            heard();
        }

        /// <summary>Null of what the inbox does not know: it is told of it when something happens there.</summary>
        private (Sequence? Team, Sequence? Messages) Heads()
        {
            var known = inbox.State.Known;
            var team = known.Values.FirstOrDefault(view => view.Kind == ConversationKind.Team && view.Patient?.Id == patient && view.CareTeam.Id == careTeam);
            return (team?.Head, messages is { } id && known.TryGetValue(id, out var own) ? own.Head : null);
        }
    }
}
