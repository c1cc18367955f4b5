using Portal.Domain.CareTeams;
using Portal.Domain.Conversations;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Domain.Visits;

namespace Portal.Components.Tests.Fakes;

/// <summary>Visits to begin a test with.</summary>
internal static class Visits
{
    /// <summary>Booked for then with Teodor Blum, for whoever of cardiology is free.</summary>
    public static VisitView At(DateTimeOffset scheduledFor, string name = "Teodor Blum") => new(
        Id.New<VisitId>(),
        Id.New<ConversationId>(),
        new PatientRef(name == "Teodor Blum" ? People.Teodor.Id : Id.New<PersonId>(), new ClinicalText(name)),
        People.Cardiology,
        Practitioner: null,
        new VisitState(VisitStatus.Booked, WaitingState.Expected, scheduledFor, TimeSpan.FromMinutes(20), null, null, null, null, null),
        new ClinicalText("Dizzy since Tuesday"),
        Words: null,
        IsAway: false,
        IsCallRunning: false,
        Estimate: null,
        Devices: null,
        CallBack: null,
        Telephone: null,
        Version: 1);

    /// <summary>Has knocked then.</summary>
    public static VisitView Knocked(this VisitView visit, DateTimeOffset at) =>
        visit with { State = visit.State with { Waiting = WaitingState.Waiting, Status = VisitStatus.Arrived, CheckedInAt = at } };

    /// <summary>Is in the call since then.</summary>
    public static VisitView Started(this VisitView visit, DateTimeOffset at) => visit with
    {
        State = visit.State with { Waiting = WaitingState.InVisit, Status = VisitStatus.InProgress, CheckedInAt = at, AdmittedAt = at, StartedAt = at },
        IsCallRunning = true,
    };

    public static VisitView For(this VisitView visit, Actor practitioner) =>
        visit with { Practitioner = new PersonRef(practitioner.PersonId, practitioner.DisplayName.Reveal()), State = visit.State with { Practitioner = practitioner.PersonId } };

    public static VisitView Of(this VisitView visit, CareTeam team) => visit with { CareTeam = team };
}
