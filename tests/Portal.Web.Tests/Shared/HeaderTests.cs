using System.Text.RegularExpressions;
using Portal.Web.Tests.Fakes;
using Xunit;

namespace Portal.Web.Tests.Shared;

/// <summary>The headers of each kind of answer, whole: a change of any of them is seen here.</summary>
public sealed partial class HeaderTests(SharedEdgeHost host) : IClassFixture<SharedEdgeHost>
{
    private const string Everywhere = """
        Cache-Control: no-store
        Cross-Origin-Opener-Policy: same-origin
        Cross-Origin-Resource-Policy: same-origin
        Permissions-Policy: camera=(), microphone=(), display-capture=(), fullscreen=(), autoplay=(), geolocation=(), payment=(), usb=()
        Referrer-Policy: no-referrer
        Strict-Transport-Security: max-age=31536000; includeSubDomains
        X-Content-Type-Options: nosniff
        """;

    private const string NothingAllowed = "Content-Security-Policy: default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    private const string Devices = "Permissions-Policy: camera=(self), microphone=(self), display-capture=(self), fullscreen=(self), autoplay=(self), geolocation=(), payment=(), usb=()";

    private const string ApplicationPolicy =
        "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; font-src 'self'; "
        + "worker-src 'self'; manifest-src 'self'; connect-src 'self' wss://portal.test; base-uri 'none'; form-action 'none'; frame-ancestors ";

    [Trait("ASVS", "3.2.1")]
    [Trait("ASVS", "3.4.4")]
    [Trait("ASVS", "3.4.5")]
    [Trait("ASVS", "3.4.1")]
    [Trait("ASVS", "14.3.2")]
    [Theory]
    [InlineData("/health/live")]
    [InlineData("/api/v1/nothing")]
    [InlineData("/api/v1/conversations")]
    [InlineData("/hubs/nothing")]
    [InlineData("/.well-known/jwks.json")]
    public async Task Answers_for_programs_allow_a_browser_nothing(string path) => await Holds(path, Everywhere, NothingAllowed);

    [Trait("ASVS", "3.4.3")]
    [Trait("ASVS", "3.4.6")]
    [Fact]
    public async Task A_page_of_the_portal_runs_its_own_scripts_only_and_stands_in_no_frame() => await Holds(
        "/inbox",
        Everywhere,
        Devices,
        "Content-Security-Policy: default-src 'self'; script-src 'self' 'nonce-*'; style-src 'self' 'nonce-*'; style-src-attr 'unsafe-inline'; img-src 'self' data: blob:; "
        + "media-src 'self' blob:; connect-src 'self' wss://portal.test; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'");

    [Trait("ASVS", "3.4.6")]
    [Fact]
    public async Task The_embedded_page_may_be_framed_by_its_integrations_origins_alone()
    {
        await Holds($"/embed/chat?integration={Someone.Integration}", Everywhere, Devices, "Cross-Origin-Resource-Policy: cross-origin", ApplicationPolicy + Someone.HostOrigin);
        await Holds($"/embed/chat?integration={Guid.CreateVersion7()}", Everywhere, Devices, "Cross-Origin-Resource-Policy: cross-origin", ApplicationPolicy + "'none'");
        await Holds("/embed/chat?integration=nonsense", Everywhere, Devices, "Cross-Origin-Resource-Policy: cross-origin", ApplicationPolicy + "'none'");
        await Holds("/embed/chat", Everywhere, Devices, "Cross-Origin-Resource-Policy: cross-origin", ApplicationPolicy + "'none'");
    }

    [Fact]
    public async Task The_application_on_its_own_stands_in_no_frame() => await Holds("/me", Everywhere, Devices, ApplicationPolicy + "'none'");

    [Fact]
    public async Task The_loader_is_for_every_page() => await Holds(
        "/embed/portal-widget.js", Everywhere, NothingAllowed, "Access-Control-Allow-Origin: *", "Cross-Origin-Resource-Policy: cross-origin", "Cache-Control: public, max-age=300");

    [Fact]
    public async Task A_file_with_a_hash_in_its_name_is_kept_for_a_year() => await Holds(
        "/embed/chat.ABCD1234.js", Everywhere, NothingAllowed, "Cache-Control: public, max-age=31536000, immutable");

    [Theory]
    [InlineData("/embed/chat.ABCD9999.js")]
    [InlineData("/embed/icons.svg")]
    public async Task A_file_that_is_not_there_or_has_no_hash_is_not_kept(string path) => await Holds(path, Everywhere, NothingAllowed);

    [Trait("ASVS", "3.4.3")]
    [Fact]
    public async Task Each_answer_has_a_nonce_of_its_own()
    {
        using var one = await host.Anyone().GetAsync("/inbox");
        using var other = await host.Anyone().GetAsync("/inbox");
        Assert.NotEqual(Nonce.Match(one.ToString()).Value, Nonce.Match(other.ToString()).Value);
    }

    [Fact]
    public async Task In_Development_a_browser_is_not_bound_to_https()
    {
        await using var development = new DevelopmentHost();
        using var response = await development.Anyone().GetAsync("/health/live");
        Assert.False(response.Headers.Contains("Strict-Transport-Security"));
    }

    /// <summary>Later lines replace earlier ones of the same header.</summary>
    private async Task Holds(string path, params string[] expected)
    {
        using var response = await host.Anyone().GetAsync(path);
        var wanted = expected.SelectMany(lines => lines.Split('\n')).GroupBy(line => line.Split(':')[0], StringComparer.Ordinal).Select(lines => lines.Last().TrimEnd());
        var sent = response.Headers.Where(header => header.Key is not ("Vary" or "Location" or "WWW-Authenticate"))
            .Select(header => $"{header.Key}: {Nonce.Replace(string.Join(", ", header.Value), "'nonce-*'")}");
        Assert.Equal(wanted.Order(StringComparer.Ordinal), sent.Order(StringComparer.Ordinal));
    }

    [GeneratedRegex("'nonce-[A-Za-z0-9+/=]{24}'", RegexOptions.NonBacktracking)]
    private static partial Regex Nonce { get; }

    private sealed class DevelopmentHost : EdgeHost
    {
        protected override string Environment => "Development";
    }
}
