using Portal.Domain.Audit;
using Portal.Domain.Identity;
using Portal.Domain.Integrations;
using Portal.Domain.Patients;
using Portal.Domain.Shared;
using Portal.Infrastructure.Patients;
using Portal.Infrastructure.Tests.Shared;
using Portal.Testing.Care;
using Portal.Testing.Database;
using Xunit;

namespace Portal.Infrastructure.Tests.Integrations;

public sealed class AssertionExchangeTests(PortalDatabase database) : HostTests(database)
{
    private const string PublicUrl = "https://portal.test";
    private const string Kid = "signer-1";
    private readonly HostSigner signer = new(Kid);
    private TestHost host = null!;

    public override async Task InitializeAsync()
    {
        host = await World.Host();
        Assert.True((await World.Integrations.AddAssertionKey(host.Actor, Kid, signer.PublicJwk, None)).IsOk);
    }

    [Fact]
    public async Task A_good_assertion_opens_the_same_session_as_the_key_would()
    {
        var team = $"team-{host.Id}";
        await World.Care.CareTeam(team);
        var answer = (await Exchange(Claims("1", claims =>
        {
            claims["name"] = new Dictionary<string, string> { ["given"] = "Ada", ["family"] = "Lovelace" };
            claims["birthdate"] = "1815-12-10";
            claims["care_team"] = team;
        }))).Value;
        var grant = (await World.OfToken(answer.Token))!;
        Assert.Equal((ActorKind.Patient, host.Id, host.Origin), (grant.Actor.Kind, grant.Actor.Integration!.Value, grant.Origin));
        Assert.Equal("Ada Lovelace", grant.Actor.DisplayName.Reveal());
        Assert.NotNull(answer.Conversation);
        Assert.Equal(answer.Person, (await World.Sessions.CreateForPatient(host.Actor, host.Request("1"), None)).Value.Person);
        Assert.Contains(await World.Audit(AuditAction.SessionCreated), row => row.Patient == answer.Person && row.Integration == host.Id && row.Address == "192.0.2.7");
    }

    [Trait("ASVS", "2.3.4")]
    [Fact]
    public async Task Of_fifty_uses_at_once_exactly_one_opens_a_session()
    {
        var assertion = signer.Sign(Claims("1"));
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => World.Sessions.Exchange(assertion, "192.0.2.7", None))));
        Assert.Single(outcomes, outcome => outcome.IsOk);
        Assert.Equal(49, outcomes.Count(outcome => outcome.Refusal == Refusal.Unauthorized));
        Assert.Single(await World.Audit(AuditAction.SessionCreated), row => row.Integration == host.Id);
        Assert.Contains(await World.Audit(AuditAction.SessionRefused), row => row.Integration == host.Id && row.Code == AssertionDefect.Replayed.Code());
    }

    [Fact]
    public async Task The_same_jti_of_another_integration_is_another()
    {
        var other = await World.Host();
        Assert.True((await World.Integrations.AddAssertionKey(other.Actor, Kid, signer.PublicJwk, None)).IsOk);
        var jti = Guid.CreateVersion7().ToString();
        Assert.True((await Exchange(Claims("1", claims => claims["jti"] = jti))).IsOk);
        var theirs = Claims("1", claims =>
        {
            claims["jti"] = jti;
            claims["iss"] = other.Id.ToString();
            claims["sub"] = $"{other.Mrn}|1";
            claims["origin"] = other.Origin;
        });
        Assert.True((await Exchange(theirs)).IsOk);
    }

    public static TheoryData<string> Defects => new(Bad.Keys);

    [Trait("ASVS", "9.2.1")]
    [Trait("ASVS", "9.2.3")]
    [Theory]
    [MemberData(nameof(Defects))]
    public async Task Every_defect_is_the_same_refusal_makes_nothing_and_does_not_use_the_assertion_up(string defect)
    {
        var jti = Guid.CreateVersion7().ToString();
        var good = Claims("1", claims => claims["jti"] = jti);
        var bad = new Dictionary<string, object?>(good, StringComparer.Ordinal);
        var header = new Dictionary<string, object?>(StringComparer.Ordinal);
        await Bad[defect](this, bad, header);
        Assert.Equal(Refusal.Unauthorized, (await World.Sessions.Exchange(signer.Sign(bad, header), "192.0.2.7", None)).Refusal);
        Assert.DoesNotContain(await World.Audit(AuditAction.PatientCreated), row => row.Integration == host.Id);
        Assert.DoesNotContain(await World.Audit(AuditAction.SessionCreated), row => row.Integration == host.Id);
        Assert.True((await World.Sessions.Exchange(signer.Sign(good), "192.0.2.7", None)).IsOk);
    }

    [Trait("ASVS", "9.1.1")]
    [Trait("ASVS", "9.1.3")]
    [Fact]
    public async Task A_signature_of_another_key_is_refused()
    {
        using var stranger = new HostSigner(Kid);
        Assert.Equal(Refusal.Unauthorized, (await World.Sessions.Exchange(stranger.Sign(Claims("1")), null, None)).Refusal);
        var jwk = System.Text.Json.JsonDocument.Parse(stranger.PublicJwk).RootElement;
        var header = new Dictionary<string, object?> { ["jwk"] = jwk, ["jku"] = "https://evil.example/keys" };
        Assert.Equal(Refusal.Unauthorized, (await World.Sessions.Exchange(stranger.Sign(Claims("1"), header), null, None)).Refusal);
    }

    [Trait("ASVS", "9.1.3")]
    [Trait("ASVS", "9.2.3")]
    [Fact]
    public async Task One_integrations_key_does_not_speak_for_another()
    {
        var other = await World.Host();
        var claims = Claims("1", all =>
        {
            all["iss"] = other.Id.ToString();
            all["sub"] = $"{other.Mrn}|1";
            all["origin"] = other.Origin;
        });
        Assert.Equal(Refusal.Unauthorized, (await Exchange(claims)).Refusal);
        using var theirs = new HostSigner(Kid);
        Assert.True((await World.Integrations.AddAssertionKey(other.Actor, Kid, theirs.PublicJwk, None)).IsOk);
        Assert.Equal(Refusal.Unauthorized, (await Exchange(claims)).Refusal);
        Assert.True((await World.Sessions.Exchange(theirs.Sign(claims), null, None)).IsOk);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a.b.c")]
    [InlineData("..")]
    [InlineData("eyJhbGciOiJub25lIn0.e30.")]
    public async Task What_is_no_assertion_is_refused(string text) =>
        Assert.Equal(Refusal.Unauthorized, (await World.Sessions.Exchange(text, null, None)).Refusal);

    [Fact]
    public async Task A_removed_key_and_a_suspended_integration_are_refused()
    {
        Assert.True((await Exchange(Claims("1"))).IsOk);
        await World.Integrations.SetActive(await World.Administrator(), host.Id, isActive: false, None);
        Assert.Equal(Refusal.Unauthorized, (await Exchange(Claims("1"))).Refusal);
        await World.Integrations.SetActive(await World.Administrator(), host.Id, isActive: true, None);
        Assert.True((await Exchange(Claims("1"))).IsOk);
        await World.Integrations.RemoveAssertionKey(host.Actor, Kid, None);
        Assert.Equal(Refusal.Unauthorized, (await Exchange(Claims("1"))).Refusal);
    }

    [Fact]
    public async Task Who_acts_for_a_patient_does_so_under_a_grant()
    {
        var patient = await World.Patient(host, "1");
        Task<Outcome<SessionAnswer>> Act() => Exchange(Claims("1", claims => claims["act"] = new Dictionary<string, string> { ["sub"] = $"{host.Person}|daughter" }));
        Assert.Equal(Refusal.Unauthorized, (await Act()).Refusal);
        var identifier = new Identifier(host.Person, "daughter");
        Assert.True((await World.Get<IProxies>().Grant(host.Actor, patient.PersonId, identifier, new HumanName("Anne", "Isabella"), "child", null, None)).IsOk);
        var answer = (await Act()).Value;
        var actor = (await World.OfToken(answer.Token))!.Actor;
        Assert.Equal((ActorKind.RelatedPerson, patient.PersonId), (actor.Kind, actor.Patient!.Value));
        Assert.NotEqual(patient.PersonId, actor.PersonId);
        var related = await World.Get<RelatedPersons>().Find(identifier, None);
        await World.Get<IProxies>().Revoke(host.Actor, patient.PersonId, related!.Value, None);
        Assert.Equal(Refusal.Unauthorized, (await Act()).Refusal);
    }

    private static readonly Dictionary<string, Func<AssertionExchangeTests, Dictionary<string, object?>, Dictionary<string, object?>, Task>> Bad = new(StringComparer.Ordinal)
    {
        ["aud of another portal"] = Claim((_, claims) => claims["aud"] = "https://elsewhere.test"),
        ["aud with a slash"] = Claim((_, claims) => claims["aud"] = PublicUrl + "/"),
        ["aud as a list"] = Claim((_, claims) => claims["aud"] = new[] { PublicUrl }),
        ["expired"] = Claim((test, claims) => (claims["iat"], claims["exp"]) = (test.Now - 400, test.Now - 60)),
        ["too long a life"] = Claim((test, claims) => claims["exp"] = test.Now + 301),
        ["from the future"] = Claim((test, claims) => (claims["iat"], claims["exp"]) = (test.Now + 61, test.Now + 120)),
        ["not yet"] = Claim((test, claims) => claims["nbf"] = test.Now + 61),
        ["without jti"] = Claim((_, claims) => claims.Remove("jti")),
        ["without exp"] = Claim((_, claims) => claims.Remove("exp")),
        ["without origin"] = Claim((_, claims) => claims.Remove("origin")),
        ["origin not registered"] = Claim((_, claims) => claims["origin"] = "https://evil.example"),
        ["sub without a system"] = Claim((_, claims) => claims["sub"] = "1"),
        ["sub of an unknown system"] = Claim((_, claims) => claims["sub"] = "urn:unknown|1"),
        ["sub of another kind"] = Claim((test, claims) => claims["sub"] = $"{test.host.Person}|1"),
        ["never seen, and no name"] = Claim((_, claims) => claims.Remove("name")),
        ["unknown care team"] = Claim((_, claims) => claims["care_team"] = "no-such-team"),
        ["act without a grant"] = Claim((test, claims) => claims["act"] = new Dictionary<string, string> { ["sub"] = $"{test.host.Person}|nobody" }),
        ["system of another integration"] = async (test, claims, _) => claims["sub"] = $"{(await test.World.Host()).Mrn}|1",
        ["origin of another integration"] = async (test, claims, _) => claims["origin"] = (await test.World.Host()).Origin,
        ["unknown kid"] = Header(header => header["kid"] = "signer-2"),
        ["kid with a path"] = Header(header => header["kid"] = "../../signer-1"),
        ["kid with SQL"] = Header(header => header["kid"] = "' or 1=1 --"),
        ["kid of 10 KB"] = Header(header => header["kid"] = new string('k', 10_000)),
        ["crit"] = Header(header => header["crit"] = new[] { "exp" }),
        ["typ of something else"] = Header(header => header["typ"] = "at+jwt"),
        ["alg none"] = Header(header => header["alg"] = "none"),
        ["alg HS256"] = Header(header => header["alg"] = "HS256"),
        ["alg of another curve"] = Header(header => header["alg"] = "ES384"),
    };

    private long Now => World.Clock.GetUtcNow().ToUnixTimeSeconds();

    private Task<Outcome<SessionAnswer>> Exchange(Dictionary<string, object?> claims) => World.Sessions.Exchange(signer.Sign(claims), "192.0.2.7", None);

    private Dictionary<string, object?> Claims(string value, Action<Dictionary<string, object?>>? change = null)
    {
        var claims = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["iss"] = host.Id.ToString(),
            ["aud"] = PublicUrl,
            ["sub"] = $"{host.Mrn}|{value}",
            ["iat"] = Now,
            ["exp"] = Now + 300,
            ["jti"] = Guid.CreateVersion7().ToString(),
            ["origin"] = host.Origin,
            ["name"] = new Dictionary<string, string> { ["given"] = "Ada", ["family"] = "Example" },
        };
        change?.Invoke(claims);
        return claims;
    }

    private static Func<AssertionExchangeTests, Dictionary<string, object?>, Dictionary<string, object?>, Task> Claim(Action<AssertionExchangeTests, Dictionary<string, object?>> change) => (test, claims, _) =>
    {
        change(test, claims);
        return Task.CompletedTask;
    };

    private static Func<AssertionExchangeTests, Dictionary<string, object?>, Dictionary<string, object?>, Task> Header(Action<Dictionary<string, object?>> change) => (_, _, header) =>
    {
        change(header);
        return Task.CompletedTask;
    };
}
