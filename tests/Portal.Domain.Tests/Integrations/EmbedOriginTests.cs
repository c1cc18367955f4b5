using Portal.Domain.Integrations;

namespace Portal.Domain.Tests.Integrations;

public class EmbedOriginTests
{
    [Theory]
    [InlineData("https://hospital.example.org")]
    [InlineData("https://hospital.example.org:8443")]
    [InlineData("http://127.0.0.1:5080")]
    [InlineData("http://localhost")]
    [InlineData("http://[::1]:8080")]
    [InlineData("https://xn--krankenhuser-s8a.example")]
    public void What_a_browser_sends_as_an_origin_is_well_formed(string origin) => Assert.True(EmbedOrigin.IsWellFormed(origin));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("*")]
    [InlineData("https://*")]
    [InlineData("https://")]
    [InlineData("hospital.example.org")]
    [InlineData("//hospital.example.org")]
    [InlineData("https://hospital.example.org/")]
    [InlineData("https://hospital.example.org/page")]
    [InlineData("https://hospital.example.org?x")]
    [InlineData("https://hospital.example.org#x")]
    [InlineData("https://user@hospital.example.org")]
    [InlineData("https://HOSPITAL.example.org")]
    [InlineData("HTTPS://hospital.example.org")]
    [InlineData("https://hospital.example.org:443")]
    [InlineData("http://hospital.example.org:80")]
    [InlineData("https://hospital.example.org:")]
    [InlineData("https://hospital.example.org ")]
    [InlineData(" https://hospital.example.org")]
    [InlineData("https://krankenhäuser.example")]
    [InlineData("ftp://hospital.example.org")]
    [InlineData("file:///etc")]
    [InlineData("javascript:alert(1)")]
    [InlineData("https:\\\\hospital.example.org")]
    public void Any_other_spelling_is_not(string? origin) => Assert.False(EmbedOrigin.IsWellFormed(origin));

    [Fact]
    public void It_is_bounded() => Assert.False(EmbedOrigin.IsWellFormed($"https://{string.Concat(Enumerable.Repeat("a.", EmbedOrigin.Limit))}org"));
}
