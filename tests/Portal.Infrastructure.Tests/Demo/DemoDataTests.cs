using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Portal.Domain.Conversations;
using Portal.Domain.Identity;
using Portal.Domain.Integrations;
using Portal.Domain.Patients;
using Portal.Domain.Shared;
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
        var settings = new ConfigurationBuilder().AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.Development.json")).Build().AsEnumerable().ToDictionary(one => one.Key, one => one.Value);
        await using var services = TestServices.Build(database.Settings, settings, more => more.AddDemoData());
        for (var round = 0; round < 2; round++)
        {
            await using var scope = services.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<IDemoData>().Seed(CancellationToken.None);
        }

        await using var context = await services.GetRequiredService<IDbContextFactory<PortalDbContext>>().CreateDbContextAsync();
        Assert.Equal(2, await context.Set<CareTeamRow>().CountAsync());
        Assert.Equal(7, await context.Users.CountAsync());
        var heads = await context.Set<ConversationRow>().Select(row => row.HeadSequence).ToListAsync();
        Assert.Equal(20, heads.Count);
        Assert.Contains(20_000, heads);
        Assert.All(heads.Where(head => head != 20_000), head => Assert.InRange(head, 1, 400));
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
}
