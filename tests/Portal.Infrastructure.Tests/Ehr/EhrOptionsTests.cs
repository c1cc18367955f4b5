using Portal.Infrastructure.Ehr;
using Portal.Testing.Database;
using Xunit;

namespace Portal.Infrastructure.Tests.Ehr;

public sealed class EhrOptionsTests
{
    [Fact]
    public void Nothing_set_is_no_EHR_and_no_objection() => Assert.Empty(Objections(new EhrOptions()));

    [Fact]
    public void What_is_needed_is_enough() => Assert.Empty(Objections(Good()));

    [Theory]
    [InlineData("Ehr:Address must be", nameof(EhrOptions.Address), "ftp://ehr.example.org/fhir")]
    [InlineData("Ehr:Address must begin with https", nameof(EhrOptions.Address), "http://ehr.example.org/fhir")]
    [InlineData("Ehr:Address must have no query", nameof(EhrOptions.Address), "https://ehr.example.org/fhir?a=b")]
    [InlineData("Ehr:Address must have no query", nameof(EhrOptions.Address), "https://me:secret@ehr.example.org/fhir")]
    [InlineData("Ehr:Profile must be", nameof(EhrOptions.Profile), "cerner")]
    [InlineData("Ehr:Authentication must be", nameof(EhrOptions.Authentication), "oauth")]
    [InlineData("Ehr:ClientId is missing", nameof(EhrOptions.Authentication), "smart")]
    [InlineData("Ehr:UserName and Ehr:Password", nameof(EhrOptions.Authentication), "basic")]
    [InlineData("Ehr:PatientSystem must be", nameof(EhrOptions.PatientSystem), "")]
    [InlineData("Ehr:PractitionerSystem must be", nameof(EhrOptions.PractitionerSystem), "staff")]
    [InlineData("Ehr:CareTeamSystem must be", nameof(EhrOptions.CareTeamSystem), "teams")]
    [InlineData("Ehr:EncounterSystem must be", nameof(EhrOptions.EncounterSystem), "encounters")]
    [InlineData("Ehr:OrganizationId must be", nameof(EhrOptions.OrganizationId), "Organization/1")]
    [InlineData("Ehr:OverrideFile cannot be read", nameof(EhrOptions.OverrideFile), "/nowhere/ehr.json")]
    public void What_is_wrong_is_said_in_words_that_repeat_nothing(string objection, string setting, string value)
    {
        var options = Good();
        typeof(EhrOptions).GetProperty(setting)!.SetValue(options, value);
        var said = Assert.Single(Objections(options));
        Assert.StartsWith(objection, said, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", said, StringComparison.Ordinal);
    }

    [Fact]
    public void An_override_file_that_says_something_unknown_is_refused_at_start()
    {
        var file = TestFiles.New("override.json");
        File.WriteAllText(file, """{ "garantee": "conditional" }""");
        var options = Good();
        options.OverrideFile = file;
        Assert.StartsWith("Ehr:OverrideFile says something", Assert.Single(Objections(options)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_laboratory_may_be_near_and_without_encryption()
    {
        var options = Good();
        options.Address = "http://127.0.0.1:8090/fhir";
        options.AllowPrivateAddresses = true;
        Assert.Empty(Objections(options));
    }

    private static EhrOptions Good() => new() { Address = "https://ehr.example.org/fhir", PatientSystem = "urn:oid:1.2.3", PractitionerSystem = "http://hl7.org/fhir/sid/us-npi" };

    private static IEnumerable<string> Objections(EhrOptions options) => new EhrOptionsValidator().Validate(null, options).Failures ?? [];
}
