using Portal.Domain.CareTeams;
using Portal.Domain.Identity;
using Portal.Domain.Shared;

namespace Portal.Web.Tests.Fakes;

/// <summary>The people and things of the tests of the edge.</summary>
internal static class Someone
{
    public const string HostOrigin = "https://host.test";
    public const string PatientToken = "token-of-the-patient";
    public const string OtherPatientToken = "token-of-another-patient";
    public const string IntegrationKey = "key-of-the-integration";

    public static readonly IntegrationId Integration = Id.New<IntegrationId>();
    public static readonly CareTeam CareTeam = new(Id.New<CareTeamId>(), "cardiology", "Cardiology");
    public static readonly SessionId StaffSession = Id.New<SessionId>();

    public static readonly Actor Patient = PatientNamed("Ada Quick");
    public static readonly Actor OtherPatient = PatientNamed("Ben Slow");

    public static readonly Actor Clinician = new()
    {
        Kind = ActorKind.Practitioner,
        PersonId = Id.New<PersonId>(),
        DisplayName = new("Dr Carla Mend"),
        Roles = StaffRoles.Practitioner,
        Session = StaffSession,
    };

    public static readonly Actor HostBackEnd = new()
    {
        Kind = ActorKind.Integration,
        PersonId = Id.New<PersonId>(),
        Integration = Integration,
        Scopes = IntegrationScopes.SessionsPatient | IntegrationScopes.KeysManage,
    };

    private static Actor PatientNamed(string name)
    {
        var person = Id.New<PersonId>();
        return new() { Kind = ActorKind.Patient, PersonId = person, Patient = person, DisplayName = new(name), Integration = Integration, Session = Id.New<SessionId>() };
    }
}
