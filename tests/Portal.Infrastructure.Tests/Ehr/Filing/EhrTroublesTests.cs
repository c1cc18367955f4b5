using System.Text;
using Portal.Domain.Ehr;
using Portal.Infrastructure.Ehr.Fhir.Exchange;
using Portal.Infrastructure.Ehr.Filing;
using Xunit;

namespace Portal.Infrastructure.Tests.Ehr.Filing;

/// <summary>What a trouble is called, and what a person reads of it.</summary>
public sealed class EhrTroublesTests
{
    [Theory]
    [InlineData(400, "invalid", FilingCodes.Refused)]
    [InlineData(422, "required", FilingCodes.Refused)]
    [InlineData(422, "not-supported", FilingCodes.NotTaken)]
    [InlineData(404, "not-found", FilingCodes.NotTaken)]
    [InlineData(405, "not-supported", FilingCodes.NotTaken)]
    [InlineData(415, "processing", FilingCodes.NotTaken)]
    [InlineData(501, "not-supported", FilingCodes.NotTaken)]
    [InlineData(422, "not-found", FilingCodes.ReferenceNotInEhr)]
    [InlineData(400, "deleted", FilingCodes.ReferenceNotInEhr)]
    [InlineData(413, "processing", FilingCodes.TooLarge)]
    [InlineData(422, "too-long", FilingCodes.TooLarge)]
    [InlineData(422, "business-rule", FilingCodes.AgainstRule)]
    [InlineData(422, "suppressed", FilingCodes.Forbidden)]
    [InlineData(400, "security", FilingCodes.Forbidden)]
    [InlineData(409, "processing", FilingCodes.Conflict)]
    [InlineData(422, "lock-error", FilingCodes.Conflict)]
    [InlineData(423, "processing", FilingCodes.Conflict)]
    public void A_refusal_is_called_by_its_status_and_by_what_it_names(int status, string issue, string code) =>
        Assert.Equal(code, EhrTroubles.Refused(Reply(status, Outcome("error", issue, "x")).Answer));

    /// <summary>A warning before it says nothing about why it was refused.</summary>
    [Fact]
    public void The_first_error_counts()
    {
        var body = """{"resourceType":"OperationOutcome","issue":[{"severity":"warning","code":"not-found"},{"severity":"error","code":"business-rule"},{"severity":"error","code":"too-long"}]}""";
        Assert.Equal(FilingCodes.AgainstRule, EhrTroubles.Refused(Reply(422, body).Answer));
    }

    [Theory]
    [InlineData(CredentialFault.Unauthorized, FilingCodes.Credentials)]
    [InlineData(CredentialFault.ClientRefused, FilingCodes.ClientRefused)]
    [InlineData(CredentialFault.ScopeTooSmall, FilingCodes.ScopeTooSmall)]
    [InlineData(CredentialFault.NoSmartConfiguration, FilingCodes.NoSmartConfiguration)]
    [InlineData(CredentialFault.NoCommonAlgorithm, FilingCodes.NoCommonAlgorithm)]
    [InlineData(CredentialFault.BrokenToken, FilingCodes.BrokenToken)]
    [InlineData(CredentialFault.TokenAddressForbidden, FilingCodes.TokenAddressForbidden)]
    internal void Each_reason_not_to_be_let_in_has_its_own_name(CredentialFault fault, string code) =>
        Assert.Equal(code, Paused(EhrReply.Of(new FhirReply.NotAdmitted(fault))));

    [Theory]
    [InlineData(TransportFault.NameNotFound, FilingCodes.NameNotFound)]
    [InlineData(TransportFault.AddressForbidden, FilingCodes.AddressForbidden)]
    [InlineData(TransportFault.TlsFailed, FilingCodes.TlsFailed)]
    [InlineData(TransportFault.NoToken, FilingCodes.NoToken)]
    [InlineData(TransportFault.NotConnected, FilingCodes.Unreachable)]
    [InlineData(TransportFault.TimedOut, FilingCodes.Unreachable)]
    internal void Each_reason_not_to_reach_it_has_its_own_name(TransportFault fault, string code) => Assert.Equal(code, Paused(EhrReply.Of(new FhirReply.NotSent(fault))));

    [Fact]
    public void Its_words_come_with_the_elements_they_are_about() =>
        Assert.Equal(
            "Communication.payload[0], Communication.topic: No such code.\nbusiness-rule",
            Words(422, """{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"invalid","diagnostics":"No such code.","expression":["Communication.payload[0]","Communication.topic"]},{"severity":"error","code":"business-rule"}]}"""));

    [Theory]
    [InlineData(400, "", "HTTP 400")]
    [InlineData(500, "<html>Mr Example</html>", "HTTP 500")]
    [InlineData(422, """{"resourceType":"OperationOutcome","issue":[]}""", "HTTP 422")]
    [InlineData(201, "", null)]
    public void A_refusal_without_words_says_at_least_its_status(int status, string body, string? words) => Assert.Equal(words, Words(status, body));

    private static string? Paused(EhrReply reply) =>
        FilingDecision.After(FilingPhase.LookUp, reply.Answer, Infrastructure.Ehr.Profiles.FilingGuarantee.Conditional) is NextStep.Pause(var code) ? code : null;

    private static string? Words(int status, string body) => Reply(status, body).Words?.Reveal();

    private static EhrReply Reply(int status, string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        return EhrReply.Of(new FhirReply.Answer(status) { Body = bytes, Outcome = OutcomeWords.Of(bytes) });
    }

    private static string Outcome(string severity, string code, string words) =>
        $$"""{"resourceType":"OperationOutcome","issue":[{"severity":"{{severity}}","code":"{{code}}","diagnostics":"{{words}}"}]}""";
}
