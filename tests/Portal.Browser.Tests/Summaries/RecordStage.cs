using System.Text.Json.Nodes;
using Portal.Browser.Tests.People;
using Portal.Browser.Tests.Running;
using Portal.Testing.Ehr;
using Xunit;

namespace Portal.Browser.Tests.Summaries;

/// <summary>
/// A portal that files into an EHR which promises nothing: it creates and reads, and neither updates, nor looks for identifiers of ours, nor creates under a condition.
/// So whatever goes wrong there is a person's to settle, on the screen.
/// </summary>
public sealed class RecordStage : IAsyncLifetime
{
    private static readonly FhirServerSettings CreatesAndReads = FhirServerSettings.Plain with
    {
        ConditionalCreate = false,
        SearchByIdentifier = false,
        Update = false,
        UpdateCreate = false,
        Transaction = false,
    };

    public FhirServer Ehr { get; private set; } = null!;

    public Browsers Browsers { get; private set; } = null!;

    private DemoPortal Portal { get; set; } = null!;

    public async Task InitializeAsync()
    {
        Ehr = await FhirServer.Start(CreatesAndReads);
        Ehr.Add(Known("Practitioner", "urn:demo:staff", "clinician"));
        Portal = new DemoPortal(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Ehr__Address"] = Ehr.Address.ToString(),
            ["Ehr__AllowPrivateAddresses"] = "true",
            ["Ehr__PatientSystem"] = "urn:demo:mrn",
            ["Ehr__PractitionerSystem"] = "urn:demo:staff",
        });
        await Portal.InitializeAsync();
        Browsers = await Browsers.Beside(Portal, Browsers.Executable, []);
    }

    public async Task DisposeAsync()
    {
        await Browsers.DisposeAsync();
        await Portal.DisposeAsync();
        await Ehr.DisposeAsync();
    }

    /// <summary>The EHR knows the patient whose conversation is open.</summary>
    public async Task Register(Staff clinician) => Ehr.Add(Known("Patient", "urn:demo:mrn", await clinician.Page.Locator(".thread-head .code").InnerTextAsync()));

    /// <summary>The communications that hold these words, oldest first.</summary>
    public IReadOnlyList<JsonObject> Filed(string words) => [.. Ehr.All("Communication").Where(kept => kept.ToJsonString().Contains(words, StringComparison.Ordinal))];

    private static JsonObject Known(string type, string system, string value) =>
        new() { ["resourceType"] = type, ["identifier"] = new JsonArray(new JsonObject { ["system"] = system, ["value"] = value }) };
}
