using Microsoft.Extensions.Localization;
using Portal.Domain.Shared;
using Portal.Domain.Visits;
using Portal.Web.Shared.Layout;
using Portal.Web.Shared.Texts;

namespace Portal.Web.Visits;

/// <summary>What several screens say of a visit, in the person's language and time zone.</summary>
internal sealed class VisitWords(IStringLocalizer<VisitTexts> words, RefusalTexts refusals, ViewerTime clock)
{
    /// <summary>A refusal by the words that visits have for it (a reason may mean something else in a conversation), else by the portal's own.</summary>
    public string Of(Refusal refusal)
    {
        var reason = refusal.Reason is null ? null : words[$"Refused.{refusal.Reason}"];
        return reason is { ResourceNotFound: false } ? reason : refusals.Of(refusal);
    }

    public string Practitioner(VisitView visit) => visit.Practitioner?.DisplayName ?? words["Practitioner.Anybody"];

    /// <summary>From when to when, on the viewer's clock.</summary>
    public string Span(VisitView visit) => $"{clock.Time(visit.State.ScheduledFor)} – {clock.Time(visit.State.ScheduledFor + visit.State.Length)}";

    public string Minutes(TimeSpan length) => words["Minutes", (int)Math.Round(length.TotalMinutes)];

    public string State(VisitView visit) => words[$"State.{visit.State.Waiting}"];

    /// <summary>The colour that goes with the state's words; null for none.</summary>
    public static string? Tone(VisitView visit) => visit.State.Waiting switch
    {
        WaitingState.Waiting or WaitingState.ReturnedToWaiting => "warn",
        WaitingState.Admitted or WaitingState.InVisit => "ok",
        WaitingState.CheckingIn => "info",
        WaitingState.NoShow => "danger",
        WaitingState.Expected or WaitingState.Left or WaitingState.Completed or WaitingState.Cancelled => null,
    };
}
