using Portal.Domain.Conversations;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Domain.Visits;
using Portal.Testing.Care;
using Xunit;
using static Portal.Infrastructure.Tests.Visits.VisitBench;

namespace Portal.Infrastructure.Tests.Visits;

public sealed class WaitingRoomTests(CareFixture care) : IClassFixture<CareFixture>
{
    [Fact]
    public async Task A_visit_goes_from_booking_to_its_end_and_the_log_tells_of_it()
    {
        var bench = await VisitBench.Make(care);
        var visit = await bench.Visit(practitioner: bench.Clinician.PersonId);
        Assert.Equal(WaitingState.CheckingIn, Ok(await bench.Room.Prepare(bench.Patient, visit, None)).State.Waiting);
        var devices = new DeviceCheck(DeviceVerdict.Denied, DeviceVerdict.Ok, DeviceVerdict.Skipped, NetworkVerdict.Fair);
        var knocked = Ok(await bench.Room.CheckIn(bench.Patient, visit, devices, None));
        Assert.Equal((WaitingState.Waiting, VisitStatus.Arrived, 1), (knocked.State.Waiting, knocked.State.Status, knocked.Estimate!.Place));
        Assert.Null(knocked.Devices);
        Assert.Equal(devices, Ok(await bench.Visits.View(bench.Nurse, visit, None)).Devices);
        Ok(await bench.Room.Admit(bench.Clinician, visit, None));
        var clinician = await bench.Join(bench.Clinician, visit);
        Assert.Equal(VisitStatus.Arrived, (await bench.State(visit)).Status);
        var patient = await bench.Join(bench.Patient, visit);
        Assert.Equal((VisitStatus.InProgress, WaitingState.InVisit), ((await bench.State(visit)).Status, (await bench.State(visit)).Waiting));
        var ended = Ok(await bench.Room.End(bench.Clinician, visit, None));
        Assert.Equal((VisitStatus.Finished, false), (ended.State.Status, ended.IsCallRunning));
        await clinician.Until("ended Finished");
        await patient.Until("ended Finished");

        Assert.Equal(
            [typeof(EventBody.VisitScheduled), typeof(EventBody.VisitCheckedIn), typeof(EventBody.VisitStarted), typeof(EventBody.VisitEnded)],
            (await bench.Log()).Select(one => one.Body.GetType()));
        var record = (await bench.Visits.Record(bench.Clinician, visit, None)).Value;
        Assert.Equal(
            [VisitMomentKind.Booked, VisitMomentKind.Preparing, VisitMomentKind.CheckedIn, VisitMomentKind.Admitted, VisitMomentKind.Joined, VisitMomentKind.Joined, VisitMomentKind.Ended],
            record.Timeline.Select(moment => moment.Kind));
        Assert.Equal(bench.Patient.DisplayName, record.Timeline[2].DisplayName);
    }

    [Fact]
    public async Task What_is_so_already_changes_nothing()
    {
        var bench = await VisitBench.Make(care);
        var visit = await bench.Waiting();
        var before = Ok(await bench.Visits.View(bench.Clinician, visit, None));
        Assert.Equal(before.Version, Ok(await bench.Room.CheckIn(bench.Patient, visit, null, None)).Version);
        Ok(await bench.Room.Admit(bench.Clinician, visit, None));
        var admitted = Ok(await bench.Room.Admit(bench.Nurse, visit, None));
        Assert.Equal(before.Version + 1, admitted.Version);
        Assert.Single(await bench.Log(), one => one.Body is EventBody.VisitCheckedIn);
    }

    [Fact]
    public async Task The_place_outlives_everything_but_leaving()
    {
        var bench = await VisitBench.Make(care);
        var visit = await bench.Admitted();
        var knocked = (await bench.State(visit)).CheckedInAt;
        var returned = Ok(await bench.Room.ReturnToWaiting(bench.Clinician, visit, new ClinicalText("One moment"), None));
        Assert.Equal((WaitingState.ReturnedToWaiting, knocked), (returned.State.Waiting, returned.State.CheckedInAt));
        Assert.Equal("One moment", Ok(await bench.Visits.View(bench.Patient, visit, None)).Words!.Value.Reveal());
        Assert.Null(Ok(await bench.Room.Leave(bench.Patient, visit, None)).State.CheckedInAt);
        Assert.Equal(WaitingState.Waiting, Ok(await bench.Room.CheckIn(bench.Patient, visit, null, None)).State.Waiting);
    }

    [Fact]
    public async Task Only_the_patients_side_knocks_and_only_the_care_team_admits()
    {
        var bench = await VisitBench.Make(care);
        var visit = await bench.Visit();
        Assert.Equal(RefusalKind.Forbidden, (await bench.Room.CheckIn(bench.Clinician, visit, null, None)).Refusal!.Kind);
        Ok(await bench.Room.CheckIn(bench.Patient, visit, null, None));
        foreach (var act in (Func<Actor, Task<Outcome<VisitView>>>[])
        [
            actor => bench.Room.Admit(actor, visit, None),
            actor => bench.Room.Decline(actor, visit, new ClinicalText("no"), None),
            actor => bench.Room.ReturnToWaiting(actor, visit, null, None),
            actor => bench.Room.End(actor, visit, None),
            actor => bench.Visits.NoShow(actor, visit, None),
            actor => bench.Visits.HandOver(actor, visit, null, None),
            actor => bench.Visits.Move(actor, visit, DateTimeOffset.UtcNow.AddDays(1), Length, None),
        ])
        {
            Assert.Equal(RefusalKind.Forbidden, (await act(bench.Patient)).Refusal!.Kind);
        }

        Assert.Equal(WaitingState.Waiting, (await bench.State(visit)).Waiting);
    }

    [Fact]
    public async Task Nobody_of_another_care_team_and_no_other_patient_learns_that_there_is_a_visit()
    {
        var bench = await VisitBench.Make(care);
        var visit = await bench.Waiting();
        var stranger = await care.World.Patient("Eve", "Elsewhere");
        var outsider = await care.World.Clinician(await care.World.CareTeam());
        foreach (var actor in (Actor[])[stranger, outsider])
        {
            Assert.Equal(RefusalKind.NotFound, (await bench.Visits.View(actor, visit, None)).Refusal!.Kind);
            Assert.Equal(RefusalKind.NotFound, (await bench.Room.Admit(actor, visit, None)).Refusal!.Kind);
            Assert.Equal(RefusalKind.NotFound, (await bench.Calls.Ticket(actor, visit, None)).Refusal!.Kind);
        }

        Assert.Equal(RefusalKind.NotFound, (await bench.Room.StillHere(stranger, visit, None)).Refusal!.Kind);
        Assert.Equal(
            (await bench.Room.StillHere(outsider, Id.New<VisitId>(), None)).Refusal,
            (await bench.Room.StillHere(outsider, visit, None)).Refusal);
    }

    [Fact]
    public async Task A_booking_is_checked()
    {
        var bench = await VisitBench.Make(care);
        async Task<string?> Book(Actor actor, DateTimeOffset? at, PersonId? practitioner = null) =>
            (await bench.Visits.Book(actor, new NewVisit(bench.Conversation, at, Length, practitioner, new ClinicalText("x")), None)).Refusal?.Reason;
        Assert.Equal("in-the-past", await Book(bench.Nurse, DateTimeOffset.UtcNow.AddHours(-1)));
        Assert.Equal("too-far-ahead", await Book(bench.Nurse, DateTimeOffset.UtcNow.AddYears(3)));
        Assert.Equal("unknown-practitioner", await Book(bench.Nurse, null, (await care.World.Clinician(await care.World.CareTeam())).PersonId));
        Assert.Equal(RefusalKind.Forbidden, (await bench.Visits.Book(bench.Patient, new NewVisit(bench.Conversation, null, Length, null, new ClinicalText("x")), None)).Refusal!.Kind);
        Assert.Empty((await bench.Visits.Upcoming(bench.Patient, bench.Conversation, None)).Value);
    }

    [Fact]
    public async Task A_visit_of_another_day_cannot_be_walked_into()
    {
        var bench = await VisitBench.Make(care);
        var visit = await bench.Visit(DateTimeOffset.UtcNow.AddDays(2));
        Assert.Equal("too-early", (await bench.Room.CheckIn(bench.Patient, visit, null, None)).Refusal!.Reason);
        Assert.Equal("not-admitted", (await bench.Calls.Ticket(bench.Patient, visit, None)).Refusal!.Reason);
        Assert.Equal("not-waiting", (await bench.Room.Admit(bench.Clinician, visit, None)).Refusal!.Reason);
    }

    [Fact]
    public async Task A_cancelled_visit_tells_why_and_is_over()
    {
        var bench = await VisitBench.Make(care);
        var visit = await bench.Visit(DateTimeOffset.UtcNow.AddDays(2));
        var cancelled = Ok(await bench.Visits.Cancel(bench.Patient, visit, new ClinicalText("I am well again"), None));
        Assert.Equal(VisitStatus.Cancelled, cancelled.State.Status);
        Assert.Equal("I am well again", Ok(await bench.Visits.View(bench.Clinician, visit, None)).Words!.Value.Reveal());
        Assert.Equal("visit-over", (await bench.Room.CheckIn(bench.Patient, visit, null, None)).Refusal!.Reason);
        Assert.Empty((await bench.Visits.Upcoming(bench.Clinician, bench.Conversation, None)).Value);
    }

    [Fact]
    public async Task Call_me_instead_is_a_task_until_somebody_has_called()
    {
        var bench = await VisitBench.Make(care);
        var visit = await bench.Waiting();
        Ok(await bench.Room.AskForCallBack(bench.Patient, visit, new ClinicalText("+1 555 0100"), None));
        var asked = Ok(await bench.Visits.View(bench.Nurse, visit, None)).CallBack!;
        Assert.Equal(("+1 555 0100", null), (asked.Number.Reveal(), asked.DoneAt));
        var done = Ok(await bench.Room.CalledBack(bench.Nurse, visit, None)).CallBack!;
        Assert.Equal(bench.Nurse.PersonId, done.DoneBy!.Id);
        Assert.NotNull(done.DoneAt);
    }

    [Fact]
    public async Task Twenty_who_knock_at_once_stand_in_one_queue()
    {
        var team = await care.World.CareTeam();
        var clinician = await care.World.Clinician(team);
        var visits = new List<(Actor Patient, VisitId Visit)>();
        for (var number = 0; number < 20; number++)
        {
            var patient = await care.World.Patient("P", number.ToString(System.Globalization.CultureInfo.InvariantCulture));
            var conversation = await care.World.Conversation(patient, team);
            visits.Add((patient, (await care.Get<IVisits>().Book(clinician, new NewVisit(conversation, null, Length, null, new ClinicalText("x")), None)).Value.Id));
        }

        await Task.WhenAll(visits.Select(async one => Ok(await care.Get<IWaitingRoom>().CheckIn(one.Patient, one.Visit, null, None))));
        var places = new List<int>();
        foreach (var (patient, visit) in visits) places.Add((await care.Get<IVisits>().View(patient, visit, None)).Value.Estimate!.Place);
        Assert.Equal(Enumerable.Range(1, 20), places.Order());
    }
}
