using Portal.Domain.CareTeams;
using Portal.Domain.Identity;
using Portal.Domain.Patients;
using Portal.Domain.Shared;

namespace Portal.Components.Tests.Fakes;

/// <summary>The people and care teams that tests speak of.</summary>
internal static class People
{
    public static readonly CareTeam Cardiology = new(Id.New<CareTeamId>(), "cardiology", "Cardiology");
    public static readonly CareTeam Orthopaedics = new(Id.New<CareTeamId>(), "orthopaedics", "Orthopaedics");

    public static readonly Actor Nurse = Staff("Nora Lindqvist", StaffRoles.Coordinator);
    public static readonly Actor Clinician = Staff("Samir Haddad", StaffRoles.Practitioner);
    public static readonly Actor Administrator = Staff("Ada Winter", StaffRoles.Administrator);
    public static readonly Actor Auditor = Staff("Odile Brun", StaffRoles.Auditor);

    public static readonly PatientCard Teodor = new(
        Id.New<PersonId>(), new HumanName("Teodor", "Blum"), new DateOnly(1961, 5, 14), "de", [new Identifier("urn:demo:mrn", "MRN-004512")]);

    public static readonly Actor Patient = new() { Kind = ActorKind.Patient, PersonId = Teodor.Id, DisplayName = Teodor.Name.Display };

    public static string NameOf(PersonId person) => new[] { Nurse, Clinician }.Single(known => known.PersonId == person).DisplayName.Reveal();

    private static Actor Staff(string name, StaffRoles roles) => new()
    {
        Kind = ActorKind.Practitioner,
        PersonId = Id.New<PersonId>(),
        DisplayName = new ClinicalText(name),
        Roles = roles,
        Session = Id.New<SessionId>(),
    };
}
