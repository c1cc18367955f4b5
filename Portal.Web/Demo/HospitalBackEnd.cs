using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Portal.Web.Shared.Hosting;

namespace Portal.Web.Demo;

/// <summary>
/// The demo hospital's tiny back end: it knows who is signed in on its page (here: whom the visitor chose) and asks the portal for a session, by the public
/// API and with its integration key, as any hospital would. The key never reaches the browser.
/// </summary>
internal sealed class HospitalBackEnd(HttpClient http, IConfiguration settings, PortalAddress portal)
{
    /// <summary>The portal's answer as it came: status and JSON, to be relayed to the page.</summary>
    public async Task<(int Status, string Body)> Session(HospitalPatient patient, string origin, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{portal.Origin}/api/v1/sessions");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", settings["Demo:IntegrationKey"]);
        var body = new JsonObject
        {
            ["patient"] = new JsonObject
            {
                ["identifier"] = new JsonObject { ["system"] = "urn:demo:mrn", ["value"] = patient.Mrn },
                ["name"] = new JsonObject { ["given"] = patient.Given, ["family"] = patient.Family },
                ["birthDate"] = patient.BirthDate,
                ["language"] = patient.Language,
            },
            ["conversation"] = new JsonObject { ["careTeam"] = patient.Team, ["topic"] = "A message from the hospital's page" },
            ["origin"] = origin,
        };
        if (patient.Proxy is { } proxy)
        {
            body["relatedPerson"] = new JsonObject
            {
                ["identifier"] = new JsonObject { ["system"] = "urn:demo:person", ["value"] = proxy.Value },
                ["name"] = new JsonObject { ["given"] = proxy.Given, ["family"] = proxy.Family },
                ["relationship"] = proxy.Relationship,
            };
        }

        request.Content = JsonContent.Create(body);
        using var response = await http.SendAsync(request, cancel);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(cancel));
    }
}

/// <summary>A patient who can be chosen on the demo hospital's page.</summary>
internal sealed record HospitalPatient(string Key, string Mrn, string Given, string Family, string BirthDate, string Language, string Team, HospitalProxy? Proxy = null)
{
    /// <summary>A few of the demo's patients, one of whom is new to the portal and one has somebody acting for her.</summary>
    public static readonly IReadOnlyList<HospitalPatient> All =
    [
        new("margaret", "1001", "Margaret", "Okafor", "1958-03-14", "en", "cardiology"),
        new("samuel", "1004", "Samuel", "Adeyemi", "1966-01-30", "en", "cardiology"),
        new("tomas", "1002", "Tomás", "Herrera", "1971-11-02", "es", "cardiology"),
        new("ingrid", "1005", "Ingrid", "Solberg", "1952-09-05", "en", "cardiology"),
        new("priya", "2001", "Priya", "Raman", "1990-06-03", "en", "diabetes"),
        new("amina", "1009", "Fatima", "Rahman", "1983-08-16", "en", "cardiology", new HospitalProxy("9001", "Amina", "Rahman", "mother")),
        new("newcomer", "3001", "Noah", "Visitor", "1991-05-09", "en", "cardiology"),
    ];
}

internal sealed record HospitalProxy(string Value, string Given, string Family, string Relationship);
