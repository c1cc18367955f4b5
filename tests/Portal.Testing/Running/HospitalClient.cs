using Microsoft.Extensions.DependencyInjection;
using Portal.Domain.Identity;
using Portal.Domain.Integrations;
using Portal.Domain.Patients;
using Portal.Domain.Shared;
using Portal.Testing.Care;

namespace Portal.Testing.Running;

/// <summary>A hospital's back end as a client of a running portal: an integration with all scopes, made through the administrator's port.</summary>
public sealed class HospitalClient : IDisposable
{
    private const IntegrationScopes AllScopes = HostWorld.AllScopes;
    private const string Origin = "https://hospital.test";
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly RestClient rest;
    private readonly IServiceProvider services;
    private readonly string patients;
    private readonly string relatives;
    private readonly string practitioners;

    private HospitalClient(RestClient rest, IServiceProvider services, IntegrationId id)
    {
        (this.rest, this.services) = (rest, services);
        (patients, relatives, practitioners) = ($"urn:test:{id}:mrn", $"urn:test:{id}:person", $"urn:test:{id}:staff");
    }

    /// <summary>Makes the integration with its origin, its identifier systems and one key.</summary>
    /// <param name="services">The ports over the databases of that portal.</param>
    public static async Task<HospitalClient> Register(IServiceProvider services, Func<Uri> portal)
    {
        var integrations = services.GetRequiredService<IIntegrations>();
        var administrator = await new CareWorld(services).Staff(StaffRoles.Administrator);
        var id = (await integrations.Create(administrator, "Test hospital", None)).Value.Id;
        var key = (await integrations.CreateKey(administrator, id, AllScopes, None)).Value;
        var hospital = new HospitalClient(new RestClient(portal, key.Secret), services, id);
        Done(await integrations.SetOrigins(administrator, id, [Origin], None));
        Done(await integrations.SetSystems(
            administrator,
            id,
            [
                new(hospital.patients, IdentifierSystemKind.Patient),
                new(hospital.relatives, IdentifierSystemKind.RelatedPerson),
                new(hospital.practitioners, IdentifierSystemKind.Practitioner),
            ],
            None));
        return hospital;
    }

    /// <summary>A session of a patient, and the newest conversation with the care team; both are made where they are missing.</summary>
    public Task<HospitalSession> Patient(string mrn, string careTeam, string given = "Ada", string family = "Example", string topic = "A question") => Session(new
    {
        patient = new { identifier = new { system = patients, value = mrn }, name = new { given, family } },
        conversation = new { careTeam, topic },
        origin = Origin,
    });

    /// <summary>A delegated session of a member of staff, who links the identifier in the own profile first.</summary>
    public async Task<HospitalSession> Practitioner(Actor staff)
    {
        var value = staff.PersonId.ToString();
        Done(await services.GetRequiredService<IPractitionerLinks>().Link(staff, new Identifier(practitioners, value), None));
        return await Session(new { practitioner = new { identifier = new { system = practitioners, value } }, origin = Origin });
    }

    public async Task GrantProxy(string patient, string value, string relationship)
    {
        var proxy = new { identifier = new { system = relatives, value }, name = new { given = value, family = value }, relationship };
        var answer = await rest.Call(HttpMethod.Put, $"/patients/{patient}/proxies", new { relatedPerson = proxy });
        if (!answer.IsSuccess) throw new InvalidOperationException($"No grant: {answer.Status} {answer.Body}");
    }

    public void Dispose() => rest.Dispose();

    private async Task<HospitalSession> Session(object body)
    {
        var answer = await rest.Call(HttpMethod.Post, "/sessions", body);
        if (!answer.IsSuccess) throw new InvalidOperationException($"No session: {answer.Status} {answer.Body}");
        return new HospitalSession(answer.Body.GetProperty("token").GetString()!, answer.Body.GetProperty("personId").GetString()!, answer.Body.GetProperty("conversationId").GetString());
    }

    private static void Done(Outcome<Done> outcome) => _ = outcome.Value;
}

/// <summary>What a hospital's back end is answered: the token of somebody in its page, and the conversation to open where one was asked for.</summary>
public sealed record HospitalSession(string Token, string Person, string? Conversation);
