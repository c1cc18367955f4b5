using System.Text;
using System.Xml.Linq;
using Portal.Infrastructure.Ehr.Fhir;
using Portal.Infrastructure.Ehr.Fhir.DataTypes;
using Portal.Infrastructure.Ehr.Fhir.Primitives;
using Portal.Infrastructure.Ehr.Fhir.Resources;
using Xunit;

namespace Portal.Infrastructure.Tests.Ehr.Fhir;

/// <summary>What is written is what validators take.</summary>
public sealed class WritingTests
{
    [Fact]
    public void What_is_empty_is_left_out()
    {
        var communication = new Communication
        {
            Status = EventStatus.Completed,
            Identifier = [],
            Subject = new Reference(),
            Topic = new CodeableConcept { Text = "", Coding = [new Coding()] },
            Category = [new CodeableConcept(), new CodeableConcept { Text = "x" }],
            Payload = [new CommunicationPayload { ContentString = "a" }, new CommunicationPayload()],
        };
        Assert.Equal("""{"resourceType":"Communication","status":"completed","category":[{"text":"x"}],"payload":[{"contentString":"a"}]}""", Text(communication));
    }

    [Fact]
    public void Elements_stand_in_the_order_of_the_specification_whatever_order_they_were_given_in()
    {
        var communication = new Communication { Sent = FhirDateTime.Of(new DateTimeOffset(2026, 3, 14, 17, 42, 7, 512, TimeSpan.FromHours(1))), Status = EventStatus.EnteredInError, Language = "en", Meta = new Meta { VersionId = "1" }, Id = "a" };
        Assert.Equal("""{"resourceType":"Communication","id":"a","meta":{"versionId":"1"},"language":"en","status":"entered-in-error","sent":"2026-03-14T16:42:07.512Z"}""", Text(communication));
    }

    [Fact]
    public void Control_characters_are_taken_out_and_line_ends_stay() =>
        Assert.Equal("{\"resourceType\":\"Communication\",\"status\":\"completed\",\"payload\":[{\"contentString\":\"a\\tb\\r\\nc\"}]}", Text(With("a\u0000\tb\u001b\r\nc\u0007")));

    [Fact]
    public void Letters_of_every_language_and_halves_of_pairs_are_UTF8()
    {
        Assert.Contains("Größe <3 ñ 漢字", Text(With("Größe <3 ñ 漢字")), StringComparison.Ordinal);
        Assert.True(FhirJson.TryRead<Communication>(FhirJson.Write(With("😀")), out var read, out _));
        Assert.Equal("😀", read.Payload![0].ContentString);
        Assert.Contains("a\uFFFDb", Text(With("a\ud800b")), StringComparison.Ordinal);
    }

    [Fact]
    public void Where_an_extension_stands_beside_a_value_each_keeps_its_place()
    {
        Assert.True(FhirJson.TryRead<Patient>("""{"resourceType":"Patient","name":[{"given":["A",null,"B"],"_given":[null,{"id":"x"},null]}]}"""u8.ToArray(), out var patient, out _));
        Assert.Contains("""{"given":["A",null,"B"],"_given":[null,{"id":"x"},null]}""", Text(patient), StringComparison.Ordinal);
        Assert.Contains("""{"given":["A","B"]}""", Text(new Patient { Name = [new HumanName { Given = ["A", null, "", "B"] }] }), StringComparison.Ordinal);
    }

    [Fact]
    public void What_lacks_what_it_must_have_is_a_bug_and_is_not_written()
    {
        var bug = Assert.Throws<InvalidOperationException>(() => FhirJson.Write(new Communication { Status = null, Payload = [new CommunicationPayload { ContentString = "Mallory" }] }));
        Assert.Contains("Communication.status: Missing", bug.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => FhirJson.Write(new Communication { Status = EventStatus.Completed, Payload = [new CommunicationPayload { ContentString = "a", ContentReference = new Reference { Literal = "x" } }] }));
    }

    [Fact]
    public void A_narrative_is_one_escaped_div()
    {
        var div = Narrative.Of("Swelling < 2 cm & \"better\"\r\nsecond line\n\n<script>alert(1)</script>\u0001").Div!;
        Assert.Equal("<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>Swelling &lt; 2 cm &amp; &quot;better&quot;<br/>second line</p><p>&lt;script&gt;alert(1)&lt;/script&gt;</p></div>", div);
        Assert.Equal(["p", "br", "p"], XElement.Parse(div).Descendants().Select(element => element.Name.LocalName));
    }

    /// <summary>Size and hash are those of the filed example.</summary>
    [Fact]
    public void A_file_has_its_size_and_hash_and_no_line_breaks()
    {
        var example = Examples.Read<Communication>("visit-summary").Payload![1].ContentAttachment!;
        var made = Attachment.Of(Convert.FromBase64String(example.Data!), "text/plain; charset=utf-8");
        Assert.Equal((example.Data, example.Size, example.Hash), (made.Data, made.Size, made.Hash));
        Assert.DoesNotContain('\n', Attachment.Of(new byte[10_000], "text/plain").Data!);
    }

    [Theory]
    [InlineData("2026", true, false)]
    [InlineData("2026-03", true, false)]
    [InlineData("2026-03-14", true, false)]
    [InlineData("2024-02-29", true, false)]
    [InlineData("2026-02-29", false, false)]
    [InlineData("2026-13", false, false)]
    [InlineData("0000", false, false)]
    [InlineData("2026-3-14", false, false)]
    [InlineData("2026-03-14T16:42Z", false, false)]
    [InlineData("2026-03-14T16:42:07Z", true, true)]
    [InlineData("2026-03-14T16:42:07.512345678+14:00", true, true)]
    [InlineData("2026-03-14T16:42:07+14:30", false, false)]
    [InlineData("2026-03-14T24:00:00Z", false, false)]
    [InlineData("2026-03-14T16:42:60Z", true, false)]
    [InlineData("2026-03-14 16:42:07Z", false, false)]
    [InlineData("٢٠٢٦", false, false)]
    [InlineData("2026-03-14\n", false, false)]
    public void A_date_is_what_the_specification_says(string text, bool isOne, bool isInstant)
    {
        Assert.Equal(isOne, FhirDateTime.TryParse(text, out var value));
        Assert.Equal(isInstant, value.TryGetInstant(out _));
        if (isOne) Assert.Equal(text, value.Text);
    }

    [Fact]
    public void An_instant_is_the_same_in_every_zone()
    {
        Assert.True(FhirInstant.TryParse("2026-03-14T17:42:07.512+01:00", out var one) && FhirInstant.TryParse("2026-03-14T16:42:07.512Z", out _));
        Assert.True(one.TryGetInstant(out var at));
        Assert.Equal(new DateTimeOffset(2026, 3, 14, 16, 42, 7, 512, TimeSpan.Zero), at.ToUniversalTime());
        Assert.Equal("2026-03-14T16:42:07.512Z", FhirInstant.Of(at).Text);
    }

    [Theory]
    [InlineData("1.50")]
    [InlineData("0.0")]
    [InlineData("-0")]
    [InlineData("1E-22")]
    [InlineData("123456789012345678901234567890.123456789012345678901234567890")]
    public void A_decimal_keeps_its_digits(string number)
    {
        var json = Encoding.UTF8.GetBytes($$"""{"resourceType":"Patient","extension":[{"url":"x","valueDecimal":{{number}}}]}""");
        Assert.True(FhirJson.TryRead<Patient>(json, out var patient, out _));
        Assert.Equal(number, patient.Extension![0].ValueDecimal!.Value.Text);
        Assert.Equal(json, FhirJson.Write(patient));
    }

    private static Communication With(string text) => new() { Status = EventStatus.Completed, Payload = [new CommunicationPayload { ContentString = text }] };

    private static string Text(Resource resource) => Encoding.UTF8.GetString(FhirJson.Write(resource));
}
