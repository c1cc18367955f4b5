using Microsoft.EntityFrameworkCore;
using Portal.Domain.Audit;
using Portal.Domain.Conversations;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Domain.Summaries;
using Portal.Infrastructure.Audit;
using Portal.Infrastructure.Conversations;
using Portal.Infrastructure.Shared.Keys;
using Portal.Infrastructure.Summaries.Drafting;

namespace Portal.Infrastructure.Summaries;

/// <summary>What <see cref="ISummaries"/> says. An opening is audited once it is read, before it is shown: what cannot be read was not seen.</summary>
internal sealed class SummaryService(
    SummaryChanges changes,
    SummaryViews views,
    SpanReader spans,
    SourceReader sources,
    Drafters drafters,
    ConversationAccess access,
    ConversationWriting writing,
    ViewLog viewLog,
    AuditWriter audit) : ISummaries
{
    public async Task<Outcome<SummaryView>> Draft(Actor actor, NewSummary request, CancellationToken cancel)
    {
        var admitted = await access.Admit(actor, request.Conversation, _ => CareAction.DraftSummary, cancel);
        if (!admitted.TryGet(out var admission, out var refusal)) return refusal;
        if (admission.Card is not { Kind: ConversationKind.Patient, Patient: { } patient }) return SummaryRefusals.TeamConversation;
        if (!(await spans.Read(admission.Card, request, cancel)).TryGet(out var read, out var unread)) return unread;

        // Before any lock: a model takes its time.
        var draft = await drafters.Draft(read.Source, request.ByModel, cancel);
        var id = Id.New<SummaryId>();
        await using (var transaction = await ConversationTransaction.Begin(writing, cancel))
        {
            if ((await transaction.Lock([request.Conversation.Value], cancel))[0] is not { } conversation) return Refusal.NotFound;
            if (await transaction.Refuse(actor, CareAction.DraftSummary, conversation, more: null, cancel) is { } denied) return denied;
            var now = changes.Clock.Now();
            var row = new SummaryRow
            {
                Id = id.Value,
                ConversationId = conversation.Id,
                PatientId = patient,
                CareTeamId = conversation.CareTeamId,
                VisitId = request.Visit?.Value,
                Kind = (short)read.Kind,
                Template = read.Source.Template.Name,
                Language = read.Source.Language,
                SpanFrom = read.Span.From.Value,
                SpanTo = read.Span.To.Value,
                PeriodFrom = read.Period.From,
                PeriodTo = read.Period.To,
                SeenHead = read.Head,
                Model = draft.Model,
                DraftedBy = actor.PersonId.Value,
                DraftedAt = now,
            };
            var act = new SummaryAct(actor, transaction, conversation, team: null, row, await writing.Vault.Get(DataKeyKind.Conversation, conversation.Id, cancel), now);
            act.Take(SummaryState.New, draft, SummaryText.Of(draft));
            act.Audit(AuditAction.SummaryDrafted, draft.Origin.ToString());
            transaction.Context.Add(row);
            await transaction.Commit(cancel);
        }

        return await views.One(id.Value, cancel) is { } view ? view : Refusal.NotFound;
    }

    public async Task<Outcome<SummaryView>> View(Actor actor, SummaryId summary, CancellationToken cancel)
    {
        var admitted = await changes.Admit(actor, summary, CareAction.ReadTeamConversation, cancel);
        if (!admitted.TryGet(out var admission, out var refusal)) return refusal;
        if (await views.One(summary.Value, cancel) is not { } view) return Refusal.NotFound;
        await audit.WriteAlone(Viewed(actor, summary, admission.Card), cancel);
        return view;
    }

    public async Task<Outcome<IReadOnlyList<SummaryLine>>> List(Actor actor, ConversationId conversation, CancellationToken cancel)
    {
        var admitted = await access.Admit(actor, conversation, _ => CareAction.ReadTeamConversation, cancel);
        if (!admitted.TryGet(out var admission, out var refusal)) return refusal;
        var lines = await views.Of(conversation.Value, cancel);
        await viewLog.Opened(actor, admission.Card, cancel);
        return lines.ToList();
    }

    public async Task<Outcome<IReadOnlyList<SourceMessage>>> Sources(Actor actor, SummaryId summary, CancellationToken cancel)
    {
        var admitted = await changes.Admit(actor, summary, CareAction.ReadTeamConversation, cancel);
        if (!admitted.TryGet(out var admission, out var refusal)) return refusal;
        var messages = await sources.Of(summary.Value, cancel);
        await viewLog.Opened(actor, admission.Card, cancel);
        return messages.ToList();
    }

    public Task<Outcome<SummaryView>> Edit(Actor actor, SummaryId summary, int revision, SummaryText text, CancellationToken cancel)
    {
        if (SummaryRules.Objection(text) is { } objection) return Task.FromResult<Outcome<SummaryView>>(objection);
        return changes.Change(actor, summary, CareAction.DraftSummary, tellsTeam: false, act =>
        {
            var outcome = ConversationSummary.Edit(act.State, revision);
            if (!outcome.TryGet(out var state, out var refusal)) return Task.FromResult<Refusal?>(refusal);
            act.Take(state, draft: null, text);
            act.Audit(AuditAction.SummaryEdited);
            return Task.FromResult<Refusal?>(null);
        }, cancel);
    }

    public Task<Outcome<Done>> Discard(Actor actor, SummaryId summary, int revision, CancellationToken cancel) =>
        changes.Do(actor, summary, CareAction.DraftSummary, async act =>
        {
            if (!ConversationSummary.Discard(act.State, revision).TryGet(out var state, out var refusal)) return refusal;
            act.Audit(AuditAction.SummaryDiscarded, Version(act.State));
            if (state is null)
            {
                act.Remove();
                return null;
            }

            var (draft, text) = Again(await act.Signed(cancel), act.Row);
            await act.GoBack(state, draft, text, cancel);
            return null;
        }, cancel);

    public Task<Outcome<SummaryView>> Sign(Actor actor, SummaryId summary, SummarySignature signature, CancellationToken cancel) =>
        changes.Change(actor, summary, CareAction.SignSummary, tellsTeam: true, async act =>
        {
            var text = act.Text().Filled();
            if (!ConversationSummary.Sign(act.State, signature.Revision, text).TryGet(out var state, out var refusal)) return refusal;
            var seen = Sequence.Max(new Sequence(act.Row.SeenHead), signature.SourcesSeen ?? Sequence.None);
            if (Staleness.Of(act.Row.Span, await SummaryViews.Changes(act.Transaction.Context, act.Conversation.Id, cancel), seen).Count > 0) return SummaryRefusals.SourcesChanged;
            if (signature.IsShared && !ConversationSummary.Share(state, text).TryGet(out _, out var unshared)) return unshared;
            await act.Sign(state, text, act.State.Standing is null ? SummarySigning.First : SummarySigning.Correction, error: null, cancel);
            act.Audit(AuditAction.SummarySigned, Version(state));
            if (signature.IsShared) await act.Share(text.Of(SectionKind.Instructions), cancel);
            return null;
        }, cancel);

    public Task<Outcome<SummaryView>> Correct(Actor actor, SummaryId summary, ClinicalText reason, CancellationToken cancel)
    {
        if (TextRules.Objection(reason.Reveal(), SummaryRules.ReasonLimit) is { } objection) return Task.FromResult<Outcome<SummaryView>>(Refusal.Invalid("$.reason", objection));
        return changes.Change(actor, summary, CareAction.SignSummary, tellsTeam: false, async act =>
        {
            if (!ConversationSummary.Correct(act.State).TryGet(out var state, out var refusal)) return refusal;
            var (draft, text) = Again(await act.Signed(cancel), act.Row);
            act.Take(state, draft, text);
            act.SetReason(reason);
            act.Audit(AuditAction.SummaryCorrected, Version(state));
            return null;
        }, cancel);
    }

    public Task<Outcome<SummaryView>> EnterInError(Actor actor, SummaryId summary, ErrorReason reason, CancellationToken cancel) =>
        changes.Change(actor, summary, CareAction.SignSummary, tellsTeam: true, async act =>
        {
            if (!ConversationSummary.EnterInError(act.State).TryGet(out var state, out var refusal)) return refusal;
            var withdrawn = new SummaryText((await act.Signed(cancel)).Topic, []);
            if (act.Row.SharedVersion is not null) await act.Share(instructions: null, cancel);
            act.Take(state, new SummaryDraft(withdrawn.Topic, [], DraftOrigin.ByHand), withdrawn);
            act.SetReason(null);
            await act.Sign(state, withdrawn, SummarySigning.EnteredInError, reason, cancel);
            act.Audit(AuditAction.SummaryEnteredInError, reason.ToString());
            return null;
        }, cancel);

    public Task<Outcome<SummaryView>> Share(Actor actor, SummaryId summary, CancellationToken cancel) =>
        changes.Change(actor, summary, CareAction.ShareSummary, tellsTeam: false, async act =>
        {
            if (act.State.Standing is null) return SummaryRefusals.NotSigned;
            var signed = await act.Signed(cancel);
            if (!ConversationSummary.Share(act.State, signed).TryGet(out _, out var refusal)) return refusal;
            if (act.Row.SharedVersion != act.Row.StandingVersion) await act.Share(signed.Of(SectionKind.Instructions), cancel);
            return null;
        }, cancel);

    /// <summary>What was signed, to be gone over: with the template's sections that were left empty, and as the draft to compare with.</summary>
    private static (SummaryDraft Draft, SummaryText Text) Again(SummaryText signed, SummaryRow row)
    {
        var kinds = (SummaryTemplate.Named(row.Template, (SummaryKind)row.Kind)?.Sections ?? []).Union(signed.Sections.Select(section => section.Kind)).Order();
        var text = signed with { Sections = [.. kinds.Select(kind => new SummarySection(kind, signed.Of(kind) ?? default))] };
        var draft = new SummaryDraft(
            signed.Topic,
            [.. text.Sections.Select(section => new DraftSection(section.Kind, [.. section.Text.Reveal().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => new SummarySentence(new ClinicalText(line), []))]))],
            DraftOrigin.ByHand,
            row.Model);
        return (draft, text);
    }

    private static AuditEntry Viewed(Actor actor, SummaryId summary, ConversationCard card) => new(actor, AuditAction.SummaryViewed)
    {
        Conversation = new ConversationId(card.Id),
        Patient = card.Patient is { } patient ? new PersonId(patient) : null,
        CareTeam = new CareTeamId(card.CareTeam),
        Subject = summary.Value,
    };

    private static string Version(SummaryState state) => "v" + state.Version.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
