using Portal.Browser.Tests.Running;
using Portal.Testing.Running;

namespace Portal.Benchmarks.Load;

/// <summary>Visits of one demo patient with the demo's clinician, by the API alone.</summary>
internal sealed class DemoVisits : IDisposable
{
    /// <summary>As appsettings.Development.json has it.</summary>
    private const string IntegrationKey = "pik_demo0all0scopes0AAAAAAAAAAAAAAAAAAAAAAAAAAA";

    private readonly RestClient patient;
    private readonly RestClient clinician;
    private readonly string conversation;

    private DemoVisits(RestClient patient, RestClient clinician, string conversation, string patientToken, string clinicianToken)
    {
        (this.patient, this.clinician, this.conversation) = (patient, clinician, conversation);
        (PatientToken, ClinicianToken) = (patientToken, clinicianToken);
    }

    public string PatientToken { get; }

    public string ClinicianToken { get; }

    public static async Task<DemoVisits> Of(DemoPortal portal, string mrn)
    {
        var address = new Uri(portal.Address);
        using var hospital = new RestClient(() => address, IntegrationKey);
        var asPatient = await Session(hospital, new
        {
            patient = new { identifier = new { system = "urn:demo:mrn", value = mrn }, name = new { given = "x", family = "x" } },
            conversation = new { careTeam = "cardiology" },
            origin = portal.Hospital,
        });
        var asStaff = await Session(hospital, new { practitioner = new { identifier = new { system = "urn:demo:staff", value = "clinician" } }, origin = portal.Hospital });
        return new DemoVisits(new RestClient(() => address, asPatient.Token), new RestClient(() => address, asStaff.Token), asPatient.Conversation!, asPatient.Token, asStaff.Token);
    }

    /// <summary>For now.</summary>
    public async Task<string> Book()
    {
        var booked = await Done(clinician, "/visits", new { conversationId = conversation, scheduledFor = (DateTimeOffset?)null, reason = "A visit that is measured" });
        return booked.Body.GetProperty("id").GetString()!;
    }

    /// <summary>Knocks, and is let in at once.</summary>
    public async Task Admit(string visit)
    {
        await Done(patient, $"/visits/{visit}/check-in", new { });
        await Done(clinician, $"/visits/{visit}/admit");
    }

    /// <summary>Media tokens of both.</summary>
    public async Task<(string Clinician, string Patient)> Tickets(string visit) => (await Ticket(clinician, visit), await Ticket(patient, visit));

    public async Task End(string visit) => await Done(clinician, $"/visits/{visit}/end");

    public void Dispose()
    {
        patient.Dispose();
        clinician.Dispose();
    }

    private static async Task<string> Ticket(RestClient rest, string visit) => (await Done(rest, $"/visits/{visit}/join")).Body.GetProperty("mediaToken").GetString()!;

    private static async Task<HospitalSession> Session(RestClient hospital, object body)
    {
        var session = (await Done(hospital, "/sessions", body)).Body;
        return new HospitalSession(session.GetProperty("token").GetString()!, session.GetProperty("personId").GetString()!, session.GetProperty("conversationId").GetString());
    }

    private static async Task<RestAnswer> Done(RestClient rest, string path, object? body = null)
    {
        var answer = await rest.Call(HttpMethod.Post, path, body);
        return answer.IsSuccess ? answer : throw new InvalidOperationException($"POST {path} answered {answer.Status} {answer.Body}");
    }
}
