using System.Net;
using System.Text;
using Portal.Infrastructure.Ehr.Fhir.Exchange;
using Portal.Infrastructure.Ehr.Smart;
using Portal.Infrastructure.Shared.Network;
using Portal.Infrastructure.Tests.Ehr.Fhir;
using Portal.Testing.Database;
using Xunit;

namespace Portal.Infrastructure.Tests.Ehr.Smart;

/// <summary>What is wrong with how the portal is registered is told apart, and nothing is sent to the FHIR server meanwhile.</summary>
public sealed class RegistrationTests(PortalDatabase database) : SmartBench(database), IClassFixture<PortalDatabase>
{
    [Fact]
    public async Task A_client_that_is_not_known_there() => await Refused(Credentials(Settings with { ClientId = "another" }), CredentialFault.ClientRefused);

    [Theory]
    [InlineData("system/Communication.rs system/Provenance.cu")]
    [InlineData("system/Communication.crus")]
    [InlineData("user/Communication.crus user/Provenance.cu")]
    public async Task A_scope_without_what_is_written(string scope)
    {
        Ehr.Scope = scope;
        await Refused(Credentials(), CredentialFault.ScopeTooSmall);
    }

    [Fact]
    public async Task A_scope_that_is_not_said_is_what_was_asked_for()
    {
        Ehr.Scope = null;
        Assert.NotNull(await Token(Credentials()));
        await Refused(Credentials(Settings with { Scopes = ["system/Patient.rs"] }), CredentialFault.ScopeTooSmall);
        Assert.NotNull(await Token(Credentials(Settings with { Scopes = [] })));
    }

    [Fact]
    public async Task No_signature_in_common()
    {
        Ehr.Algorithms = ["RS256"];
        await Refused(Credentials(), CredentialFault.NoCommonAlgorithm);
    }

    [Theory]
    [InlineData(404, "")]
    [InlineData(200, "<html/>")]
    [InlineData(200, """{"token_endpoint":1}""")]
    [InlineData(200, """{"token_endpoint":"file:///etc/passwd"}""")]
    public async Task No_configuration_of_SMART(int status, string body)
    {
        Ehr.Instead = ScriptedServer.Says(status, body);
        await Refused(Credentials(), CredentialFault.NoSmartConfiguration);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("<html/>")]
    [InlineData("""{"access_token":"a","token_type":"mac"}""")]
    [InlineData("""{"access_token":"a b","token_type":"bearer"}""")]
    [InlineData("""{"access_token":"a","token_type":"bearer","expires_in":0}""")]
    [InlineData("""{"access_token":"a","token_type":"bearer","expires_in":"soon"}""")]
    public async Task An_answer_that_is_no_token(string body)
    {
        var answer = Server.Answer;
        Server.Answer = context => context.Request.Path == "/token" ? ScriptedServer.Says(200, body, "application/json")(context) : answer(context);
        await Refused(Credentials(), CredentialFault.BrokenToken);
    }

    [Fact]
    public async Task An_address_that_is_not_allowed()
    {
        using var http = GuardedHttp.Client(new AddressGuard(allowsPrivate: false));
        await Refused(Credentials(over: http), CredentialFault.TokenAddressForbidden);
    }

    /// <summary>An EHR in the clear is a laboratory's; one that is not does not get our assertions in the clear.</summary>
    [Fact]
    public async Task A_token_endpoint_in_the_clear_behind_an_EHR_that_is_not()
    {
        using var http = new HttpMessageInvoker(new Canned("""{"token_endpoint":"http://ehr.example/token"}"""));
        await Refused(Credentials(over: http, at: new Uri("https://ehr.example/fhir")), CredentialFault.TokenAddressForbidden);
    }

    [Theory]
    [InlineData("system/Communication.crus", "Communication", false, true)]
    [InlineData("system/Communication.c", "Communication", false, true)]
    [InlineData("system/Communication.c", "Communication", true, false)]
    [InlineData("system/Communication.cruds?category=x", "Communication", true, true)]
    [InlineData("system/Communication.write", "Communication", true, true)]
    [InlineData("system/Communication.*", "Communication", false, true)]
    [InlineData("system/*.*", "Communication", false, true)]
    [InlineData("system/*.cruds", "Provenance", true, true)]
    [InlineData("openid system/*.rs system/Communication.read", "Communication", false, false)]
    [InlineData("system/CommunicationRequest.c", "Communication", false, false)]
    [InlineData("system/Communication.uc", "Communication", false, false)]
    [InlineData("patient/Communication.c", "Communication", false, false)]
    [InlineData("", "Communication", false, false)]
    public void A_scope_says_what_may_be_written(string scope, string type, bool isUpdate, bool allowed) => Assert.Equal(allowed, GrantedScope.Allows(scope, new NeededWrite(type, isUpdate)));

    private async Task Refused(IFhirCredentials credentials, CredentialFault fault)
    {
        Assert.Equal(fault, await Fault(credentials));
        Assert.Equal(new FhirReply.NotAdmitted(fault), await Create(credentials));
        Assert.DoesNotContain(Server.Requests, sent => sent.Target == "/fhir/Communication");
    }

    private sealed class Canned(string body) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(body, Encoding.UTF8, "application/json") });
    }
}
