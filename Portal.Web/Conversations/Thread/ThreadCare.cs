using Portal.Domain.Conversations;
using Portal.Domain.Identity;
using Portal.Domain.Patients;
using Portal.Domain.Shared;
using Portal.Web.Shared.Circuits;
using Portal.Web.State;

namespace Portal.Web.Conversations.Thread;

/// <summary>What staff do with one conversation beside writing: status, assignment, priority, putting own words right, and going over to the care team's own conversation.</summary>
internal sealed class ThreadCare(Store<ThreadState, ThreadAction> store, CircuitActor actor, IConversations conversations, IMessages messages, IPatients patients)
{
    private ConversationId Conversation => store.State.Id;

    /// <summary>What stands round the thread: the patient's card, the other conversations about the patient, who can be assigned to.</summary>
    public async Task LoadSurroundings()
    {
        if (store.State.View is not { } view) return;
        if (view.Patient is { } patient)
        {
            if ((await actor.Ask((person, cancel) => patients.Card(person, patient.Id, cancel))).TryGet(out var card, out _)) store.Dispatch(new ThreadAction.PatientCame(card));
            await LoadRelated(patient.Id);
        }

        if (view.Kind == ConversationKind.Patient && (await actor.Ask((person, cancel) => conversations.Assignable(person, Conversation, cancel))).TryGet(out var people, out _))
            store.Dispatch(new ThreadAction.AssignableCame(people));
    }

    public Task SetStatus(ConversationStatus status) => Change((person, cancel) => conversations.SetStatus(person, Conversation, status, cancel));

    public Task SetPriority(Priority priority) => Change((person, cancel) => conversations.SetPriority(person, Conversation, priority, cancel));

    public Task Assign(PersonId? assignee) => Change((person, cancel) => conversations.Assign(person, Conversation, assignee, cancel));

    public async Task AssignToSelf()
    {
        if (await actor.Current() is { } self) await Assign(self.PersonId);
    }

    /// <summary>True once it stands; the history shows it when the feed brings it.</summary>
    public async Task<bool> Correct(Sequence target, string text)
    {
        if (TextRules.Objection(text, TextRules.MessageLimit) is not null) return false;
        var corrected = await actor.Ask((person, cancel) => messages.Correct(person, Conversation, target, new ClinicalText(text), cancel));
        store.Dispatch(new ThreadAction.ProblemArose(corrected.Refusal));
        if (corrected.IsOk) store.Dispatch(new ThreadAction.CorrectionChosen(null));
        return corrected.IsOk;
    }

    public async Task Withdraw(Sequence target, RetractionReason reason)
    {
        var withdrawn = await actor.Ask((person, cancel) => messages.Retract(person, Conversation, target, reason, cancel));
        store.Dispatch(new ThreadAction.ProblemArose(withdrawn.Refusal));
        store.Dispatch(new ThreadAction.WithdrawalChosen(null));
    }

    /// <summary>From the conversation with the patient to the care team's own, and back to the newest with the patient; null where there is no way.</summary>
    public Task<ConversationId?> OtherSide() => store.State.IsTeam ? Task.FromResult(Newest(ConversationKind.Patient)) : TeamConversation();

    /// <summary>The newest conversation of that kind about the patient in this care team.</summary>
    public ConversationId? Newest(ConversationKind kind) =>
        store.State.Related.FirstOrDefault(found => found.Kind == kind && found.CareTeam.Id == store.State.View?.CareTeam.Id)?.Id;

    /// <summary>The care team's own conversation about this patient; made where there is none yet. Null where it may not be had.</summary>
    public async Task<ConversationId?> TeamConversation()
    {
        if (store.State.View is not { Patient: { } patient } view) return null;
        if (Newest(ConversationKind.Team) is { } known) return known;
        var wanted = new NewConversation(view.CareTeam.Id, ConversationKind.Team, patient.Id, view.Topic, Priority.Routine);
        var started = await actor.Ask((person, cancel) => conversations.Start(person, wanted, cancel));
        store.Dispatch(new ThreadAction.ProblemArose(started.Refusal));
        return started.TryGet(out var team, out _) ? team.Id : null;
    }

    private async Task LoadRelated(PersonId patient)
    {
        var filter = new ConversationFilter { Patient = patient };
        if ((await actor.Ask((person, cancel) => conversations.List(person, filter, PageRequest.First, cancel))).TryGet(out var page, out _))
            store.Dispatch(new ThreadAction.RelatedCame(page.Items));
    }

    private async Task Change(Func<Actor, CancellationToken, Task<Outcome<ConversationView>>> call)
    {
        var changed = await actor.Ask(call);
        store.Dispatch(new ThreadAction.ProblemArose(changed.Refusal));
        if (changed.TryGet(out var view, out _)) store.Dispatch(new ThreadAction.ViewCame(view));
    }
}
