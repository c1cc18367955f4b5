using System.Text;
using Portal.Infrastructure.Ehr.Fhir.Exchange;
using Portal.Infrastructure.Ehr.Fhir.Resources;
using Xunit;

namespace Portal.Infrastructure.Tests.Ehr.Fhir;

/// <summary>What a server says is told apart: codes and paths for everybody, its own words for the clinician.</summary>
public sealed class OutcomeTests
{
    [Fact]
    public void Codes_and_paths_are_read_and_words_kept_apart()
    {
        var words = OutcomeWords.Of(Examples.Bytes("outcome"))!;
        Assert.Equal("required Communication.recipient; informational Communication.payload[1]", words.Codes);
        Assert.Equal([IssueSeverity.Error, IssueSeverity.Information], words.Issues.Select(issue => issue.Severity));
        Assert.Equal("Communication.recipient: minimum required = 1\nrecipient", words.Issues[0].Diagnostics.Reveal());
        Assert.DoesNotContain("minimum", $"{words} {words.Issues[0]}", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Mallory")]
    [InlineData("Mallory.name")]
    [InlineData("Patient.name.where(family='Mallory')")]
    [InlineData("Patient.name[0].given = 'Mallory'")]
    [InlineData("/f:Patient/f:name[@value='Mallory']")]
    public void What_stands_where_a_path_should_and_is_none_is_left_out(string expression)
    {
        var words = Read($$"""{"severity":"error","code":"value","expression":["{{expression}}"]}""");
        Assert.Empty(words.Issues.Single().Expressions);
        Assert.Equal("value", words.Codes);
    }

    [Theory]
    [InlineData("""{"severity":"bad","code":"Mallory"}""")]
    [InlineData("""{"severity":1,"code":["required"],"expression":"x","details":"y"}""")]
    [InlineData("{}")]
    public void An_inexact_server_is_borne(string issue) => Assert.Equal("processing", Read(issue).Codes);

    [Theory]
    [InlineData("")]
    [InlineData("<html/>")]
    [InlineData("null")]
    [InlineData("""{"resourceType":"Patient","issue":[]}""")]
    [InlineData("""{"issue":[{"code":"required"}]}""")]
    public void What_is_no_outcome_has_no_words(string body) => Assert.Null(OutcomeWords.Of(Encoding.UTF8.GetBytes(body)));

    private static OutcomeWords Read(string issue) => OutcomeWords.Of(Encoding.UTF8.GetBytes($$"""{"resourceType":"OperationOutcome","issue":[{{issue}}]}"""))!;
}
