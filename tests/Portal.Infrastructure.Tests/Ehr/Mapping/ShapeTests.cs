using Portal.Domain.Shared;
using Portal.Domain.Summaries;
using Portal.Infrastructure.Ehr.Fhir;
using Portal.Infrastructure.Ehr.Fhir.DataTypes;
using Portal.Infrastructure.Ehr.Fhir.Resources;
using Portal.Infrastructure.Ehr.Mapping;
using Portal.Infrastructure.Ehr.Profiles;
using Portal.Infrastructure.Tests.Ehr.Fhir;
using Xunit;

namespace Portal.Infrastructure.Tests.Ehr.Mapping;

/// <summary>What the mapping makes of the published examples' summaries, value by value beside them. Each place that differs is named here: nothing else may.</summary>
public sealed class ShapeTests
{
    private static readonly CommunicationMapping Communications = new(Visit.Systems);
    private static readonly ProvenanceMapping Provenances = new(Visit.Systems);

    private static readonly ApprovedSummary Messages = Visit.Signed with
    {
        Id = new SummaryId(new Guid("6f0a6e0e-3a55-4c1e-9a3b-0d8f3c1a7b10")),
        Kind = SummaryKind.Messages,
        Visit = null,
        SignedAt = new DateTimeOffset(2026, 3, 14, 16, 42, 7, 512, TimeSpan.Zero),
        Topic = new ClinicalText("Ankle swelling after new blood-pressure tablet"),
        Period = new SummaryPeriod(new DateTimeOffset(2026, 3, 12, 9, 10, 0, TimeSpan.Zero), new DateTimeOffset(2026, 3, 14, 16, 42, 7, TimeSpan.Zero)),
        Model = "summariser/2026.03",
    };

    /// <summary>Texts have headings; the conversation is named by its identifier alone, since its topic may be anybody's words.</summary>
    [Fact]
    public void A_message_summary() => Differs("message-summary", Communications.Of(Messages, OfMessages, NamedProfiles.R4), "$.text.div", "$.partOf[0].display", "$.payload[0].contentString");

    /// <summary>A narrative and a priority are always there; times are to the millisecond, size and hash those of the text.</summary>
    [Fact]
    public void A_visit_with_a_file() => Differs(
        "visit-summary",
        Communications.Of(Visit.Signed, Visit.People, NamedProfiles.R4 with { Payload = PayloadForm.TextAndFile }),
        "$.sent",
        "$.payload[0].contentString",
        "$.payload[1].contentAttachment.data",
        "$.payload[1].contentAttachment.size",
        "$.payload[1].contentAttachment.hash",
        "$.payload[1].contentAttachment.creation",
        "$.text",
        "$.priority");

    /// <summary>The correction's own narrative and reason; the Provenance of a correction is as old as the correction.</summary>
    [Fact]
    public void A_correction_in_a_transaction()
    {
        var corrected = Messages with { Version = 2, SignedAt = new DateTimeOffset(2026, 3, 15, 8, 0, 0, TimeSpan.Zero), Change = new SummaryChange.Correction(new ClinicalText("Left-sided only")) };
        var id = new Guid("7d4f0f5e-52f8-4f3c-9a77-3f6b1d2c9e10");
        var bundle = FilingBundles.Transaction(
            Communications.Of(corrected, OfMessages, NamedProfiles.R4, update: Visit.Filed),
            Provenances.Of(corrected, OfMessages, Visit.Filed.AsReference(), id, Visit.Filed),
            "https://ehr.example.org/fhir",
            ifNoneExist: null,
            Visit.Filed);
        Differs(
            "correction",
            bundle,
            "$.entry[0].resource.text.div",
            "$.entry[0].resource.partOf[0].display",
            "$.entry[0].resource.sent",
            "$.entry[0].resource.payload[0].contentString",
            "$.entry[0].resource.note",
            "$.entry[1].resource.occurredDateTime",
            "$.entry[1].resource.recorded");
    }

    /// <summary>The example's file is a visit's; titles are the portal's own, in the summary's language.</summary>
    [Fact]
    public void A_note() => Differs(
        "note-fallback",
        new NoteMapping(Visit.Systems).Of(Messages, OfMessages with { Encounter = Visit.People.Encounter }, NamedProfiles.UsCoreNotes),
        "$.type.text",
        "$.content[0].attachment.data",
        "$.content[0].attachment.size",
        "$.content[0].attachment.hash",
        "$.content[0].attachment.title",
        "$.content[0].attachment.creation",
        "$.context.period.start",
        "$.context.period.end");

    [Fact]
    public void A_file_has_the_size_and_the_hash_of_its_bytes()
    {
        var published = Examples.Read<Communication>("visit-summary").Payload![1].ContentAttachment!;
        var made = Attachment.Of(Convert.FromBase64String(published.Data!), published.ContentType!);
        Assert.Equal((published.Data, published.Size, published.Hash), (made.Data, made.Size, made.Hash));
    }

    private static EhrReferences OfMessages => Visit.People with { Encounter = null, Appointment = null };

    private static void Differs(string example, Resource made, params string[] places)
    {
        var found = JsonSame.Differences(Examples.Bytes(example), FhirJson.Write(made)).ToList();
        Assert.True(found.SequenceEqual(places, StringComparer.Ordinal), $"{example} differs in:\n{string.Join('\n', found)}");
    }
}
