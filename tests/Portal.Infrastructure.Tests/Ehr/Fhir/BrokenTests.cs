using System.Text;
using Portal.Infrastructure.Ehr.Fhir;
using Portal.Infrastructure.Ehr.Fhir.Resources;
using Xunit;

namespace Portal.Infrastructure.Tests.Ehr.Fhir;

/// <summary>What is broken is refused with its place and the rule, and nothing of its content.</summary>
public sealed class BrokenTests
{
    private const string Secret = "Mallory";

    [Theory]
    [InlineData("""{"resourceType":"Communication","status":"sent"}""", "Communication.status", nameof(FhirRule.UnknownCode))]
    [InlineData("""{"resourceType":"Communication","status":"Completed"}""", "Communication.status", nameof(FhirRule.UnknownCode))]
    [InlineData("""{"resourceType":"Communication","status":6}""", "Communication.status", nameof(FhirRule.WrongJsonType))]
    [InlineData("""{"resourceType":"Communication","status":null}""", "Communication.status", nameof(FhirRule.Null))]
    [InlineData("""{"resourceType":"Communication","status":["completed"]}""", "Communication.status", nameof(FhirRule.NotAList))]
    [InlineData("""{"resourceType":"Communication"}""", "Communication.status", nameof(FhirRule.Missing))]
    [InlineData("""{"resourceType":"Communication","status":"completed","status":"completed"}""", "Communication.status", nameof(FhirRule.Repeated))]
    [InlineData("""{"resourceType":"Communication","status":"completed","payload":[{"contentString":"Mallory","contentReference":{"display":"x"}}]}""", "Communication.payload[0].content", nameof(FhirRule.SeveralOfAChoice))]
    [InlineData("""{"resourceType":"Communication","status":"completed","payload":[{"contentString":"Mallory","contentCodeableConcept":{"text":"x"}}]}""", "Communication.payload[0].content", nameof(FhirRule.SeveralOfAChoice))]
    [InlineData("""{"resourceType":"Communication","status":"completed","payload":[{"id":"x"}]}""", "Communication.payload[0].content", nameof(FhirRule.Missing))]
    [InlineData("""{"resourceType":"Communication","status":"completed","payload":[{"contentString":"x"},{"contentString":""}]}""", "Communication.payload[1].content", nameof(FhirRule.EmptyString))]
    [InlineData("""{"resourceType":"Communication","status":"completed","payload":[{"contentString":"Mal\u0001lory"}]}""", "Communication.payload[0].content", nameof(FhirRule.ControlCharacter))]
    [InlineData("""{"resourceType":"Communication","status":"completed","payload":[]}""", "Communication.payload", nameof(FhirRule.EmptyArray))]
    [InlineData("""{"resourceType":"Communication","status":"completed","payload":[{}]}""", "Communication.payload[0]", nameof(FhirRule.EmptyObject))]
    [InlineData("""{"resourceType":"Communication","status":"completed","payload":["Mallory"]}""", "Communication.payload[0]", nameof(FhirRule.WrongJsonType))]
    [InlineData("""{"resourceType":"Communication","status":"completed","payload":[null]}""", "Communication.payload[0]", nameof(FhirRule.Null))]
    [InlineData("""{"resourceType":"Communication","status":"completed","category":{"text":"Mallory"}}""", "Communication.category", nameof(FhirRule.NotInAList))]
    [InlineData("""{"resourceType":"Communication","status":"completed","subject":{"reference":["Patient/1"]}}""", "Communication.subject.reference", nameof(FhirRule.NotAList))]
    [InlineData("""{"resourceType":"Communication","status":"completed","subject":"Patient/1"}""", "Communication.subject", nameof(FhirRule.WrongJsonType))]
    [InlineData("""{"resourceType":"Communication","status":"completed","sent":"2026-02-30"}""", "Communication.sent", nameof(FhirRule.BadDate))]
    [InlineData("""{"resourceType":"Communication","status":"completed","sent":"2026-03-14T16:42:07"}""", "Communication.sent", nameof(FhirRule.BadDate))]
    [InlineData("""{"resourceType":"Communication","status":"completed","sent":"14.03.2026"}""", "Communication.sent", nameof(FhirRule.BadDate))]
    [InlineData("""{"resourceType":"Communication","status":"completed","id":"not an id"}""", "Communication.id", nameof(FhirRule.BadFormat))]
    [InlineData("""{"resourceType":"Communication","status":"completed","note":[{"authorString":"x"}]}""", "Communication.note[0].text", nameof(FhirRule.Missing))]
    [InlineData("""{"resourceType":"Communication","status":"completed","payload":[{"contentAttachment":{"data":"not base64!"}}]}""", "Communication.payload[0].content.data", nameof(FhirRule.BadFormat))]
    [InlineData("""{"resourceType":"Communication","status":"completed","payload":[{"contentAttachment":{"size":-1}}]}""", "Communication.payload[0].content.size", nameof(FhirRule.BadFormat))]
    [InlineData("""{"resourceType":"Communication","status":"completed","payload":[{"contentAttachment":{"size":1.5}}]}""", "Communication.payload[0].content.size", nameof(FhirRule.BadFormat))]
    [InlineData("""{"resourceType":"Communication","status":"completed","Mallory":{"deep":[]}}""", "Communication.*.*", nameof(FhirRule.EmptyArray))]
    [InlineData("""{"resourceType":"Communication","status":"completed","Mallory":""}""", "Communication.*", nameof(FhirRule.EmptyString))]
    [InlineData("""{"resourceType":"Communication","status":"completed","Mallory":[null]}""", "Communication.*[0]", nameof(FhirRule.Null))]
    [InlineData("""{"resourceType":"Communication","status":"completed","Mallory":["x",null],"_Mallory":[{"id":"x"},null]}""", "Communication.*[1]", nameof(FhirRule.Null))]
    [InlineData("""{"resourceType":"Communication","status":"completed","Mallory":[["x"]]}""", "Communication.*[0]", nameof(FhirRule.WrongJsonType))]
    [InlineData("""{"resourceType":"Communication","status":"completed","Mallory":{"x":1,"x":1}}""", "Communication.*.*", nameof(FhirRule.Repeated))]
    [InlineData("""{"resourceType":"Communication","status":"completed","_status":{}}""", "Communication.status", nameof(FhirRule.EmptyObject))]
    [InlineData("""{"resourceType":"Communication","status":"completed","_status":"x"}""", "Communication.status", nameof(FhirRule.WrongJsonType))]
    [InlineData("""{"resourceType":"Communication","status":"completed","_status":{"extension":[{"valueCode":"x"}]}}""", "Communication.status.extension[0].url", nameof(FhirRule.Missing))]
    [InlineData("""{"resourceType":"Communication","status":"completed","extension":[{"url":"x","valueString":"a","valueCode":"b"}]}""", "Communication.extension[0].value", nameof(FhirRule.SeveralOfAChoice))]
    [InlineData("""{"resourceType":"Communication","status":"completed","contained":[{"id":"x"}]}""", "Communication.contained[0]", nameof(FhirRule.WrongResourceType))]
    [InlineData("""{"resourceType":"Communication","status":"completed","contained":[{"resourceType":"Patient","birthDate":"1970-13"}]}""", "Communication.contained[0].birthDate", nameof(FhirRule.BadDate))]
    [InlineData("""{"resourceType":"Communication","status":"completed","contained":[{"resourceType":"Condition","code":{}}]}""", "Communication.contained[0].*", nameof(FhirRule.EmptyObject))]
    [InlineData("""{"resourceType":"Communication","status":"completed","":1,"text":{"status":"generated","div":"Mallory"}}""", "Communication.text.div", nameof(FhirRule.BadFormat))]
    public void A_broken_communication_is_refused_at_its_place(string json, string path, string rule) => Refused<Communication>(json, path, rule);

    [Theory]
    [InlineData("""{"resourceType":"Patient","name":[{"given":["Mallory",null]}]}""", "Patient.name[0].given[1]", nameof(FhirRule.Null))]
    [InlineData("""{"resourceType":"Patient","name":[{"given":["Mallory"],"_given":[null,{"id":"x"}]}]}""", "Patient.name[0].given", nameof(FhirRule.UnequalLength))]
    [InlineData("""{"resourceType":"Patient","name":[{"given":[null],"_given":[null]}]}""", "Patient.name[0].given[0]", nameof(FhirRule.Null))]
    [InlineData("""{"resourceType":"Patient","name":[{"given":["Mallory"],"_given":{"id":"x"}}]}""", "Patient.name[0].given", nameof(FhirRule.NotInAList))]
    [InlineData("""{"resourceType":"Patient","active":"true"}""", "Patient.active", nameof(FhirRule.WrongJsonType))]
    [InlineData("""{"resourceType":"Patient","gender":"F"}""", "Patient.gender", nameof(FhirRule.UnknownCode))]
    [InlineData("""{"resourceType":"Patient","birthDate":"1970-01-01T00:00:00Z"}""", "Patient.birthDate", nameof(FhirRule.BadDate))]
    [InlineData("""{"resourceType":"Patient","deceasedBoolean":true,"deceasedDateTime":"2026"}""", "Patient.deceased", nameof(FhirRule.SeveralOfAChoice))]
    [InlineData("""{"resourceType":"Patient","deceasedBoolean":true,"_deceasedDateTime":{"id":"x"}}""", "Patient.deceased", nameof(FhirRule.SeveralOfAChoice))]
    [InlineData("""{"resourceType":"Patient","telecom":[{"rank":0}]}""", "Patient.telecom[0].rank", nameof(FhirRule.BadFormat))]
    [InlineData("""{"resourceType":"Patient","meta":{"lastUpdated":"2026-03-14"}}""", "Patient.meta.lastUpdated", nameof(FhirRule.BadDate))]
    [InlineData("""{"resourceType":"Patient","link":[{"type":"refer"}]}""", "Patient.link[0].other", nameof(FhirRule.Missing))]
    [InlineData("""{"resourceType":"Patient","identifier":[{"system":"two words"}]}""", "Patient.identifier[0].system", nameof(FhirRule.BadFormat))]
    public void A_broken_patient_is_refused_at_its_place(string json, string path, string rule) => Refused<Patient>(json, path, rule);

    [Theory]
    [InlineData("""{"resourceType":"Bundle","type":"searchset","entry":[{"resource":{"resourceType":"Patient","gender":"Mallory"}}]}""", "Bundle.entry[0].resource.gender", nameof(FhirRule.UnknownCode))]
    [InlineData("""{"resourceType":"Bundle","type":"searchset","entry":[{"resource":[]}]}""", "Bundle.entry[0].resource", nameof(FhirRule.NotAList))]
    [InlineData("""{"resourceType":"Bundle","type":"transaction","entry":[{"request":{"method":"put","url":"x"}}]}""", "Bundle.entry[0].request.method", nameof(FhirRule.UnknownCode))]
    [InlineData("""{"resourceType":"Bundle","type":"searchset","entry":[{"search":{"score":"1.0"}}]}""", "Bundle.entry[0].search.score", nameof(FhirRule.WrongJsonType))]
    public void A_broken_bundle_is_refused_at_its_place(string json, string path, string rule) => Refused<Bundle>(json, path, rule);

    [Theory]
    [InlineData("", nameof(FhirRule.NotJson))]
    [InlineData("{", nameof(FhirRule.NotJson))]
    [InlineData("<html>Mallory</html>", nameof(FhirRule.NotJson))]
    [InlineData("""{"resourceType":"Communication","status":"completed"} {}""", nameof(FhirRule.NotJson))]
    [InlineData("""{"resourceType":"Communication","status":"\ud800"}""", nameof(FhirRule.NotJson))]
    [InlineData("[]", nameof(FhirRule.WrongResourceType))]
    [InlineData("null", nameof(FhirRule.WrongResourceType))]
    [InlineData("{}", nameof(FhirRule.WrongResourceType))]
    [InlineData("""{"resourceType":"Patient"}""", nameof(FhirRule.WrongResourceType))]
    [InlineData("""{"resourceType":"communication"}""", nameof(FhirRule.WrongResourceType))]
    [InlineData("""{"resourceType":["Communication"]}""", nameof(FhirRule.WrongResourceType))]
    public void What_is_no_communication_is_refused_as_a_whole(string json, string rule) => Refused<Communication>(json, "Communication", rule);

    [Fact]
    public void Bytes_that_are_no_UTF8_are_refused()
    {
        byte[] bytes = [.. """{"resourceType":"Communication","status":"completed","language":"""u8, (byte)'"', 0xC3, 0x28, (byte)'"', (byte)'}'];
        Assert.False(FhirJson.TryRead<Communication>(bytes, out _, out var defect));
        Assert.Equal(FhirRule.NotJson, defect.Rule);
    }

    [Fact]
    public void What_is_nested_deeper_than_is_read_is_refused()
    {
        var deep = string.Concat(Enumerable.Repeat("""{"x":""", FhirJson.MaxDepth)) + "1" + new string('}', FhirJson.MaxDepth);
        Refused<Communication>($$"""{"resourceType":"Communication","status":"completed","x":{{deep}}}""", "Communication", nameof(FhirRule.NotJson));
    }

    [Fact]
    public void A_required_code_may_be_absent_where_an_extension_says_why()
    {
        var json = """{"resourceType":"Communication","_status":{"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/data-absent-reason","valueCode":"unknown"}]}}"""u8.ToArray();
        Assert.True(FhirJson.TryRead<Communication>(json, out var communication, out var defect), $"{defect}");
        Assert.Null(communication.Status);
        Assert.Empty(JsonSame.Differences(json, FhirJson.Write(communication)));
    }

    [Fact]
    public void A_byte_order_mark_is_no_objection() =>
        Assert.True(FhirJson.TryRead<Communication>((byte[])[0xEF, 0xBB, 0xBF, .. """{"resourceType":"Communication","status":"completed"}"""u8], out _, out _));

    private static void Refused<T>(string json, string path, string rule) where T : Resource
    {
        Assert.False(FhirJson.TryRead<T>(Encoding.UTF8.GetBytes(json), out _, out var defect));
        Assert.Equal((path, rule), (defect.Path, defect.Rule.ToString()));
        Assert.DoesNotContain(Secret, defect.ToString(), StringComparison.Ordinal);
    }
}
