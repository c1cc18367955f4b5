using Portal.Infrastructure.Ehr.Fhir.Exchange;
using Portal.Infrastructure.Ehr.Smart;
using Portal.Infrastructure.Tests.Ehr.Fhir;
using Portal.Testing.Database;
using Portal.Testing.Time;
using Xunit;

namespace Portal.Infrastructure.Tests.Ehr.Smart;

/// <summary>A token is had by a signature, shared, renewed in time, and given up when it is refused.</summary>
public sealed class TokenTests(PortalDatabase database) : SmartBench(database), IClassFixture<PortalDatabase>
{
    [Theory]
    [InlineData("ES384", "ES384")]
    [InlineData("RS384", "RS384")]
    [InlineData("RS384 ES384", "ES384")]
    [InlineData("", "ES384")]
    public async Task The_assertion_is_signed_as_the_EHR_takes_it(string taken, string made)
    {
        Ehr.Algorithms = taken.Length == 0 ? null : taken.Split(' ');
        Assert.Equal("token-1", await Token(Credentials()));
        Assert.Null(Ehr.LastObjection);
        Assert.Equal(made, Ehr.LastHeader.GetProperty("alg").GetString());
        Assert.Equal("system/Communication.crus system/Provenance.cu", Ehr.LastForm["scope"]);
    }

    [Fact]
    public async Task What_was_configured_is_signed_with_and_named()
    {
        await Token(Credentials(Settings with { Scopes = [], Algorithm = ClientAlgorithm.RS384, KeySet = new Uri("https://portal.example.org/.well-known/jwks.json") }));
        Assert.Equal(("RS384", "https://portal.example.org/.well-known/jwks.json"), (Ehr.LastHeader.GetProperty("alg").GetString(), Ehr.LastHeader.GetProperty("jku").GetString()));
        Assert.False(Ehr.LastForm.ContainsKey("scope"));
    }

    [Fact]
    public async Task An_assertion_is_good_once_and_each_is_another()
    {
        await Token(Credentials());
        var first = Ehr.LastForm["client_assertion"];
        Assert.Equal("used", await Ehr.Objection(first));
        await Token(Credentials());
        Assert.NotEqual(first, Ehr.LastForm["client_assertion"]);
        Assert.Null(Ehr.LastObjection);
    }

    [Fact]
    public async Task An_assertion_is_good_for_four_minutes_and_for_that_endpoint_alone()
    {
        var key = await Keys.Signing(ClientAlgorithm.ES384, CancellationToken.None);
        var address = new Uri(Server.Root, "/token");
        Assert.Equal("audience", await Ehr.Objection(ClientAssertion.Make(key, TokenServer.Client, new Uri(Server.Root, "/other"), null, Clock.GetUtcNow())));
        Assert.Equal("client", await Ehr.Objection(ClientAssertion.Make(key, "another", address, null, Clock.GetUtcNow())));
        var assertion = ClientAssertion.Make(key, TokenServer.Client, address, null, Clock.GetUtcNow());
        Assert.Equal("signature", await Ehr.Objection(assertion[..^8] + "AAAAAAAA"));
        Clock.Advance(TimeSpan.FromSeconds(241));
        Assert.Equal("expiry", await Ehr.Objection(assertion));
    }

    [Fact]
    public async Task Fifty_workers_at_once_ask_for_one_token()
    {
        var credentials = Credentials();
        var held = new TaskCompletionSource();
        Ehr.Hold = held.Task;
        var asking = Enumerable.Range(0, 50).Select(_ => Task.Run(() => Token(credentials))).ToList();
        await Until.True(() => Ehr.Tokens == 1);
        held.SetResult();
        Assert.All(await Task.WhenAll(asking), token => Assert.Equal("token-1", token));
        Assert.Equal((1, 1), (Ehr.Tokens, Ehr.Discoveries));
    }

    [Fact]
    public async Task From_four_fifths_of_its_life_on_one_worker_renews_it_while_the_others_go_on()
    {
        var credentials = Credentials();
        await Token(credentials);
        Clock.Advance(TimeSpan.FromSeconds(239));
        Assert.Equal("token-1", await Token(credentials));
        Clock.Advance(TimeSpan.FromSeconds(1));
        var held = new TaskCompletionSource();
        Ehr.Hold = held.Task;
        var renewing = Task.Run(() => Token(credentials));
        await Until.True(() => Ehr.Tokens == 2);
        Assert.Equal("token-1", await Token(credentials));
        held.SetResult();
        Assert.Equal("token-2", await renewing);
        Assert.Equal("token-2", await Token(credentials));
    }

    [Fact]
    public async Task A_renewal_that_fails_leaves_the_old_one_until_it_ends()
    {
        var credentials = Credentials();
        await Token(credentials);
        Ehr.Instead = ScriptedServer.Says(503, headers: [("Retry-After", "7")]);
        Clock.Advance(TimeSpan.FromSeconds(250));
        Assert.Equal("token-1", await Token(credentials));
        Clock.Advance(TimeSpan.FromSeconds(50));
        Assert.Equal(new Admission.Unavailable(TimeSpan.FromSeconds(7)), await credentials.Current(CancellationToken.None));
        Assert.Equal(new FhirReply.NotSent(TransportFault.NoToken) { RetryAfter = TimeSpan.FromSeconds(7) }, await Create(credentials));
    }

    [Fact]
    public async Task A_failure_is_shared_for_five_seconds()
    {
        var credentials = Credentials();
        Ehr.Instead = ScriptedServer.Says(503);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Token(credentials)));
        Assert.Equal(1, Ehr.Discoveries);
        Ehr.Instead = null;
        Assert.Null(await Token(credentials));
        Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.NotNull(await Token(credentials));
    }

    [Fact]
    public async Task A_token_that_is_refused_is_fetched_anew_once_and_the_call_goes_through()
    {
        var credentials = Credentials();
        Ehr.Refused["token-1"] = true;
        Assert.Equal(201, Assert.IsType<FhirReply.Answer>(await Create(credentials)).Status);
        Assert.Equal(["/fhir/.well-known/smart-configuration", "/token", "/fhir/Communication", "/token", "/fhir/Communication"], Server.Requests.Select(sent => sent.Target));
    }

    [Fact]
    public async Task A_fresh_token_that_is_refused_too_is_for_a_person()
    {
        var credentials = Credentials();
        Ehr.Refused["token-1"] = Ehr.Refused["token-2"] = true;
        Assert.Equal(CredentialFault.Unauthorized, Assert.IsType<FhirReply.NotAdmitted>(await Create(credentials)).Fault);
        Assert.Equal((2, 2), (Ehr.Tokens, Server.Requests.Count(sent => sent.Target == "/fhir/Communication")));
    }

    [Theory]
    [InlineData("""Bearer realm="ehr", error="insufficient_scope", scope="system/Communication.c" """, CredentialFault.ScopeTooSmall, "token-2")]
    [InlineData("""Bearer error="invalid_request" """, CredentialFault.Forbidden, "token-1")]
    [InlineData("", CredentialFault.Forbidden, "token-1")]
    internal async Task A_token_that_is_too_small_by_the_EHRs_own_word_is_not_used_again(string challenge, CredentialFault fault, string next)
    {
        var credentials = Credentials();
        var answer = Server.Answer;
        Server.Answer = context => context.Request.Path == "/fhir/Communication" ? ScriptedServer.Says(403, headers: [("WWW-Authenticate", challenge)])(context) : answer(context);
        Assert.Equal(fault, Assert.IsType<FhirReply.NotAdmitted>(await Create(credentials)).Fault);
        Assert.Equal(next, await Token(credentials));
    }

    [Fact]
    public async Task What_is_to_be_written_may_become_known_later_than_the_token()
    {
        Ehr.Scope = "system/Patient.rs";
        var credentials = Credentials(Settings with { Writes = [] });
        Assert.Equal("token-1", await Token(credentials));
        credentials.Require([new NeededWrite("Communication")]);
        Assert.Equal(CredentialFault.ScopeTooSmall, await Fault(credentials));
        Clock.Advance(TimeSpan.FromSeconds(5));
        Ehr.Scope = "system/Patient.rs system/Communication.c";
        Assert.Equal("token-3", await Token(credentials));
        credentials.Require([new NeededWrite("Communication"), new NeededWrite("Communication", IsUpdate: true)]);
        Assert.Null(await Token(credentials));
    }

    [Fact]
    public async Task What_was_found_is_kept_for_a_day()
    {
        Ehr.Life = 60;
        var credentials = Credentials();
        await Token(credentials);
        Clock.Advance(TimeSpan.FromHours(23));
        await Token(credentials);
        Assert.Equal((2, 1), (Ehr.Tokens, Ehr.Discoveries));
        Clock.Advance(TimeSpan.FromHours(1));
        await Token(credentials);
        Assert.Equal((3, 2), (Ehr.Tokens, Ehr.Discoveries));
    }
}
