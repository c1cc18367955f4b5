using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Portal.Infrastructure.Ehr.Fhir;
using Portal.Infrastructure.Ehr.Fhir.Resources;
using Portal.Infrastructure.Ehr.Mapping;
using Portal.Infrastructure.Ehr.Profiles;
using Xunit;

namespace Portal.Infrastructure.Tests.Ehr.Mapping;

/// <summary>
/// Everything that one visit becomes, for each kind of EHR, held to files that a person can read beside the specification. <c>PORTAL_WRITE_SNAPSHOTS=1</c> writes
/// them anew, to be read before they are kept.
/// </summary>
public sealed class GoldenTests
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly CommunicationMapping Communications = new(Visit.Systems);
    private static readonly NoteMapping Notes = new(Visit.Systems);
    private static readonly ProvenanceMapping Provenances = new(Visit.Systems);
    private static readonly Guid ProvenanceId = new("7d4f0f5e-52f8-4f3c-9a77-3f6b1d2c9e10");

    [Fact]
    public void A_visit_on_a_plain_server() => Holds("visit-communication", Communications.Of(Visit.Signed, Visit.People, NamedProfiles.R4));

    [Fact]
    public void A_visit_with_its_text_as_a_file_too() =>
        Holds("visit-communication-with-file", Communications.Of(Visit.Signed, Visit.People, NamedProfiles.R4 with { Payload = PayloadForm.TextAndFile }));

    [Fact]
    public void A_visit_for_a_message_centre() => Holds("visit-communication-file-only", Communications.Of(Visit.Signed, Visit.People, NamedProfiles.Oracle));

    [Fact]
    public void A_visit_as_a_note() => Holds("visit-note", Notes.Of(Visit.Signed, Visit.People, NamedProfiles.UsCoreNotes));

    [Fact]
    public void Who_signed_the_visit() => Holds("visit-provenance", Provenances.Of(Visit.Signed, Visit.People, Visit.Filed.AsReference()));

    [Fact]
    public void A_correction_with_who_made_it() => Holds(
        "visit-correction",
        FilingBundles.Transaction(
            Communications.Of(Visit.Corrected, Visit.People, NamedProfiles.R4, update: Visit.Filed),
            Provenances.Of(Visit.Corrected, Visit.People, Visit.Filed.AsReference(), ProvenanceId, Visit.Filed),
            "https://ehr.example.org/fhir",
            ifNoneExist: null,
            Visit.Filed));

    [Fact]
    public void A_correction_where_nothing_is_updated() => Holds("visit-correction-anew", Communications.Of(Visit.Corrected, Visit.People, NamedProfiles.Medplum, replaced: Visit.Filed));

    [Fact]
    public void A_corrected_note() => Holds("visit-note-correction", Notes.Of(Visit.Corrected, Visit.People, NamedProfiles.UsCoreNotes, new FiledBefore("DocumentReference", "ehr-1", "1")));

    [Fact]
    public void A_withdrawal() => Holds("visit-withdrawal", Communications.Of(Visit.Withdrawn, Visit.People, NamedProfiles.R4, update: Visit.Filed));

    [Fact]
    public void A_withdrawn_note() => Holds("visit-note-withdrawal", Notes.Withdrawn(Visit.Withdrawn, Visit.People, NamedProfiles.UsCoreNotes, new FiledBefore("DocumentReference", "ehr-1", "1")));

    [Fact]
    public void A_file_to_take_away() => Holds(
        "visit-file",
        FilingBundles.Collection(Visit.Signed, Communications.Of(Visit.Signed, Visit.People, NamedProfiles.R4), target => Provenances.Of(Visit.Signed, Visit.People, target)));

    private static void Holds(string name, Resource resource, [CallerFilePath] string here = "")
    {
        var file = Path.Combine(Path.GetDirectoryName(here)!, "Golden", name + ".json");
        var made = JsonNode.Parse(FhirJson.Write(resource))!.ToJsonString(Indented) + "\n";
        if (Environment.GetEnvironmentVariable("PORTAL_WRITE_SNAPSHOTS") == "1") File.WriteAllText(file, made);
        Assert.Equal(File.ReadAllText(file), made);
    }
}
