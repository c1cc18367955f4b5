using Portal.Domain.Shared;
using Portal.Domain.Visits;

namespace Portal.Domain.Summaries.Drafting;

/// <summary>All that a drafter is given. Nothing of a team conversation can stand here: there is no place for it.</summary>
/// <param name="Topic">The patient's conversation's, or the visit's reason.</param>
/// <param name="Template">Which sections are wanted.</param>
/// <param name="Language">BCP 47.</param>
/// <param name="Messages">Of the patient's conversation, in order, as they stand.</param>
/// <param name="Visit">Where it is a visit's summary.</param>
public sealed record DraftSource(ClinicalText Topic, SummaryTemplate Template, string Language, IReadOnlyList<SpanMessage> Messages, VisitFacts? Visit);

/// <summary>A visit as its record tells it.</summary>
/// <param name="Reason">In the booker's words.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Timeline">Oldest first.</param>
/// <param name="Sources">The events of the conversation that tell of it.</param>
public sealed record VisitFacts(ClinicalText Reason, VisitState State, IReadOnlyList<VisitMoment> Timeline, IReadOnlyList<Sequence> Sources);
