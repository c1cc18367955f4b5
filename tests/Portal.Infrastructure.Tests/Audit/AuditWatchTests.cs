using System.Collections.Concurrent;
using Portal.Domain.Audit;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Infrastructure.Audit.Reading;
using Portal.Infrastructure.Identity;
using Portal.Testing.Database;
using Portal.Testing.Time;
using Xunit;

namespace Portal.Infrastructure.Tests.Audit;

public sealed class AuditWatchTests(PortalDatabase database) : IClassFixture<PortalDatabase>, IAsyncLifetime
{
    private static readonly Actor Auditor = new() { Kind = ActorKind.Practitioner, PersonId = Id.New<PersonId>(), Roles = StaffRoles.Auditor };
    private static readonly AuditQuery OfTheNurse = new() { Person = AuditBench.Nurse.PersonId };
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly ManualClock clock = new(DateTimeOffset.UtcNow.ToMilliseconds());
    private readonly Viewer viewer = new();
    private AuditBench bench = null!;

    [Fact]
    public async Task Each_line_is_told_once_also_one_that_commits_late()
    {
        var first = await Act(clock.GetUtcNow());
        await using var watch = await Watch();
        var second = await Act(clock.GetUtcNow());
        await Until.Advanced(clock, () => !viewer.Told.IsEmpty);

        // Its act began before the last look, and its commit was slow.
        var late = await Act(clock.GetUtcNow() - AuditWatch.Late + Second);
        await Look(expected: late);
        Guid[] more = [await Act(clock.GetUtcNow()), await Act(clock.GetUtcNow()), await Act(clock.GetUtcNow())];
        clock.Advance(Second);
        await Until.True(() => Array.TrueForAll(more, viewer.Told.Contains));
        for (var count = 0; count < 4; count++) await Look(expected: await Act(clock.GetUtcNow()));
        Assert.Equal([second, late], viewer.Told.Take(2));
        Assert.DoesNotContain(first, viewer.Told);
        Assert.Equal(viewer.Told.Count, viewer.Told.Distinct().Count());
        Assert.Equal(9, viewer.Told.Count);
    }

    [Fact]
    public async Task Watching_leaves_one_line_of_its_own()
    {
        await using var watch = await Watch();
        await Act(clock.GetUtcNow());
        await Until.Advanced(clock, () => !viewer.Told.IsEmpty);
        for (var count = 0; count < 3; count++) await Look(expected: await Act(clock.GetUtcNow()));
        Assert.Equal(1, await database.Scalar<long>($"select count(*) from audit_events where actor_id = '{Auditor.PersonId}'"));
    }

    [Fact]
    public async Task A_supervisor_is_told_of_the_own_unit_alone()
    {
        var (supervisor, unit) = (Auditor with { PersonId = Id.New<PersonId>(), Roles = StaffRoles.Supervisor }, Id.New<CareTeamId>());
        await using (var context = await bench.Context())
        {
            context.Add(new SupervisionRow { PersonId = supervisor.PersonId.Value, CareTeamId = unit.Value });
            await context.SaveChangesAsync();
        }

        await using var watch = await Watch(supervisor);
        await Act(clock.GetUtcNow());
        var own = await Act(clock.GetUtcNow(), unit);
        await Until.Advanced(clock, () => !viewer.Told.IsEmpty);
        Assert.Equal([own], viewer.Told);
    }

    [Fact]
    public async Task Whoever_may_not_see_the_trail_is_not_told_of_it() =>
        Assert.Equal(RefusalKind.NotFound, (await bench.Trail.Watch(AuditBench.Nurse, new AuditQuery(), viewer, default)).Refusal?.Kind);

    public Task InitializeAsync()
    {
        bench = new AuditBench(database, clock);
        return database.Execute("truncate audit_events, audit_links, audit_checkpoints");
    }

    public async Task DisposeAsync() => await bench.DisposeAsync();

    private async Task<IAuditWatch> Watch(Actor? actor = null)
    {
        var start = (await bench.Trail.Watch(actor ?? Auditor, OfTheNurse, viewer, default)).Value;
        start.Watch.Begin();
        return start.Watch;
    }

    private async Task Look(Guid expected)
    {
        clock.Advance(Second);
        await Until.True(() => viewer.Told.Contains(expected));
    }

    private async Task<Guid> Act(DateTimeOffset at, CareTeamId? careTeam = null)
    {
        var row = await bench.Row(new AuditEntry(AuditBench.Nurse, AuditAction.ConversationViewed) { CareTeam = careTeam }, at.ToMilliseconds());
        await using var context = await bench.Context();
        context.Add(row);
        await context.SaveChangesAsync();
        return row.Id;
    }

    private sealed class Viewer : IAuditViewer
    {
        public ConcurrentQueue<Guid> Told { get; } = [];

        public ValueTask Appeared(IReadOnlyList<AuditLine> lines)
        {
            foreach (var line in lines) Told.Enqueue(line.Record.Id.Value);
            return ValueTask.CompletedTask;
        }
    }
}
