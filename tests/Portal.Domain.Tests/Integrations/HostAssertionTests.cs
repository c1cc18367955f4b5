using System.Text.Json.Nodes;
using Portal.Domain.Integrations;
using Portal.Domain.Patients;
using Portal.Domain.Shared;
using Portal.Domain.Shared.Signatures;

namespace Portal.Domain.Tests.Integrations;

public class HostAssertionTests
{
    private static readonly long Now = SigningHost.Now.ToUnixTimeSeconds();

    [Theory]
    [InlineData(AssertionAlgorithm.ES256)]
    [InlineData(AssertionAlgorithm.ES384)]
    [InlineData(AssertionAlgorithm.RS256)]
    [InlineData(AssertionAlgorithm.PS256)]
    public void A_good_assertion_of_each_algorithm_says_who_is_in_front_of_which_page(AssertionAlgorithm algorithm)
    {
        var host = SigningHost.With(algorithm);
        var (assertion, defect) = host.Present(host.Assertion());
        Assert.Equal(AssertionDefect.None, defect);
        Assert.NotNull(assertion);
        Assert.Equal(host.Integration, assertion.Issuer);
        Assert.Equal(new Identifier("urn:demo:mrn", "MRN-0001"), assertion.Patient);
        Assert.Equal("https://hospital.example.org", assertion.Origin);
        Assert.Equal(SigningHost.Now.AddSeconds(180), assertion.UsableUntil);
        Assert.Null(assertion.RelatedPerson);
        Assert.Null(assertion.Name);
        Assert.Null(assertion.BirthDate);
        Assert.Null(assertion.Language);
        Assert.Null(assertion.CareTeam);
    }

    [Fact]
    public void Everything_optional_arrives_and_becomes_the_request_that_the_integrations_key_would_make()
    {
        var host = SigningHost.Default();
        var (assertion, _) = host.Present(host.Assertion(claims =>
        {
            claims["name"] = new JsonObject { ["given"] = "Zoë", ["family"] = "O’Connor" };
            claims["birthdate"] = "1950-02-28";
            claims["language"] = "es-MX";
            claims["care_team"] = "cardiology";
            claims["act"] = new JsonObject { ["sub"] = "urn:demo:person|P-9" };
            claims["nbf"] = Now;
            claims["something_else"] = new JsonArray(1, 2);
        }));
        var request = assertion!.ToRequest();
        Assert.Equal(new HumanName("Zoë", "O’Connor"), request.Name);
        Assert.Equal(new DateOnly(1950, 2, 28), request.BirthDate);
        Assert.Equal("es-MX", request.Language);
        Assert.Equal(new ConversationRequest("cardiology", null), request.Conversation);
        Assert.Equal(new Identifier("urn:demo:person", "P-9"), request.RelatedPerson!.Identifier);
        Assert.Equal(new Identifier("urn:demo:mrn", "MRN-0001"), request.Patient);
        Assert.Equal("https://hospital.example.org", request.Origin);
    }

    [Fact]
    public void The_system_may_hold_a_bar_and_the_value_never_does()
    {
        var host = SigningHost.Default();
        var (assertion, _) = host.Present(host.Assertion(claims => claims["sub"] = "urn:a|b|c"));
        Assert.Equal(new Identifier("urn:a|b", "c"), assertion!.Patient);
    }

    [Theory]
    [InlineData(0, 300, null, AssertionDefect.None)]
    [InlineData(0, 301, null, AssertionDefect.Lifetime)]
    [InlineData(0, 300.001, null, AssertionDefect.Lifetime)]
    [InlineData(0, 0, null, AssertionDefect.Lifetime)]
    [InlineData(0, -1, null, AssertionDefect.Lifetime)]
    [InlineData(60, 120, null, AssertionDefect.None)]
    [InlineData(60.5, 120, null, AssertionDefect.NotYet)]
    [InlineData(61, 120, null, AssertionDefect.NotYet)]
    [InlineData(-100, -59, null, AssertionDefect.None)]
    [InlineData(-100, -59.5, null, AssertionDefect.None)]
    [InlineData(-100, -60, null, AssertionDefect.Expired)]
    [InlineData(-359, -59, null, AssertionDefect.None)]
    [InlineData(-400, -101, null, AssertionDefect.Expired)]
    [InlineData(0, 120, 60d, AssertionDefect.None)]
    [InlineData(0, 120, 61d, AssertionDefect.NotYet)]
    [InlineData(0, 120, -1_000d, AssertionDefect.None)]
    public void Times_hold_to_the_second_and_the_skew(double issued, double expires, double? notBefore, AssertionDefect expected)
    {
        var host = SigningHost.Default();
        var (_, defect) = host.Present(host.Assertion(claims =>
        {
            claims["iat"] = (decimal)(Now + issued);
            claims["exp"] = (decimal)(Now + expires);
            if (notBefore is { } from) claims["nbf"] = (decimal)(Now + from);
        }));
        Assert.Equal(expected, defect);
    }

    [Theory]
    [InlineData("aud", null, AssertionDefect.Audience)]
    [InlineData("aud", "\"https://portal.example.org/\"", AssertionDefect.Audience)]
    [InlineData("aud", "\"https://PORTAL.example.org\"", AssertionDefect.Audience)]
    [InlineData("aud", "\"https://other.example.org\"", AssertionDefect.Audience)]
    [InlineData("aud", "[\"https://portal.example.org\"]", AssertionDefect.Audience)]
    [InlineData("aud", "null", AssertionDefect.Audience)]
    [InlineData("sub", null, AssertionDefect.Subject)]
    [InlineData("sub", "\"MRN-0001\"", AssertionDefect.Subject)]
    [InlineData("sub", "\"|MRN-0001\"", AssertionDefect.Subject)]
    [InlineData("sub", "\"urn:demo:mrn|\"", AssertionDefect.Subject)]
    [InlineData("sub", "\"urn:demo:mrn| \"", AssertionDefect.Subject)]
    [InlineData("sub", "\"urn:demo:mrn|a\\u0000b\"", AssertionDefect.Subject)]
    [InlineData("sub", "7", AssertionDefect.Subject)]
    [InlineData("iat", null, AssertionDefect.Times)]
    [InlineData("iat", "\"1772618400\"", AssertionDefect.Times)]
    [InlineData("iat", "-1", AssertionDefect.Times)]
    [InlineData("exp", null, AssertionDefect.Times)]
    [InlineData("exp", "null", AssertionDefect.Times)]
    [InlineData("exp", "1e40", AssertionDefect.Times)]
    [InlineData("exp", "253402300800", AssertionDefect.Times)]
    [InlineData("nbf", "\"now\"", AssertionDefect.Times)]
    [InlineData("nbf", "null", AssertionDefect.Times)]
    [InlineData("jti", null, AssertionDefect.JwtId)]
    [InlineData("jti", "\"\"", AssertionDefect.JwtId)]
    [InlineData("jti", "\" \"", AssertionDefect.JwtId)]
    [InlineData("jti", "1", AssertionDefect.JwtId)]
    [InlineData("origin", null, AssertionDefect.Origin)]
    [InlineData("origin", "\"null\"", AssertionDefect.Origin)]
    [InlineData("origin", "\"https://hospital.example.org/\"", AssertionDefect.Origin)]
    [InlineData("origin", "[\"https://hospital.example.org\"]", AssertionDefect.Origin)]
    [InlineData("iss", null, AssertionDefect.Issuer)]
    [InlineData("iss", "\"hospital\"", AssertionDefect.Issuer)]
    [InlineData("iss", "\"00000000-0000-0000-0000-000000000000\"", AssertionDefect.Issuer)]
    [InlineData("name", "\"Ana Ruiz\"", AssertionDefect.Claims)]
    [InlineData("name", "null", AssertionDefect.Claims)]
    [InlineData("name", "{\"given\":\"Ana\"}", AssertionDefect.Claims)]
    [InlineData("name", "{\"given\":\"Ana\",\"family\":7}", AssertionDefect.Claims)]
    [InlineData("name", "{\"given\":\"\",\"family\":\"\"}", AssertionDefect.Claims)]
    [InlineData("name", "{\"given\":\" \",\"family\":\"Ruiz\"}", AssertionDefect.Claims)]
    [InlineData("birthdate", "\"28.02.1950\"", AssertionDefect.Claims)]
    [InlineData("birthdate", "\"1950-02-30\"", AssertionDefect.Claims)]
    [InlineData("birthdate", "\"1950-2-3\"", AssertionDefect.Claims)]
    [InlineData("birthdate", "19500228", AssertionDefect.Claims)]
    [InlineData("birthdate", "null", AssertionDefect.Claims)]
    [InlineData("language", "\"\"", AssertionDefect.Claims)]
    [InlineData("language", "\"en_US\"", AssertionDefect.Claims)]
    [InlineData("language", "\"en\\n\"", AssertionDefect.Claims)]
    [InlineData("care_team", "\"\"", AssertionDefect.Claims)]
    [InlineData("care_team", "{}", AssertionDefect.Claims)]
    [InlineData("act", "\"urn:demo:person|P-9\"", AssertionDefect.Claims)]
    [InlineData("act", "{}", AssertionDefect.Claims)]
    [InlineData("act", "{\"sub\":\"P-9\"}", AssertionDefect.Claims)]
    [InlineData("act", "null", AssertionDefect.Claims)]
    public void A_claim_that_is_absent_or_not_what_it_should_be_is_a_defect(string claim, string? json, AssertionDefect expected)
    {
        var host = SigningHost.Default();
        var (assertion, defect) = host.Present(host.Assertion(claims =>
        {
            claims.Remove(claim);
            if (json is not null) claims[claim] = JsonNode.Parse(json);
        }));
        Assert.Null(assertion);
        Assert.Equal(expected, defect);
    }

    [Fact]
    public void Lengths_hold_at_their_limits_and_not_one_over()
    {
        var host = SigningHost.Default();
        var cases = new (string Claim, Func<int, JsonNode> Value, int Limit, AssertionDefect Over)[]
        {
            ("jti", size => new string('j', size), HostAssertion.JwtIdLimit, AssertionDefect.JwtId),
            ("sub", size => $"urn:x|{new string('v', size)}", Identifier.ValueLimit, AssertionDefect.Subject),
            ("sub", size => $"{new string('s', size)}|v", Identifier.SystemLimit, AssertionDefect.Subject),
            ("care_team", size => new string('c', size), CareTeams.CareTeam.IdentifierLimit, AssertionDefect.Claims),
            ("name", size => new JsonObject { ["given"] = new string('g', size), ["family"] = "Ruiz" }, TextRules.NameLimit, AssertionDefect.Claims),
        };
        foreach (var (claim, value, limit, over) in cases)
        {
            Assert.Equal(AssertionDefect.None, host.Present(host.Assertion(claims => claims[claim] = value(limit))).Defect);
            Assert.Equal(over, host.Present(host.Assertion(claims => claims[claim] = value(limit + 1))).Defect);
        }
    }

    [Fact]
    public void An_issuers_id_in_capitals_is_another_text_and_no_issuer()
    {
        var host = SigningHost.Default();
        var (_, defect) = host.Present(host.Assertion(claims => claims["iss"] = host.Integration.ToString().ToUpperInvariant()));
        Assert.Equal(AssertionDefect.Issuer, defect);
    }

    [Fact]
    public void Sixteen_kibibytes_pass_and_one_character_more_does_not()
    {
        var host = SigningHost.Default();
        var bare = host.Assertion().Length;
        string Padded(int characters) => host.Assertion(claims => claims["padding"] = new string('p', characters));
        var size = Enumerable.Range((HostAssertion.Limit - bare) * 3 / 4 - 30, 40).Last(characters => Padded(characters).Length <= HostAssertion.Limit);
        Assert.Equal(AssertionDefect.None, host.Present(Padded(size)).Defect);
        Assert.InRange(Padded(size).Length, HostAssertion.Limit - 2, HostAssertion.Limit);
        Assert.Equal(AssertionDefect.TooLarge, host.Present(Padded(size + 3)).Defect);
    }

    [Fact]
    public void Every_defect_has_a_code_for_the_audit_of_its_own()
    {
        var codes = Enum.GetValues<AssertionDefect>().Select(defect => defect.Code()).ToList();
        Assert.Equal(codes.Count, codes.Distinct(StringComparer.Ordinal).Count());
        Assert.All(codes, code => Assert.Matches("^assertion-[a-z-]{1,50}$", code));
        Assert.Equal("assertion-jwt-id", AssertionDefect.JwtId.Code());
    }
}
