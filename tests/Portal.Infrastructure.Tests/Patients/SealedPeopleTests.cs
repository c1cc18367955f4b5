using Portal.Domain.Integrations;
using Portal.Domain.Patients;
using Portal.Domain.Shared;
using Portal.Infrastructure.Tests.Shared;
using Portal.Testing.Database;
using Xunit;

namespace Portal.Infrastructure.Tests.Patients;

public sealed class SealedPeopleTests(PortalDatabase database) : HostTests(database)
{
    [Fact]
    public async Task No_word_about_a_person_stands_in_any_row_of_either_database()
    {
        var host = await World.Host("Hospital of the open name");
        var identifier = "visible-team-identifier";
        var team = await World.Care.CareTeam(identifier);
        var request = host.Request("markervaluepatient01", "Markergivenpatient", "Markerfamilypatient") with
        {
            BirthDate = new DateOnly(1917, 3, 29),
            Language = "es",
            Conversation = new ConversationRequest(identifier, new ClinicalText("markertopicofconversation")),
        };
        var patient = (await World.OfToken((await World.Sessions.CreateForPatient(host.Actor, request, None)).Value.Token))!.Actor;
        request = request with { Name = new HumanName("Markergivenrenamed", "Markerfamilyrenamed") };
        await World.Sessions.CreateForPatient(host.Actor, request, None);
        var related = new Identifier(host.Person, "markervaluerelated01");
        await World.Get<IProxies>().Grant(patient, patient.PersonId, related, new HumanName("Markergivenrelated", "Markerfamilyrelated"), "markerrelationship", null, None);
        await World.Sessions.CreateForPatient(host.Actor, request with { RelatedPerson = new RelatedPersonRequest(related, new HumanName("Markergivenrelation2", "Markerfamilyrelation2"), null) }, None);
        var nurse = await World.Care.Nurse(team);
        await World.Get<IPractitionerLinks>().Link(nurse, new Identifier(host.Staff, "markervaluestaff0001"), None);
        Assert.Single((await World.Get<IPatients>().Find(nurse, "markerfamilyrenamed 1917-03-29", None)).Value);
        await World.Get<IPatients>().Find(nurse, "markerwordofsearch", None);
        await World.Get<IPatients>().Card(await World.Care.Clinician(await World.Care.CareTeam()), patient.PersonId, None);

        var dump = await Dump.Text(Database);
        Assert.Contains("Hospital of the open name", dump, StringComparison.Ordinal);
        Assert.Contains(patient.PersonId.ToString(), dump, StringComparison.Ordinal);
        foreach (var marker in (string[])
                 [
                     "markervaluepatient01", "Markergivenpatient", "Markerfamilypatient", "1917-03-29", "markertopicofconversation", "Markergivenrenamed", "Markerfamilyrenamed",
                     "markervaluerelated01", "Markergivenrelated", "Markerfamilyrelated", "markerrelationship", "Markergivenrelation2", "Markerfamilyrelation2",
                     "markervaluestaff0001", "markerwordofsearch",
                 ])
            Assert.All(Dump.Forms(marker), form => Assert.DoesNotContain(form, dump, StringComparison.OrdinalIgnoreCase));
    }
}
