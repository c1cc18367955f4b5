using Portal.Domain.Audit;
using Portal.Domain.Identity;
using Portal.Domain.Patients;
using Portal.Domain.Shared;
using Portal.Infrastructure.Patients;
using Portal.Infrastructure.Tests.Shared;
using Portal.Testing.Care;
using Portal.Testing.Database;
using Xunit;

namespace Portal.Infrastructure.Tests.Patients;

public sealed class PatientLookupTests(PortalDatabase database) : HostTests(database)
{
    private TestHost host = null!;
    private CareTeamId team;
    private Actor nurse = null!;

    private IPatients Patients => World.Get<IPatients>();

    public override async Task InitializeAsync()
    {
        host = await World.Host();
        team = await World.Care.CareTeam();
        nurse = await World.Care.Nurse(team);
    }

    [Theory]
    [InlineData("María-José")]
    [InlineData("maria")]
    [InlineData("JOSE")]
    [InlineData("o'brien")]
    [InlineData("O’BRIEN")]
    [InlineData("obrien núñez")]
    [InlineData("nunez  maria 1980-05-12")]
    [InlineData("1980-05-12")]
    [InlineData("MRN-00 42")]
    [InlineData("mrn-0042")]
    [InlineData("mrn-0042 maria")]
    public async Task A_patient_is_found_by_whole_words_identifier_and_birth_date(string words)
    {
        var patient = await InPanel("MRN-0042", "María-José", "O'Brien Núñez", new DateOnly(1980, 5, 12));
        var found = (await Patients.Find(nurse, words, None)).Value;
        var card = Assert.Single(found);
        Assert.Equal(patient, card.Id);
        Assert.Equal(new HumanName("María-José", "O'Brien Núñez"), card.Name);
        Assert.Equal(new DateOnly(1980, 5, 12), card.BirthDate);
        Assert.Equal([new Identifier(host.Mrn, "MRN-0042")], card.Identifiers);
    }

    [Theory]
    [InlineData("mar")]
    [InlineData("marie")]
    [InlineData("maria peter")]
    [InlineData("1980-05-13")]
    [InlineData("1980")]
    [InlineData("mrn-004")]
    [InlineData("0042")]
    public async Task Prefixes_typing_errors_and_words_that_do_not_all_match_find_nobody(string words)
    {
        await InPanel("MRN-0042", "María-José", "O'Brien Núñez", new DateOnly(1980, 5, 12));
        Assert.Empty((await Patients.Find(nurse, words, None)).Value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("a b c d e f g h i j k")]
    public async Task A_question_without_words_or_with_too_many_is_refused(string words) =>
        Assert.Equal(RefusalKind.Validation, (await Patients.Find(nurse, words, None)).Refusal!.Kind);

    [Fact]
    public async Task Patients_outside_the_panel_are_not_found_and_have_no_card()
    {
        var elsewhere = await World.Care.CareTeam();
        var patient = await InPanel("MRN-9", "Grace", "Hopper", birthDate: null, elsewhere);
        Assert.Empty((await Patients.Find(nurse, "Grace", None)).Value);
        Assert.Equal(RefusalKind.NotFound, (await Patients.Card(nurse, patient, None)).Refusal!.Kind);
        Assert.Equal(RefusalKind.NotFound, (await Patients.Card(nurse, Id.New<PersonId>(), None)).Refusal!.Kind);
        Assert.Contains(await World.Audit(AuditAction.AccessRefused), row => row.Patient == patient && row.ActorId == nurse.PersonId && row.Code == nameof(CareAction.ViewDemographics));
    }

    [Fact]
    public async Task Who_left_the_care_team_finds_nobody()
    {
        await InPanel("MRN-8", "Barbara", "Liskov", birthDate: null);
        Assert.Single((await Patients.Find(nurse, "Liskov", None)).Value);
        await World.Care.Leave(team, nurse.PersonId);
        Assert.Equal(RefusalKind.Forbidden, (await Patients.Find(nurse, "Liskov", None)).Refusal!.Kind);
    }

    [Theory]
    [InlineData(StaffRoles.Administrator)]
    [InlineData(StaffRoles.Auditor)]
    [InlineData(StaffRoles.Supervisor)]
    public async Task Who_looks_over_the_house_reaches_no_patient(StaffRoles role)
    {
        var patient = await InPanel("MRN-7", "Edith", "Clarke", birthDate: null);
        var actor = await World.Care.Staff(role, team);
        Assert.Equal(RefusalKind.Forbidden, (await Patients.Find(actor, "Clarke", None)).Refusal!.Kind);
        Assert.False((await Patients.Card(actor, patient, None)).IsOk);
    }

    [Fact]
    public async Task Finding_is_audited_without_words_and_a_card_with_its_patient()
    {
        var patient = await InPanel("MRN-6", "Hedy", "Lamarr", birthDate: null);
        await Patients.Find(nurse, "Lamarr", None);
        await Patients.Card(nurse, patient, None);
        var searched = Assert.Single(await World.Audit(AuditAction.PatientSearched), row => row.ActorId == nurse.PersonId);
        Assert.Null(searched.Code);
        Assert.Null(searched.Patient);
        Assert.Single(await World.Audit(AuditAction.PatientViewed), row => row.ActorId == nurse.PersonId && row.Patient == patient);
    }

    [Fact]
    public async Task A_patient_and_an_active_proxy_see_the_card_and_nobody_elses()
    {
        var ada = await World.Patient(host, "MRN-5", "Ada", "Lovelace");
        var other = await World.Patient(host, "MRN-4", "Emmy", "Noether");
        var proxy = new Actor { Kind = ActorKind.RelatedPerson, PersonId = Id.New<PersonId>(), Patient = ada.PersonId };
        Assert.Equal("Lovelace", (await Patients.Card(ada, ada.PersonId, None)).Value.Name.Family);
        Assert.Equal(RefusalKind.NotFound, (await Patients.Card(ada, other.PersonId, None)).Refusal!.Kind);
        Assert.Equal(RefusalKind.NotFound, (await Patients.Card(proxy, ada.PersonId, None)).Refusal!.Kind);
        await World.Get<IProxies>().Grant(ada, ada.PersonId, new Identifier(host.Person, "son"), new HumanName("Byron", "King"), "child", until: null, None);
        var granted = await World.Get<RelatedPersons>().Find(new Identifier(host.Person, "son"), None);
        Assert.Equal("Lovelace", (await Patients.Card(proxy with { PersonId = granted!.Value }, ada.PersonId, None)).Value.Name.Family);
    }

    [Fact]
    public async Task An_integration_sees_its_own_patients_and_its_own_identifiers_only()
    {
        var patient = await InPanel("MRN-3", "Rosalind", "Franklin", birthDate: null);
        var foreign = await World.Host("Another hospital");
        Assert.Equal([new Identifier(host.Mrn, "MRN-3")], (await Patients.Card(host.Actor, patient, None)).Value.Identifiers);
        Assert.Equal(RefusalKind.NotFound, (await Patients.Card(foreign.Actor, patient, None)).Refusal!.Kind);
        Assert.Equal(RefusalKind.Forbidden, (await Patients.Find(host.Actor, "Franklin", None)).Refusal!.Kind);
    }

    [Fact]
    public async Task A_new_name_is_found_and_shown_at_once_and_the_old_one_no_more()
    {
        var patient = await InPanel("MRN-2", "Marie", "Sklodowska", new DateOnly(1867, 11, 7));
        Assert.Single((await Patients.Find(nurse, "Sklodowska", None)).Value);
        await World.Sessions.CreateForPatient(host.Actor, host.Request("MRN-2", "Marie", "Curie"), None);
        Assert.Empty((await Patients.Find(nurse, "Sklodowska", None)).Value);
        var card = Assert.Single((await Patients.Find(nurse, "curie 1867-11-07", None)).Value);
        Assert.Equal(patient, card.Id);
        Assert.Equal("Marie Curie", (await World.Get<PatientDirectory>().Names([patient.Value], None))[patient.Value].Reveal());
        Assert.Single(await World.Audit(AuditAction.PatientChanged), row => row.Patient == patient && row.Integration == host.Id);
    }

    [Fact]
    public async Task The_directory_names_the_known_and_leaves_out_the_unknown()
    {
        var ada = await World.Care.Patient("Ada", "Lovelace");
        var names = await World.Get<PatientDirectory>().Names([ada.PersonId.Value, Guid.CreateVersion7()], None);
        Assert.Equal("Ada Lovelace", Assert.Single(names).Value.Reveal());
    }

    private async Task<PersonId> InPanel(string value, string given, string family, DateOnly? birthDate, CareTeamId? careTeam = null)
    {
        var request = host.Request(value, given, family) with { BirthDate = birthDate };
        var answer = (await World.Sessions.CreateForPatient(host.Actor, request, None)).Value;
        await World.Care.Conversation((await World.OfToken(answer.Token))!.Actor, careTeam ?? team);
        return answer.Person;
    }
}
