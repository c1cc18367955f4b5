using Portal.Domain.Identity;
using Portal.Domain.Patients;
using Portal.Domain.Shared;
using Portal.Testing.Database;
using Xunit;

namespace Portal.Infrastructure.Tests.Notifications;

public sealed class BreakGlassNoticeTests(PortalDatabase database) : IClassFixture<PortalDatabase>
{
    [Fact]
    public async Task The_care_team_its_supervisor_and_the_auditors_are_told_at_once_and_by_nothing_but_a_link()
    {
        await using var bench = await NoticeBench.Start(database);
        var (team, other) = (await bench.World.CareTeam(), await bench.World.CareTeam());
        var (identifier, born) = (new Identifier("urn:test:mrn", "MRN-77"), new DateOnly(1951, 11, 23));
        var patient = await bench.World.Patient("Ottilie", "Quarles", born, identifier);
        await bench.World.Conversation(patient, team);
        Actor[] told = [await bench.World.Clinician(team), await bench.World.Nurse(team), await bench.World.Supervisor(team), await bench.World.Staff(StaffRoles.Auditor)];
        Actor[] others = [await bench.World.Clinician(other), await bench.World.Supervisor(other), await bench.World.Staff(StaffRoles.Administrator)];
        var stranger = await bench.World.Clinician(other);
        var grant = (await bench.Get<IBreakGlass>().Declare(
            stranger, new BreakGlassRequest(identifier, born, BreakGlassPurpose.Safety, new ClinicalText("Marker words of a reason")), CancellationToken.None)).Value;
        await bench.Work();
        Assert.All(told, person => Assert.Single(bench.MailsTo(person)));
        Assert.All((Actor[])[.. others, stranger], person => Assert.Empty(bench.MailsTo(person)));
        Assert.All(told[2..], person => Assert.Contains($"/break-glass-reviews?grant={grant.Id}", bench.MailsTo(person)[0].Text, StringComparison.Ordinal));
        Assert.All(told[..2], person => Assert.Contains("/inbox?conversation=", bench.MailsTo(person)[0].Text, StringComparison.Ordinal));
        foreach (var part in told.SelectMany(person => bench.MailsTo(person)).SelectMany(mail => (string[])[mail.Text, mail.Subject]))
            Assert.DoesNotContain(["Marker", "Quarles", "MRN-77", stranger.DisplayName.Reveal()], word => part.Contains(word, StringComparison.OrdinalIgnoreCase));
    }
}
