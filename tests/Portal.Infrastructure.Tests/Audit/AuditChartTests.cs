using Portal.Domain.Audit;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Infrastructure.Identity;
using Portal.Testing.Database;
using Portal.Testing.Time;
using Xunit;

namespace Portal.Infrastructure.Tests.Audit;

public sealed class AuditChartTests(PortalDatabase database) : IClassFixture<PortalDatabase>, IAsyncLifetime
{
    private static readonly DateTimeOffset Hour = new(2026, 3, 29, 1, 0, 0, TimeSpan.Zero);
    private static readonly CareTeamId Unit = Id.New<CareTeamId>();

    private readonly ManualClock clock = new(Hour.AddDays(1));
    private readonly Actor nurse = Staff(StaffRoles.Coordinator);
    private readonly Actor auditor = Staff(StaffRoles.Auditor);
    private AuditBench bench = null!;

    private AuditQuery OfTheNurse => new() { Person = nurse.PersonId, From = Hour.AddDays(-1), To = Hour.AddDays(2) };

    [Fact]
    public async Task Acts_are_counted_by_the_hour_and_openings_only_where_somebody_was_let_in()
    {
        await Acted(AuditAction.ConversationViewed, Hour, Hour.AddMinutes(59), Hour.AddHours(1));
        await Acted(AuditAction.MessagePosted, Hour.AddMinutes(7));
        await Acted(AuditAction.ConversationViewed, AuditOutcome.Refused, Hour.AddMinutes(3));
        Assert.Equal([new(Hour, null, 4), new(Hour.AddHours(1), null, 1)], await Chart(OfTheNurse, AuditChartKind.Acts));
        Assert.Equal([new(Hour, null, 2), new(Hour.AddHours(1), null, 1)], await Chart(OfTheNurse, AuditChartKind.Openings));
        Assert.Equal([new(null, AuditAction.ConversationViewed, 1)], await Chart(OfTheNurse, AuditChartKind.Refusals));
        Assert.Empty(await Chart(OfTheNurse, AuditChartKind.BreakGlass));
        Assert.Equal([new(Hour, null, 1)], await Chart(OfTheNurse with { Action = AuditAction.MessagePosted }, AuditChartKind.Acts));
    }

    [Fact]
    public async Task A_supervisor_counts_what_happened_in_the_own_unit()
    {
        var supervisor = Staff(StaffRoles.Supervisor);
        await using (var context = await bench.Context())
        {
            context.Add(new SupervisionRow { PersonId = supervisor.PersonId.Value, CareTeamId = Unit.Value });
            await context.SaveChangesAsync();
        }

        await Acted(AuditAction.Assigned, Hour);
        await Write(new AuditEntry(nurse, AuditAction.Assigned) { CareTeam = Unit }, Hour);
        Assert.Equal([new(Hour, null, 1)], (await bench.Trail.Chart(supervisor, OfTheNurse, AuditChartKind.Acts, default)).Value.Points);
        Assert.Equal(RefusalKind.NotFound, (await bench.Trail.Chart(nurse, OfTheNurse, AuditChartKind.Acts, default)).Refusal?.Kind);
    }

    [Fact]
    public async Task Ten_years_are_refused_and_each_counting_is_on_record()
    {
        Assert.Equal("range-too-long", (await bench.Trail.Chart(auditor, OfTheNurse with { From = Hour.AddYears(-10) }, AuditChartKind.Acts, default)).Refusal?.Reason);
        Assert.Equal("range-too-long", (await bench.Trail.Chart(auditor, new AuditQuery(), AuditChartKind.Acts, default)).Refusal?.Reason);
        await Chart(OfTheNurse, AuditChartKind.Openings);
        var lines = (await bench.Trail.List(Staff(StaffRoles.Auditor), new AuditQuery { Person = auditor.PersonId }, PageRequest.First, default)).Value.Items;
        Assert.Equal(
            [(AuditOutcome.Succeeded, "Openings"), (AuditOutcome.Refused, "range-too-long"), (AuditOutcome.Refused, "range-too-long")],
            lines.Select(line => (line.Record.Outcome, line.Record.Code)).Order());
    }

    [Fact]
    public async Task A_course_is_read_oldest_first_page_by_page()
    {
        await Acted(AuditAction.ConversationViewed, [.. Enumerable.Range(0, 5).Select(minute => Hour.AddMinutes(minute))]);
        var seen = new List<DateTimeOffset>();
        for (string? cursor = null; ;)
        {
            var page = (await bench.Trail.List(auditor, OfTheNurse with { IsOldestFirst = true }, new PageRequest(2, cursor), default)).Value;
            seen.AddRange(page.Items.Select(line => line.Record.At));
            cursor = page.Next;
            if (cursor is null) break;
        }

        Assert.Equal(Enumerable.Range(0, 5).Select(minute => Hour.AddMinutes(minute)), seen);
    }

    public Task InitializeAsync()
    {
        bench = new AuditBench(database, clock);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync() => await bench.DisposeAsync();

    private static Actor Staff(StaffRoles roles) => new() { Kind = ActorKind.Practitioner, PersonId = Id.New<PersonId>(), Roles = roles, Session = Id.New<SessionId>() };

    private async Task<IReadOnlyList<AuditPoint>> Chart(AuditQuery query, AuditChartKind kind) => (await bench.Trail.Chart(auditor, query, kind, default)).Value.Points;

    private Task Acted(AuditAction action, params DateTimeOffset[] at) => Acted(action, AuditOutcome.Succeeded, at);

    private async Task Acted(AuditAction action, AuditOutcome outcome, params DateTimeOffset[] at)
    {
        foreach (var moment in at) await Write(new AuditEntry(nurse, action, outcome), moment);
    }

    private async Task Write(AuditEntry entry, DateTimeOffset at)
    {
        await using var context = await bench.Context();
        context.Add(await bench.Row(entry, at));
        await context.SaveChangesAsync();
    }
}
