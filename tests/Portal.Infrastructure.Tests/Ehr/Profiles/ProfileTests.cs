using System.Text.Json;
using Portal.Infrastructure.Ehr.Profiles;
using Portal.Testing.Ehr;
using Xunit;

namespace Portal.Infrastructure.Tests.Ehr.Profiles;

public sealed class ProfileTests
{
    [Theory]
    [InlineData("plain", "r4", "Communication", "Conditional", "Update", "OwnId", true)]
    [InlineData("medplum", "medplum", "Communication", "Conditional", "RetractNew", "WhenNew", false)]
    [InlineData("searching", "r4", "Communication", "SearchFirst", "Update", "WhenNew", false)]
    [InlineData("oracle", "oracle", "Communication", "AtMostOnce", "None", "Kept", false)]
    [InlineData("epic", "epic", "DocumentReference", "AtMostOnce", "None", "Kept", false)]
    [InlineData("notes", "uscore-notes", "DocumentReference", "Conditional", "Update", "OwnId", false)]
    public async Task A_server_gets_the_profile_that_its_own_words_suggest(string server, string name, string type, string guarantee, string change, string provenance, bool transaction)
    {
        var profile = ProfileChoice.Choose(NamedProfiles.Auto, await Abilities(Settings(server)));
        Assert.Equal(
            (name, type, guarantee, change, provenance, transaction),
            (profile.Name, profile.ResourceType, profile.Guarantee.ToString(), profile.Change.ToString(), profile.Provenance.ToString(), profile.Transaction));
    }

    [Fact]
    public async Task A_named_profile_promises_no_more_than_the_server_can()
    {
        var profile = ProfileChoice.Choose("r4", await Abilities(FhirServerSettings.Plain with { ConditionalCreate = false, SearchByIdentifier = false, Update = false, UpdateCreate = false }));
        Assert.Equal((FilingGuarantee.AtMostOnce, FilingChange.None, ProvenanceWay.WhenNew, false), (profile.Guarantee, profile.Change, profile.Provenance, profile.Transaction));
    }

    [Fact]
    public async Task A_server_that_takes_neither_has_no_place()
    {
        var abilities = await Abilities(FhirServerSettings.Plain with { Writable = ["Provenance"] });
        Assert.Equal(FilingShape.None, ProfileChoice.Choose(NamedProfiles.Auto, abilities).Shape);
        Assert.Equal(FilingShape.None, ProfileChoice.Choose("medplum", abilities).Shape);
    }

    [Fact]
    public void What_a_statement_does_not_say_is_not_there()
    {
        using var bare = JsonDocument.Parse("""{"resourceType":"CapabilityStatement","rest":[{"resource":[{"type":"Communication","interaction":[{"code":"create"}]}]}]}""");
        var profile = ProfileChoice.Choose(NamedProfiles.Auto, CapabilityReading.Read(bare.RootElement));
        Assert.Equal((FilingGuarantee.AtMostOnce, FilingChange.None, ProvenanceWay.Kept), (profile.Guarantee, profile.Change, profile.Provenance));
    }

    [Fact]
    public void The_override_file_stands_above_everything_and_only_where_it_says_something()
    {
        var over = ProfileOverrides.Read("""{ "guarantee": "searchFirst", "payload": "textAndFile", "docStatus": "preliminary", "noteType": "34109-9" }""").Over(NamedProfiles.Epic);
        Assert.Equal((FilingGuarantee.SearchFirst, PayloadForm.TextAndFile, "preliminary", "34109-9"), (over.Guarantee, over.Payload, over.DocStatus, over.NoteType));
        Assert.Equal((NamedProfiles.Epic.Shape, NamedProfiles.Epic.NeedsEncounter, NamedProfiles.Epic.FileType), (over.Shape, over.NeedsEncounter, over.FileType));
        Assert.False(ProfileOverrides.Read("""{ "provenance": "whenNew" }""").Over(NamedProfiles.R4).Transaction);
    }

    [Theory]
    [InlineData("""{ "garantee": "conditional" }""")]
    [InlineData("""{ "guarantee": "always" }""")]
    [InlineData("""{ "guarantee": 0 }""")]
    [InlineData("[]")]
    public void A_typing_error_in_the_override_file_is_no_promise(string file) => Assert.Throws<JsonException>(() => ProfileOverrides.Read(file));

    private static FhirServerSettings Settings(string name) => name switch
    {
        "medplum" => FhirServerSettings.Medplum,
        "searching" => FhirServerSettings.Searching,
        "oracle" => FhirServerSettings.Oracle,
        "epic" => FhirServerSettings.Epic,
        "notes" => FhirServerSettings.Notes,
        _ => FhirServerSettings.Plain,
    };

    /// <summary>As a real server says it, over HTTP.</summary>
    private static async Task<EhrAbilities> Abilities(FhirServerSettings settings)
    {
        await using var server = await FhirServer.Start(settings);
        using var http = new HttpClient();
        using var statement = JsonDocument.Parse(await http.GetByteArrayAsync(new Uri(server.Address + "/metadata")));
        return CapabilityReading.Read(statement.RootElement);
    }
}
