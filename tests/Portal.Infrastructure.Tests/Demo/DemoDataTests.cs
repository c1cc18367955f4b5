using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Portal.Domain.Conversations;
using Portal.Domain.Identity;
using Portal.Domain.Integrations;
using Portal.Domain.Patients;
using Portal.Domain.Shared;
using Portal.Domain.Visits;
using Portal.Infrastructure.CareTeams;
using Portal.Infrastructure.Conversations;
using Portal.Infrastructure.Demo;
using Portal.Infrastructure.Shared.Database;
using Portal.Testing.Database;
using Xunit;

namespace Portal.Infrastructure.Tests.Demo;

public sealed class DemoDataTests(PortalDatabase database) : IClassFixture<PortalDatabase>
{
    [Fact]
    public async Task Seeding_twice_makes_the_demo_once_its_words_can_be_read_and_its_hospital_opens_sessions()
    {
        await using var services = Services();
        for (var round = 0; round < 2; round++) await Seed(services);

        await using var context = await services.GetRequiredService<IDbContextFactory<PortalDbContext>>().CreateDbContextAsync();
        Assert.Equal(2, await context.Set<CareTeamRow>().CountAsync());
        Assert.Equal(7, await context.Users.CountAsync());
        var heads = await context.Set<ConversationRow>().Select(row => row.HeadSequence).ToListAsync();
        Assert.Equal(20, heads.Count);
        Assert.Contains(20_000, heads);
        Assert.All(heads.Where(head => head != 20_000), head => Assert.InRange(head, 1, 401));
        Assert.Equal(heads.Sum(), await context.Set<ConversationEventRow>().CountAsync());

        var nurse = new Actor { Kind = ActorKind.Practitioner, PersonId = new PersonId(DemoIds.Of("staff/nurse")), Roles = StaffRoles.Coordinator };
        var conversations = services.GetRequiredService<IConversations>();
        var inbox = (await conversations.List(nurse, ConversationFilter.All, new PageRequest(200), CancellationToken.None)).Value.Items;
        Assert.Equal(10, inbox.Count);
        Assert.Equal(inbox.OrderByDescending(one => one.LastActivityAt), inbox);
        var margaret = inbox.Single(one => one.Patient!.DisplayName.Reveal() == "Margaret Okafor");
        Assert.Equal(5, margaret.Unread);
        var events = (await conversations.Events(nurse, margaret.Id, new EventRange(), CancellationToken.None)).Value.Events;
        Assert.StartsWith("Good morning. My ankles", ((EventBody.MessagePosted)events[0].Body).Text.Reveal(), StringComparison.Ordinal);

        var demo = services.GetRequiredService<IOptions<DemoOptions>>().Value;
        var hospital = (await services.GetRequiredService<ICredentials>().OfIntegrationKey(demo.IntegrationKey, CancellationToken.None))!;
        var grant = demo.ProxyGrants[0];
        var request = new PatientSessionRequest { Patient = new Identifier(grant.Patient.System, grant.Patient.Value), Origin = demo.HospitalOrigin };
        var sessions = services.GetRequiredService<IWidgetSessions>();
        Assert.True((await sessions.CreateForPatient(hospital, request, CancellationToken.None)).IsOk);
        var proxy = new RelatedPersonRequest(new Identifier(grant.RelatedPerson.System, grant.RelatedPerson.Value), null, null);
        Assert.True((await sessions.CreateForPatient(hospital, request with { RelatedPerson = proxy }, CancellationToken.None)).IsOk);
        var linked = demo.Staff[0].Identifier;
        Assert.True((await sessions.CreateForPractitioner(hospital, new Identifier(linked.System, linked.Value), demo.HospitalOrigin, CancellationToken.None)).IsOk);
    }

    [Fact]
    public async Task Visits_stand_in_the_calendar_and_one_was_held_as_its_record_tells()
    {
        await using var services = Services();
        await Seed(services);
        var coordinator = new Actor { Kind = ActorKind.Practitioner, PersonId = new PersonId(DemoIds.Of("staff/coordinator")), Roles = StaffRoles.Coordinator };
        var (ports, now) = (services.GetRequiredService<IVisits>(), DateTimeOffset.UtcNow);
        var calendar = (await ports.Calendar(coordinator, new CalendarQuery(now.AddDays(-2), now.AddDays(7)), CancellationToken.None)).Value;
        var held = calendar[0];
        Assert.Equal("Evelyn Brandt", held.Patient.DisplayName.Reveal());
        Assert.Equal((VisitStatus.Finished, "Dr. Elin Lindqvist"), (held.State.Status, held.Practitioner!.DisplayName));
        Assert.InRange(held.State.EndedAt!.Value - held.State.StartedAt!.Value, TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(held.State.Length.TotalMinutes));
        Assert.InRange(held.State.EndedAt.Value, now.AddDays(-1), now.AddHours(-18));
        Assert.Equal(7, calendar.Skip(1).Count(visit => visit.State is { Status: VisitStatus.Booked, Waiting: WaitingState.Expected } && visit.State.ScheduledFor > now));
        Assert.Equal(8, calendar.Count);
        Assert.Contains(calendar, visit => visit.OpensAt < now && visit.State.Status == VisitStatus.Booked);

        var clinician = new Actor { Kind = ActorKind.Practitioner, PersonId = new PersonId(DemoIds.Of("staff/clinician")), Roles = StaffRoles.Practitioner };
        var record = (await ports.Record(clinician, held.Id, CancellationToken.None)).Value;
        Assert.Equal(
            [
                VisitMomentKind.Booked, VisitMomentKind.Preparing, VisitMomentKind.CheckedIn, VisitMomentKind.Admitted, VisitMomentKind.Joined, VisitMomentKind.Joined, VisitMomentKind.SharedScreen,
                VisitMomentKind.StoppedSharing, VisitMomentKind.Recovering, VisitMomentKind.Recovering, VisitMomentKind.AudioGap, VisitMomentKind.Recovering, VisitMomentKind.LeftCall, VisitMomentKind.Ended,
            ],
            record.Timeline.Select(moment => moment.Kind));
        Assert.Equal(2, record.Quality.Count);
        Assert.All(record.Quality, series => Assert.True(series.Samples.Count > 100));
        Assert.Contains(record.Quality.SelectMany(series => series.Samples), sample => sample is { Mode: CallMode.Low, LossPercent: > 8 });
    }

    private ServiceProvider Services()
    {
        var settings = new ConfigurationBuilder().AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.Development.json")).Build().AsEnumerable().ToDictionary(one => one.Key, one => one.Value);
        return TestServices.Build(database.Settings, settings, more => more.AddDemoData());
    }

    private static async Task Seed(ServiceProvider services)
    {
        await using var scope = services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<IDemoData>().Seed(CancellationToken.None);
    }
}
