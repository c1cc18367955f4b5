using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Domain.Summaries;
using Portal.Infrastructure.Shared.Keys;

namespace Portal.Infrastructure.Summaries;

/// <summary>The summaries that can still be read: to those of a conversation whose key was destroyed, every question is answered as if there were none.</summary>
internal sealed class ReadableSummaries(SummaryService summaries) : ISummaries
{
    public Task<Outcome<SummaryView>> Draft(Actor actor, NewSummary request, CancellationToken cancel) => KeyGone.AsNotFound(() => summaries.Draft(actor, request, cancel));

    public Task<Outcome<SummaryView>> View(Actor actor, SummaryId summary, CancellationToken cancel) => KeyGone.AsNotFound(() => summaries.View(actor, summary, cancel));

    public Task<Outcome<IReadOnlyList<SummaryLine>>> List(Actor actor, ConversationId conversation, CancellationToken cancel) => KeyGone.AsNotFound(() => summaries.List(actor, conversation, cancel));

    public Task<Outcome<IReadOnlyList<SourceMessage>>> Sources(Actor actor, SummaryId summary, CancellationToken cancel) => KeyGone.AsNotFound(() => summaries.Sources(actor, summary, cancel));

    public Task<Outcome<SummaryView>> Edit(Actor actor, SummaryId summary, int revision, SummaryText text, CancellationToken cancel) =>
        KeyGone.AsNotFound(() => summaries.Edit(actor, summary, revision, text, cancel));

    public Task<Outcome<Done>> Discard(Actor actor, SummaryId summary, int revision, CancellationToken cancel) => KeyGone.AsNotFound(() => summaries.Discard(actor, summary, revision, cancel));

    public Task<Outcome<SummaryView>> Sign(Actor actor, SummaryId summary, SummarySignature signature, CancellationToken cancel) => KeyGone.AsNotFound(() => summaries.Sign(actor, summary, signature, cancel));

    public Task<Outcome<SummaryView>> Correct(Actor actor, SummaryId summary, ClinicalText reason, CancellationToken cancel) => KeyGone.AsNotFound(() => summaries.Correct(actor, summary, reason, cancel));

    public Task<Outcome<SummaryView>> EnterInError(Actor actor, SummaryId summary, ErrorReason reason, CancellationToken cancel) => KeyGone.AsNotFound(() => summaries.EnterInError(actor, summary, reason, cancel));

    public Task<Outcome<SummaryView>> Share(Actor actor, SummaryId summary, CancellationToken cancel) => KeyGone.AsNotFound(() => summaries.Share(actor, summary, cancel));
}
