using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Portal.Domain.Audit;
using Portal.Domain.Conversations;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Domain.Visits;
using Portal.Infrastructure.Audit;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Visits;
using Portal.Testing.Care;
using Xunit;
using static Portal.Infrastructure.Tests.Visits.VisitBench;

namespace Portal.Infrastructure.Tests.Visits;

/// <summary>Time is made to have passed by dating a visit's rows back.</summary>
public sealed class ForgottenVisitTests(CareFixture care) : IClassFixture<CareFixture>
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_visit_to_which_nobody_came_is_a_no_show_of_the_portals()
    {
        var bench = await VisitBench.Make(care);
        var visit = await bench.Visit();
        await Pass(visit, TimeSpan.FromHours(13));
        await Close();
        var view = Ok(await bench.Visits.View(bench.Clinician, visit, None));
        Assert.Equal((VisitStatus.NoShow, WaitingState.NoShow), (view.State.Status, view.State.Waiting));
        var last = (await bench.Visits.Record(bench.Clinician, visit, None)).Value.Timeline[^1];
        Assert.Equal((VisitMomentKind.NoShow, ActorKind.System), (last.Kind, last.PersonKind));
        var told = Assert.IsType<EventBody.VisitEnded>((await bench.Log())[^1].Body);
        Assert.Equal(VisitOutcome.NoShow, told.Outcome);
        Assert.Equal([(AuditAction.VisitNoShow, PersonId.System.Value, VisitCloser.Code)], await Audited(visit, AuditAction.VisitNoShow));
        Assert.Empty((await bench.Visits.Upcoming(bench.Patient, bench.Conversation, None)).Value);
    }

    [Fact]
    public async Task Whoever_waits_with_a_connection_stays_and_whoever_is_silent_for_hours_does_not()
    {
        var (there, gone) = (await VisitBench.Make(care), await VisitBench.Make(care));
        var (waits, silent) = (await there.Waiting(), await gone.Waiting());
        await Pass(waits, TimeSpan.FromHours(30));
        await Pass(silent, TimeSpan.FromHours(5));
        Ok(await there.Room.StillHere(there.Patient, waits, None));
        await Close();
        Assert.Equal(WaitingState.Waiting, (await there.State(waits)).Waiting);
        Assert.Equal(WaitingState.Cancelled, (await gone.State(silent)).Waiting);
        Assert.Equal("visit-over", (await gone.Room.CheckIn(gone.Patient, silent, null, None)).Refusal!.Reason);
    }

    [Fact]
    public async Task A_call_that_nobody_is_in_any_more_has_ended_when_the_last_one_went()
    {
        var (held, running) = (await VisitBench.Make(care), await VisitBench.Make(care));
        var (over, goesOn) = (await held.Admitted(), await running.Admitted());
        foreach (var (bench, visit) in ((VisitBench, VisitId)[])[(held, over), (running, goesOn)])
        {
            await bench.Join(bench.Clinician, visit);
            var patient = await bench.Join(bench.Patient, visit);
            Assert.True((await patient.Seat.Leave(None)).IsOk);
        }

        await LeaveAll(over);
        await Pass(over, TimeSpan.FromHours(6));
        await Pass(goesOn, TimeSpan.FromHours(6));
        await Close();
        Assert.Equal(VisitStatus.InProgress, (await running.State(goesOn)).Status);
        var ended = await held.State(over);
        Assert.Equal((VisitStatus.Finished, true), (ended.Status, ended.EndedAt < DateTimeOffset.UtcNow.AddHours(-5)));
        Assert.Equal([(AuditAction.VisitEnded, PersonId.System.Value, VisitCloser.Code)], await Audited(over, AuditAction.VisitEnded));
    }

    [Fact]
    public async Task A_telephone_call_that_is_owed_keeps_the_visit_open_until_somebody_has_called()
    {
        var bench = await VisitBench.Make(care);
        var visit = await bench.Waiting();
        Ok(await bench.Room.AskForCallBack(bench.Patient, visit, new ClinicalText("+1 555 0100"), None));
        await Pass(visit, TimeSpan.FromHours(30));
        await Close();
        Assert.Equal(VisitStatus.Arrived, (await bench.State(visit)).Status);
        Ok(await bench.Room.CalledBack(bench.Nurse, visit, None));
        await Close();
        Assert.Equal(VisitStatus.Cancelled, (await bench.State(visit)).Status);
    }

    [Fact]
    public async Task A_round_goes_over_more_than_one_batch_and_is_done_once_by_two()
    {
        var bench = await VisitBench.Make(care);
        var visits = new List<VisitId>();
        for (var number = 0; number < 120; number++) visits.Add(await bench.Visit());
        await care.Get<IDbContextFactory<PortalDbContext>>().Pass(visits, TimeSpan.FromHours(20));
        await Task.WhenAll(Close(), Close());
        foreach (var visit in visits) Assert.Single(await Audited(visit, AuditAction.VisitNoShow));
        Assert.Empty((await bench.Visits.Upcoming(bench.Clinician, bench.Conversation, None)).Value);
    }

    [Fact]
    public void After_a_break_silence_says_nothing_for_a_while()
    {
        var streak = new Streak(longestBreak: TimeSpan.FromMinutes(2), settling: TimeSpan.FromMinutes(5));
        Assert.Equal([false, false, false, false, false, true, true], Enumerable.Range(0, 7).Select(minute => streak.GoesOn(Start.AddMinutes(minute))));
        Assert.Equal([false, false, false, false, false, true], Enumerable.Range(60, 6).Select(minute => streak.GoesOn(Start.AddMinutes(minute))));
    }

    private Task Close() => care.Services.GetServices<IHostedService>().OfType<VisitCloser>().Single().Close(None);

    private Task Pass(VisitId visit, TimeSpan time) => care.Get<IDbContextFactory<PortalDbContext>>().Pass([visit], time);

    /// <summary>As if every lease had run out.</summary>
    private async Task LeaveAll(VisitId visit)
    {
        await using (var context = await care.Get<IDbContextFactory<PortalDbContext>>().CreateDbContextAsync())
        {
            await context.Set<CallParticipantRow>().Where(row => row.VisitId == visit.Value && row.LeftAt == null)
                .ExecuteUpdateAsync(row => row.SetProperty(one => one.LeaseUntil, DateTimeOffset.UtcNow.AddMinutes(-1)).SetProperty(one => one.Holder, Guid.Empty));
        }

        await care.Services.GetServices<IHostedService>().OfType<CallSweeper>().Single().Sweep(None);
    }

    private async Task<IReadOnlyList<(AuditAction Action, Guid Actor, string? Code)>> Audited(VisitId visit, AuditAction action)
    {
        await using var context = await care.Get<IDbContextFactory<PortalDbContext>>().CreateDbContextAsync();
        var rows = await context.Set<AuditEventRow>().Where(row => row.SubjectId == visit.Value && row.Action == (short)action).ToListAsync();
        return rows.ConvertAll(row => ((AuditAction)row.Action, row.ActorId, row.Code));
    }
}

internal static class Past
{
    /// <summary>What happened to these visits happened so much earlier.</summary>
    public static async Task Pass(this IDbContextFactory<PortalDbContext> contexts, IReadOnlyList<VisitId> visits, TimeSpan time)
    {
        var ids = visits.Select(visit => visit.Value).ToList();
        await using var context = await contexts.CreateDbContextAsync();
        await context.Set<VisitRow>().Where(row => ids.Contains(row.Id)).ExecuteUpdateAsync(row => row
            .SetProperty(one => one.ScheduledFor, one => one.ScheduledFor - time)
            .SetProperty(one => one.CheckedInAt, one => one.CheckedInAt - time)
            .SetProperty(one => one.AdmittedAt, one => one.AdmittedAt - time)
            .SetProperty(one => one.StartedAt, one => one.StartedAt - time)
            .SetProperty(one => one.LastSeenAt, one => one.LastSeenAt - time));
        await context.Set<CallParticipantRow>().Where(row => ids.Contains(row.VisitId)).ExecuteUpdateAsync(row => row
            .SetProperty(one => one.JoinedAt, one => one.JoinedAt - time)
            .SetProperty(one => one.LeftAt, one => one.LeftAt - time));
    }
}
