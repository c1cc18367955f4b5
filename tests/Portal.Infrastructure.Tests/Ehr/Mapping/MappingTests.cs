using System.Text;
using System.Text.Json.Nodes;
using Portal.Domain.Shared;
using Portal.Domain.Summaries;
using Portal.Infrastructure.Ehr.Fhir;
using Portal.Infrastructure.Ehr.Mapping;
using Portal.Infrastructure.Ehr.Profiles;
using Xunit;

namespace Portal.Infrastructure.Tests.Ehr.Mapping;

public sealed class MappingTests
{
    private static readonly CommunicationMapping Communications = new(Visit.Systems);

    [Fact]
    public void A_message_summary_has_the_shape_of_the_published_example()
    {
        var made = Json(Messages());
        Assert.Equal(
            ["resourceType", "meta", "language", "text", "identifier", "partOf", "status", "category", "priority", "medium", "subject", "topic", "sent", "recipient", "sender", "payload"],
            made.Select(member => member.Key));
        Assert.Equal("AIAST CLINAST", string.Join(' ', made["meta"]!["security"]!.AsArray().Select(one => (string)one!["code"]!)));
        Assert.Equal("message-summary", (string)made["meta"]!["tag"]![0]!["code"]!);
        Assert.Equal("6f0a6e0e-3a55-4c1e-9a3b-0d8f3c1a7b10.1", (string)made["identifier"]![1]!["value"]!);
        Assert.Equal("ONLINEWRIT", (string)made["medium"]![0]!["coding"]![0]!["code"]!);
        Assert.Equal("2026-03-14T16:42:07.512Z", (string)made["sent"]!);
        Assert.Equal("2c7b0b52-9a3f-4a53-8a2e-5f2e7d0c4e11", (string)made["partOf"]![0]!["identifier"]!["value"]!);
    }

    [Fact]
    public void No_reference_says_a_name()
    {
        var made = Json(Messages()).ToJsonString() + Json(Visit.Corrected).ToJsonString();
        var displays = JsonNode.Parse($"[{Json(Messages()).ToJsonString()},{Json(Visit.Corrected).ToJsonString()}]")!;
        Assert.DoesNotContain(References(displays), reference => reference["display"] is not null);
        Assert.Contains("Patient/pat-1", made, StringComparison.Ordinal);
    }

    [Fact]
    public void The_narrative_is_the_same_text_escaped()
    {
        var div = (string)Json(Visit.Signed)["text"]!["div"]!;
        Assert.Contains("Swelling &lt; 1 cm &amp; improving &quot;much&quot;.<br/>No breathlessness.", div, StringComparison.Ordinal);
        Assert.Equal(SummaryProse.Plain(Visit.Signed).Replace("\n", "", StringComparison.Ordinal), Text(div));
    }

    [Fact]
    public void What_readers_of_JSON_refuse_is_not_there()
    {
        var summary = Visit.Signed with { Sections = [new(SectionKind.Plan, new ClinicalText("Rest\u0007 well.\r\nDrink\tmore.\uFFFE"))] };
        Assert.Equal("Plan\nRest well.\nDrink\tmore.", (string)Json(summary)["payload"]![0]!["contentString"]!);
    }

    [Fact]
    public void Spanish_is_written_in_Spanish()
    {
        var text = SummaryProse.Plain(Visit.Corrected with { Language = "es-MX", Sections = [new(SectionKind.Instructions, new ClinicalText("Beba agua."))] });
        Assert.Equal("CORREGIDO 15 de marzo de 2026\n\nIndicaciones para el paciente\nBeba agua.", text);
    }

    [Theory]
    [InlineData(ErrorReason.WrongPatient, "Filed for the wrong patient")]
    [InlineData(ErrorReason.ConsentWithdrawn, "Consent was withdrawn")]
    [InlineData(ErrorReason.ClinicalError, "Clinical error")]
    [InlineData(ErrorReason.Other, "Entered in error")]
    public void A_withdrawal_keeps_whose_it_was_and_no_word_of_it(ErrorReason reason, string said)
    {
        var made = Json(Visit.Withdrawn with { Change = new SummaryChange.EnteredInError(reason) }, update: Visit.Filed);
        Assert.Equal(("entered-in-error", said, "Patient/pat-1", "ehr-1"), ((string)made["status"]!, (string)made["statusReason"]!["text"]!, (string)made["subject"]!["reference"]!, (string)made["id"]!));
        Assert.Null(made["payload"]);
        Assert.Null(made["text"]);
        Assert.Null(made["note"]);
        Assert.Null(made["topic"]!["text"]);
    }

    [Fact]
    public void The_file_of_a_text_is_that_text()
    {
        var file = TextFile.Of(Visit.Signed, "text/plain");
        var bytes = Convert.FromBase64String(file.Data!);
        Assert.Equal(SummaryProse.Plain(Visit.Signed), Encoding.UTF8.GetString(bytes));
        Assert.Equal(bytes.Length, file.Size);
    }

    [Fact]
    public void What_may_leave_has_no_place_for_a_note_a_message_a_file_or_a_link()
    {
        Assert.Equal(
            [
                "CareTeam", "Change", "Conversation", "Id", "IsSharedWithPatient", "IsUrgent", "Kind", "Language", "Model", "Patient", "Period", "Sections", "SignedAt", "Signer", "Topic", "Version",
                "Visit",
            ],
            typeof(ApprovedSummary).GetProperties().Select(property => property.Name).Order(StringComparer.Ordinal));
        Assert.Equal(["Kind", "Text"], typeof(SummarySection).GetProperties().Select(property => property.Name).Order(StringComparer.Ordinal));
    }

    private static ApprovedSummary Messages() => Visit.Signed with
    {
        Id = new SummaryId(new Guid("6f0a6e0e-3a55-4c1e-9a3b-0d8f3c1a7b10")),
        Kind = SummaryKind.Messages,
        Visit = null,
        SignedAt = new DateTimeOffset(2026, 3, 14, 16, 42, 7, 512, TimeSpan.Zero),
        Topic = new ClinicalText("Ankle swelling after new blood-pressure tablet"),
        Model = "summariser/2026.03",
    };

    private static JsonObject Json(ApprovedSummary summary, FiledBefore? update = null)
    {
        var people = summary.Visit is null ? Visit.People with { Encounter = null, Appointment = null } : Visit.People;
        return (JsonObject)JsonNode.Parse(FhirJson.Write(Communications.Of(summary, people, NamedProfiles.R4, update)))!;
    }

    private static IEnumerable<JsonObject> References(JsonNode? node) => node switch
    {
        JsonObject one => one.SelectMany(member => References(member.Value)).Concat(one["reference"] is not null || one["identifier"] is JsonObject ? [one] : []),
        JsonArray list => list.SelectMany(References),
        _ => [],
    };

    private static string Text(string div) => System.Net.WebUtility.HtmlDecode(
        System.Text.RegularExpressions.Regex.Replace(div, "<[^>]+>", "", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)));
}
