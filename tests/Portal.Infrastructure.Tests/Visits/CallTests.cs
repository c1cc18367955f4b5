using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portal.Domain.Audit;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Domain.Visits;
using Portal.Infrastructure.Audit;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Visits;
using Portal.Testing.Care;
using Portal.Testing.Database;
using Xunit;
using static Portal.Infrastructure.Tests.Visits.VisitBench;

namespace Portal.Infrastructure.Tests.Visits;

public sealed class CallTests(CareFixture care) : IClassFixture<CareFixture>
{
    [Fact]
    public async Task No_credential_for_media_exists_before_admission()
    {
        var bench = await VisitBench.Make(care);
        var visit = await bench.Visit();
        Assert.Equal("not-admitted", (await bench.Calls.Ticket(bench.Patient, visit, None)).Refusal!.Reason);
        Ok(await bench.Room.CheckIn(bench.Patient, visit, null, None));
        Assert.Equal("not-admitted", (await bench.Calls.Ticket(bench.Patient, visit, None)).Refusal!.Reason);
        Ok(await bench.Room.Admit(bench.Nurse, visit, None));
        Assert.True((await bench.Calls.Ticket(bench.Patient, visit, None)).IsOk);
    }

    [Fact]
    public async Task A_token_works_once_for_its_person_and_its_admission()
    {
        var bench = await VisitBench.Make(care);
        var visit = await bench.Admitted();
        async Task<string?> Join(Actor actor, string token) => (await bench.Calls.Join(actor, token, new SeatedCall(), None)).Refusal?.Reason;

        var used = await bench.Token(bench.Patient, visit);
        Assert.Null(await Join(bench.Patient, used));
        Assert.Equal("media-token", await Join(bench.Patient, used));
        Assert.Equal("media-token", await Join(bench.Clinician, await bench.Token(bench.Patient, visit)));
        Assert.Equal("media-token", await Join(bench.Patient, "guessed"));

        var early = await bench.Token(bench.Patient, visit);
        Ok(await bench.Room.ReturnToWaiting(bench.Clinician, visit, null, None));
        Assert.Equal("media-token", await Join(bench.Patient, early));
        Ok(await bench.Room.Admit(bench.Clinician, visit, None));
        Assert.Equal("media-token", await Join(bench.Patient, early));

        await bench.Join(bench.Clinician, visit);
        await bench.Join(bench.Patient, visit);
        var late = await bench.Token(bench.Patient, visit);
        Ok(await bench.Room.End(bench.Clinician, visit, None));
        Assert.Equal("media-token", await Join(bench.Patient, late));
        Assert.Equal("visit-over", (await bench.Calls.Ticket(bench.Patient, visit, None)).Refusal!.Reason);
    }

    [Fact]
    public async Task A_token_that_two_use_at_once_lets_one_in()
    {
        var bench = await VisitBench.Make(care);
        var token = await bench.Token(bench.Patient, await bench.Admitted());
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => bench.Calls.Join(bench.Patient, token, new SeatedCall(), None)));
        Assert.Single(answers, answer => answer.IsOk);
    }

    [Fact]
    public async Task Two_see_each_other_and_signals_go_to_the_one_they_are_for()
    {
        var bench = await VisitBench.Make(care);
        var visit = await bench.Admitted();
        var clinician = await bench.Join(bench.Clinician, visit);
        var patient = await bench.Join(bench.Patient, visit);
        await clinician.Until($"joined {patient.Self}");
        var seen = Assert.Single(patient.Start.Peers);
        Assert.Equal((clinician.Self, true), (seen.Id, seen.IsPolite));

        for (var number = 0; number < 30; number++) Assert.True((await clinician.Seat.Signal(patient.Self, new CallSignal(null, $"c{number}", 0), None)).IsOk);
        await patient.Until($"signal {clinician.Self} c29");
        Assert.Equal(Enumerable.Range(0, 30).Select(number => $"signal {clinician.Self} c{number}"), patient.Seen.Where(one => one.StartsWith("signal", StringComparison.Ordinal)));
        Assert.DoesNotContain(clinician.Seen, one => one.StartsWith("signal", StringComparison.Ordinal));

        Assert.True((await patient.Seat.Sends(new MediaSent(true, true, true), None)).IsOk);
        await clinician.Until($"sends {patient.Self} True True True");
        Assert.True((await patient.Seat.Stands(RecoveryStep.Restarting, None)).IsOk);
        await clinician.Until($"step {patient.Self} Restarting");
    }

    [Fact]
    public async Task Nobody_signals_into_a_call_of_others()
    {
        var bench = await VisitBench.Make(care);
        var other = await VisitBench.Make(care);
        var mine = await bench.Join(bench.Clinician, await bench.Admitted());
        var theirs = await other.Join(other.Clinician, await other.Admitted());
        Assert.Equal("unknown-peer", (await mine.Seat.Signal(theirs.Self, new CallSignal("{}", null, 0), None)).Refusal!.Reason);
    }

    [Fact]
    public async Task A_later_join_of_a_person_puts_the_older_out()
    {
        var bench = await VisitBench.Make(care);
        var visit = await bench.Admitted();
        var clinician = await bench.Join(bench.Clinician, visit);
        var first = await bench.Join(bench.Patient, visit);
        var second = await bench.Join(bench.Patient, visit);
        await first.Until("removed Elsewhere");
        await clinician.Until($"left {first.Self} Elsewhere");
        await clinician.Until($"joined {second.Self}");
        Assert.Equal("unknown-peer", (await first.Seat.Sends(new MediaSent(true, false, false), None)).Refusal!.Reason);
    }

    [Fact]
    public async Task A_call_is_between_two_and_the_next_of_a_side_comes_in_when_the_first_has_gone()
    {
        var bench = await VisitBench.Make(care);
        var visit = await bench.Admitted();
        var early = await bench.Token(bench.Nurse, visit);
        var clinician = await bench.Join(bench.Clinician, visit);
        Assert.Equal("call-full", (await bench.Calls.Ticket(bench.Nurse, visit, None)).Refusal!.Reason);
        Assert.Equal("call-full", (await bench.Calls.Join(bench.Nurse, early, new SeatedCall(), None)).Refusal!.Reason);
        await bench.Join(bench.Patient, visit);
        Assert.True((await clinician.Seat.Leave(None)).IsOk);
        var nurse = await bench.Join(bench.Nurse, visit);
        Assert.Single(nurse.Start.Peers);
    }

    [Fact]
    public async Task A_lost_connection_keeps_its_place_and_its_mail()
    {
        var bench = await VisitBench.Make(care);
        var visit = await bench.Admitted();
        var clinician = await bench.Join(bench.Clinician, visit);
        var patient = await bench.Join(bench.Patient, visit);
        await clinician.Until($"joined {patient.Self}");
        await patient.Seat.DisposeAsync();
        Assert.True((await clinician.Seat.Signal(patient.Self, new CallSignal(null, "while away", 0), None)).IsOk);

        var token = await bench.Token(bench.Patient, visit);
        var back = await SeatedCall.Of(viewer => bench.Calls.Resume(bench.Patient, token, patient.Self, viewer, None));
        Assert.Equal(patient.Self, back.Self);
        await back.Until($"signal {clinician.Self} while away");
        Assert.DoesNotContain(clinician.Seen, one => one.StartsWith("left", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nobody_resumes_the_place_of_another()
    {
        var bench = await VisitBench.Make(care);
        var visit = await bench.Admitted();
        var clinician = await bench.Join(bench.Clinician, visit);
        var token = await bench.Token(bench.Patient, visit);
        var patient = await SeatedCall.Of(viewer => bench.Calls.Resume(bench.Patient, token, clinician.Self, viewer, None));
        Assert.NotEqual(clinician.Self, patient.Self);
    }

    [Fact]
    public async Task Return_to_waiting_ends_the_patients_place_at_once()
    {
        var bench = await VisitBench.Make(care);
        var visit = await bench.Admitted();
        var clinician = await bench.Join(bench.Clinician, visit);
        var patient = await bench.Join(bench.Patient, visit);
        await clinician.Until($"joined {patient.Self}");
        Ok(await bench.Room.ReturnToWaiting(bench.Clinician, visit, null, None));
        await patient.Until("removed Returned");
        await clinician.Until($"left {patient.Self} Removed");
        Assert.Equal("not-admitted", (await bench.Calls.Ticket(bench.Patient, visit, None)).Refusal!.Reason);
        Assert.Equal("unknown-peer", (await patient.Seat.Signal(clinician.Self, new CallSignal(null, "x", 0), None)).Refusal!.Reason);
    }

    [Fact]
    public async Task A_patient_who_is_removed_waits_again_and_has_nothing_to_join_with()
    {
        var bench = await VisitBench.Make(care);
        var visit = await bench.Admitted();
        var knocked = (await bench.State(visit)).CheckedInAt;
        var clinician = await bench.Join(bench.Clinician, visit);
        var patient = await bench.Join(bench.Patient, visit);
        var unused = await bench.Token(bench.Patient, visit);
        Assert.True((await bench.Calls.Remove(bench.Nurse, visit, patient.Self, None)).IsOk);
        await patient.Until("removed Returned");
        await clinician.Until($"left {patient.Self} Removed");
        var state = await bench.State(visit);
        Assert.Equal((WaitingState.ReturnedToWaiting, knocked), (state.Waiting, state.CheckedInAt));
        Assert.Equal("media-token", (await bench.Calls.Join(bench.Patient, unused, new SeatedCall(), None)).Refusal!.Reason);
        Assert.Equal("not-admitted", (await bench.Calls.Ticket(bench.Patient, visit, None)).Refusal!.Reason);
        Ok(await bench.Room.Admit(bench.Clinician, visit, None));
        Assert.Equal("media-token", (await bench.Calls.Join(bench.Patient, unused, new SeatedCall(), None)).Refusal!.Reason);
        Assert.Equal("unknown-peer", (await bench.Calls.Remove(bench.Nurse, visit, patient.Self, None)).Refusal!.Reason);
    }

    [Fact]
    public async Task A_member_of_staff_who_is_removed_makes_room_for_another_and_the_record_tells_whom_it_happened_to()
    {
        var bench = await VisitBench.Make(care);
        var visit = await bench.Admitted();
        var nurse = await bench.Join(bench.Nurse, visit);
        var patient = await bench.Join(bench.Patient, visit);
        var unused = await bench.Token(bench.Nurse, visit);
        Assert.Equal("call-full", (await bench.Calls.Ticket(bench.Clinician, visit, None)).Refusal!.Reason);
        var present = (await bench.Calls.Participants(bench.Clinician, visit, None)).Value;
        Assert.Equal([(nurse.Self, bench.Nurse.PersonId), (patient.Self, bench.Patient.PersonId)], present.Select(one => (one.Id, one.Person)));
        Assert.Equal(bench.Patient.DisplayName, present[1].DisplayName);
        Assert.True((await bench.Calls.Remove(bench.Clinician, visit, present[0].Id, None)).IsOk);
        Assert.Equal([patient.Self], (await bench.Calls.Participants(bench.Clinician, visit, None)).Value.Select(one => one.Id));
        await nurse.Until("removed Removed");
        await patient.Until($"left {nurse.Self} Removed");
        Assert.Equal("media-token", (await bench.Calls.Join(bench.Nurse, unused, new SeatedCall(), None)).Refusal!.Reason);
        Assert.Equal(patient.Self, Assert.Single((await bench.Join(bench.Clinician, visit)).Start.Peers).Id);
        Assert.Equal(WaitingState.InVisit, (await bench.State(visit)).Waiting);
        var removed = Assert.Single((await bench.Visits.Record(bench.Clinician, visit, None)).Value.Timeline, moment => moment.Kind == VisitMomentKind.Removed);
        Assert.Equal(bench.Nurse.PersonId, removed.Person);
        Assert.Equal([bench.Clinician.PersonId.Value], await Audited(visit, row => row.Action == (short)AuditAction.CallLeft && row.Code == nameof(CallRemoval.Removed)));
    }

    [Fact]
    public async Task Nobody_else_removes_anybody_and_each_try_is_on_record()
    {
        var (bench, other) = (await VisitBench.Make(care), await VisitBench.Make(care));
        var visit = await bench.Admitted();
        var clinician = await bench.Join(bench.Clinician, visit);
        var theirs = await other.Join(other.Clinician, await other.Admitted());
        Assert.Equal(RefusalKind.Forbidden, (await bench.Calls.Remove(bench.Patient, visit, clinician.Self, None)).Refusal!.Kind);
        Assert.Equal(RefusalKind.NotFound, (await bench.Calls.Remove(other.Clinician, visit, clinician.Self, None)).Refusal!.Kind);
        Assert.Equal(RefusalKind.Forbidden, (await bench.Calls.Participants(bench.Patient, visit, None)).Refusal!.Kind);
        Assert.Equal(RefusalKind.NotFound, (await bench.Calls.Participants(other.Clinician, visit, None)).Refusal!.Kind);
        Assert.Equal("unknown-peer", (await bench.Calls.Remove(bench.Clinician, visit, theirs.Self, None)).Refusal!.Reason);
        Assert.True((await clinician.Seat.Sends(new MediaSent(true, false, false), None)).IsOk);
        Assert.True((await theirs.Seat.Sends(new MediaSent(true, false, false), None)).IsOk);
        Assert.Equal(
            [bench.Patient.PersonId.Value, other.Clinician.PersonId.Value, bench.Patient.PersonId.Value, other.Clinician.PersonId.Value],
            await Audited(visit: null, row => row.ConversationId == bench.Conversation.Value && row.Action == (short)AuditAction.AccessRefused && row.Code == nameof(CareAction.EndCallForAll)));
    }

    [Fact]
    public async Task A_member_who_leaves_the_care_team_is_out_of_the_call()
    {
        var bench = await VisitBench.Make(care);
        var visit = await bench.Admitted();
        var clinician = await bench.Join(bench.Clinician, visit);
        var patient = await bench.Join(bench.Patient, visit);
        await care.World.Leave(bench.Team, bench.Clinician.PersonId);
        await clinician.Until("removed Access");
        await patient.Until($"left {clinician.Self} Removed");
    }

    [Fact]
    public async Task Two_on_two_nodes_are_in_one_call()
    {
        await using var second = TestServices.Build(care.Database);
        await using var running = await TestServices.Start(second);
        var bench = await VisitBench.Make(care);
        var visit = await bench.Admitted();
        var clinician = await bench.Join(bench.Clinician, visit);
        var there = second.GetRequiredService<ICalls>();
        var token = (await there.Ticket(bench.Patient, visit, None)).Value.MediaToken;
        var patient = await SeatedCall.Of(viewer => there.Join(bench.Patient, token, viewer, None));
        await clinician.Until($"joined {patient.Self}");
        Assert.True((await patient.Seat.Signal(clinician.Self, new CallSignal("offer", null, 0), None)).IsOk);
        await clinician.Until($"signal {patient.Self} offer");
        Assert.True((await clinician.Seat.Signal(patient.Self, new CallSignal("answer", null, 0), None)).IsOk);
        await patient.Until($"signal {clinician.Self} answer");
    }

    [Fact]
    public async Task What_was_measured_and_a_long_silence_are_in_the_record()
    {
        var bench = await VisitBench.Make(care);
        var visit = await bench.Admitted();
        await bench.Join(bench.Clinician, visit);
        var patient = await bench.Join(bench.Patient, visit);
        var sample = new QualitySample(DateTimeOffset.UtcNow, 80, 12, 3.5, 400, 900, 1, 300, 6_200, true, CallMode.Low);
        Assert.True((await patient.Seat.Measured(sample, None)).IsOk);
        var record = (await bench.Visits.Record(bench.Clinician, visit, None)).Value;
        var series = Assert.Single(record.Quality);
        Assert.Equal((bench.Patient.PersonId, 3.5, true), (series.Person, series.Samples[0].LossPercent, series.Samples[0].IsRelayed));
        Assert.Contains(record.Timeline, moment => moment is { Kind: VisitMomentKind.AudioGap, Detail: 6_200 });
    }

    [Fact]
    public async Task A_place_whose_lease_is_over_is_no_ghost()
    {
        var bench = await VisitBench.Make(care);
        var visit = await bench.Admitted();
        var clinician = await bench.Join(bench.Clinician, visit);
        var patient = await bench.Join(bench.Patient, visit);
        await clinician.Until($"joined {patient.Self}");
        await patient.Seat.DisposeAsync();
        await using (var context = await care.Get<IDbContextFactory<PortalDbContext>>().CreateDbContextAsync())
        {
            var over = DateTimeOffset.UtcNow.AddSeconds(-1);
            await context.Set<CallParticipantRow>().Where(row => row.Id == patient.Self.Value).ExecuteUpdateAsync(row => row.SetProperty(one => one.LeaseUntil, over));
        }

        await clinician.Until($"left {patient.Self} Lost");
        var record = (await bench.Visits.Record(bench.Clinician, visit, None)).Value;
        Assert.Equal(VisitMomentKind.Lost, record.Timeline[^1].Kind);
        Assert.Equal(WaitingState.InVisit, record.Visit.State.Waiting);
    }

    /// <summary>Who did what is on record, in the order of time.</summary>
    private async Task<IReadOnlyList<Guid>> Audited(VisitId? visit, Expression<Func<AuditEventRow, bool>> which)
    {
        await using var context = await care.Get<IDbContextFactory<PortalDbContext>>().CreateDbContextAsync();
        var rows = context.Set<AuditEventRow>().Where(which);
        if (visit is { } one) rows = rows.Where(row => row.SubjectId == one.Value);
        return await rows.OrderBy(row => row.At).Select(row => row.ActorId).ToListAsync();
    }
}
