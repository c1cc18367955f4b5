using System.IO.Compression;
using System.Net;
using Portal.Web.Tests.Fakes;
using Xunit;

namespace Portal.Web.Tests.Integrations;

/// <summary>The patient's application as it reaches a browser.</summary>
public sealed class EmbedTests(SharedEdgeHost host) : IClassFixture<SharedEdgeHost>
{
    [Trait("ASVS", "3.5.5")]
    [Fact]
    public async Task The_page_is_told_the_origins_it_may_talk_to()
    {
        Assert.Contains($"content=\"{Someone.HostOrigin}\"", await host.Anyone().GetStringAsync($"/embed/chat?integration={Someone.Integration}"), StringComparison.Ordinal);
        Assert.Contains("portal-embed-origins\" content=\"\"", await host.Anyone().GetStringAsync("/embed/chat?integration=nonsense"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_operators_emergency_number_stands_in_both_pages_as_text()
    {
        await using var here = new EdgeHost().With("Embed:EmergencyNumber", "\"><script>112");
        foreach (var page in (string[])["/embed/chat", "/me"])
        {
            var text = await here.Anyone().GetStringAsync(page);
            Assert.Contains("&quot;&gt;&lt;script&gt;112", text, StringComparison.Ordinal);
            Assert.DoesNotContain("{{", text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("br, gzip", "br")]
    [InlineData("gzip", "gzip")]
    [InlineData("br;q=0, gzip", "gzip")]
    [InlineData("identity", null)]
    [InlineData(null, null)]
    public async Task A_file_comes_in_the_best_encoding_the_browser_takes(string? accepted, string? sent)
    {
        var client = host.Anyone();
        if (accepted is not null) client.DefaultRequestHeaders.Add("Accept-Encoding", accepted);
        using var response = await client.GetAsync("/embed/chat.ABCD1234.js");
        Assert.Equal(sent, response.Content.Headers.ContentEncoding.SingleOrDefault());
        Assert.Equal("text/javascript; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        Assert.Equal("Accept-Encoding", response.Headers.Vary.ToString());
        await using var body = await response.Content.ReadAsStreamAsync();
        await using var plain = sent switch { "br" => new BrotliStream(body, CompressionMode.Decompress), "gzip" => new GZipStream(body, CompressionMode.Decompress), _ => body };
        Assert.Equal("export const chat = 1;\n", await new StreamReader(plain).ReadToEndAsync());
    }

    [Trait("ASVS", "5.3.2")]
    [Trait("ASVS", "13.4.3")]
    [Trait("ASVS", "13.4.1")]
    [Theory]
    [InlineData("/embed/..%2Fappsettings.json")]
    [InlineData("/embed/chat.ABCD1234.js.br")]
    [InlineData("/embed/manifest.json")]
    [InlineData("/embed/me.html")]
    [InlineData("/embed/.hidden.js")]
    public async Task Nothing_else_of_the_folder_is_served(string path)
    {
        using var response = await host.Anyone().GetAsync(path);
        Assert.Equal("not-found", await response.Problem());
    }

    [Trait("ASVS", "3.5.4")]
    [Fact]
    public async Task With_a_host_name_of_its_own_the_embed_shares_nothing_with_the_portals_pages()
    {
        await using var apart = new EdgeHost().With("Embed:PublicHost", "chat.portal.test");
        var client = apart.Anyone();
        using var page = await client.GetAsync(new Uri("https://chat.portal.test/inbox"));
        using var circuit = await client.PostAsync(new Uri("https://chat.portal.test/_blazor/negotiate"), null);
        using var framed = await client.GetAsync(new Uri("https://chat.portal.test/embed/chat"));
        Assert.Equal("not-found", await page.Problem());
        Assert.Equal("not-found", await circuit.Problem());
        Assert.Equal(HttpStatusCode.OK, framed.StatusCode);
        Assert.Contains("wss://chat.portal.test", string.Join(' ', framed.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
    }
}
