using Microsoft.EntityFrameworkCore;
using Portal.Domain.Conversations;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Domain.Visits;
using Portal.Infrastructure.Conversations.Live;

namespace Portal.Infrastructure.Visits;

/// <summary>Takes participants out of a call, within a change of its visit: their rows end, and every node that holds a seat of the call hears of it.</summary>
internal sealed class CallDepartures
{
    public Task OfAll(VisitAct act, Departure how, CancellationToken cancel) => Of(act, _ => true, how, moment: null, cancel);

    public Task OfPatientsSide(VisitAct act, Departure how, CancellationToken cancel) =>
        Of(act, row => row.Kind is (short)ActorKind.Patient or (short)ActorKind.RelatedPerson, how, moment: null, cancel);

    public Task OfPerson(VisitAct act, Guid person, Departure how, VisitMomentKind? moment, CancellationToken cancel) => Of(act, row => row.PersonId == person, how, moment, cancel);

    public Task<int> OfOne(VisitAct act, Guid participant, Departure how, VisitMomentKind? moment, CancellationToken cancel) => Of(act, row => row.Id == participant, how, moment, cancel);

    private static async Task<int> Of(VisitAct act, Func<CallParticipantRow, bool> whom, Departure how, VisitMomentKind? moment, CancellationToken cancel)
    {
        var visit = act.Row.Id;
        var present = await act.Transaction.Context.Set<CallParticipantRow>().Where(row => row.VisitId == visit && row.LeftAt == null).ToListAsync(cancel);
        var going = present.Where(row => row.LeftAt is null && whom(row)).ToList();
        foreach (var row in going)
        {
            (row.LeftAt, row.Left) = (act.Now, (short)how);
            if (moment is { } kind) act.Moment(new EventActor(new PersonId(row.PersonId), (ActorKind)row.Kind, new ClinicalText(act.Key.OpenText(row.Name, CallRooms.NameContext(visit, row.Id)))), kind);
        }

        if (going.Count == 0) return 0;
        if (present.TrueForAll(row => row.LeftAt is not null))
        {
            act.Row.CallSince = null;
            act.Changed();
        }

        act.Tell(NudgeKind.Call, visit);
        return going.Count;
    }
}
