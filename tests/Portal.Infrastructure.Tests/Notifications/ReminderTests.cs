using Microsoft.EntityFrameworkCore;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Domain.Visits;
using Portal.Infrastructure.Notifications.Reminders;
using Portal.Testing.Database;
using Xunit;

namespace Portal.Infrastructure.Tests.Notifications;

public sealed class ReminderTests(PortalDatabase database) : IClassFixture<PortalDatabase>
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task A_practitioner_is_reminded_a_day_and_an_hour_before_with_a_calendar_file()
    {
        await using var bench = await NoticeBench.Start(database);
        var (clinician, visit) = await Booked(bench, TimeSpan.FromHours(30));
        await bench.Work();
        await bench.Work(TimeSpan.FromHours(5));
        Assert.Empty(bench.MailsTo(clinician));
        await bench.Work(TimeSpan.FromHours(1));
        var first = Assert.Single(bench.MailsTo(clinician));
        Assert.Equal("A visit in a day", first.Subject);
        Assert.Contains($"/visit?visit={visit}", first.Parts["text/plain"], StringComparison.Ordinal);
        var calendar = first.Parts["text/calendar"].Split('\n');
        Assert.Contains($"UID:{visit}@portal.test", calendar);
        Assert.Contains($"DTSTART:{bench.Clock.GetUtcNow().AddHours(24):yyyyMMdd'T'HHmmss'Z'}", calendar);
        Assert.Contains("DURATION:PT20M", calendar);
        Assert.All(first.Parts.Values, part => Assert.DoesNotContain("Marker", part, StringComparison.Ordinal));
        await bench.Work(TimeSpan.FromHours(22));
        Assert.Single(bench.MailsTo(clinician));
        await bench.Work(TimeSpan.FromHours(1));
        Assert.Equal(["A visit in a day", "A visit in an hour"], bench.MailsTo(clinician).Select(mail => mail.Subject));
        Assert.Equal(2, (await bench.Get<IVisits>().Record(clinician, visit, None)).Value.Timeline.Count(moment => moment.Kind == VisitMomentKind.Reminded));
    }

    [Fact]
    public async Task A_visit_that_was_moved_or_cancelled_is_not_reminded_of_at_its_old_time()
    {
        await using var bench = await NoticeBench.Start(database);
        var (moved, first) = await Booked(bench, TimeSpan.FromHours(3));
        var (cancelled, second) = await Booked(bench, TimeSpan.FromHours(3));
        await bench.Work();
        Assert.True((await bench.Get<IVisits>().Move(moved, first, bench.Clock.GetUtcNow().AddHours(6), TimeSpan.FromMinutes(20), None)).IsOk);
        Assert.True((await bench.Get<IVisits>().Cancel(cancelled, second, new ClinicalText("Marker"), None)).IsOk);
        await bench.Work(TimeSpan.FromHours(2));
        Assert.Empty(bench.MailsTo(moved));
        Assert.Empty(bench.MailsTo(cancelled));
        await bench.Work(TimeSpan.FromHours(3));
        Assert.Single(bench.MailsTo(moved));
        Assert.Empty(bench.MailsTo(cancelled));
    }

    [Fact]
    public async Task Whoever_has_the_visit_when_it_is_due_is_reminded()
    {
        await using var bench = await NoticeBench.Start(database);
        var (clinician, visit) = await Booked(bench, TimeSpan.FromHours(3));
        await bench.Work();
        var team = (await bench.Get<IVisits>().View(clinician, visit, None)).Value.CareTeam.Id;
        var other = await bench.World.Clinician(team);
        Assert.True((await bench.Get<IVisits>().HandOver(clinician, visit, other.PersonId, None)).IsOk);
        await bench.Work(TimeSpan.FromHours(2));
        Assert.Empty(bench.MailsTo(clinician));
        Assert.Single(bench.MailsTo(other));
    }

    [Fact]
    public void A_lanes_name_says_all_there_is_to_know()
    {
        var lane = new ReminderLane(Id.New<VisitId>(), TimeSpan.FromHours(24), new DateTimeOffset(2026, 3, 1, 9, 30, 0, TimeSpan.Zero));
        Assert.Equal(lane, ReminderLane.Read(lane.ToString()));
        Assert.Throws<FormatException>(() => ReminderLane.Read("mail:1"));
    }

    private static async Task<(Actor Clinician, VisitId Visit)> Booked(NoticeBench bench, TimeSpan later)
    {
        var team = await bench.World.CareTeam();
        var clinician = await bench.World.Clinician(team);
        var conversation = await bench.World.Conversation(await bench.World.Patient("Marker", "Person"), team);
        var visit = await bench.Get<IVisits>().Book(clinician, new NewVisit(conversation, bench.Clock.GetUtcNow() + later, TimeSpan.FromMinutes(20), clinician.PersonId, new ClinicalText("Marker")), None);
        return (clinician, visit.Value.Id);
    }
}
