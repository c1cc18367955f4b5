using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Portal.Web.Shared;
using Xunit;

namespace Portal.Web.Tests.Shared;

/// <summary>A wrong setting is told at start, in words, and not at first use.</summary>
public sealed class StartTests
{
    [Trait("ASVS", "12.2.1")]
    [Theory]
    [InlineData("Portal:PublicUrl", "", "Portal:PublicUrl is missing")]
    [InlineData("Portal:PublicUrl", "https://portal.test/", "without a trailing slash")]
    [InlineData("Portal:PublicUrl", "https://portal.test/care", "without a trailing slash")]
    [InlineData("Portal:PublicUrl", "HTTPS://portal.test", "in lower case")]
    [InlineData("Portal:PublicUrl", "portal.test", "scheme, host and port")]
    [InlineData("Portal:PublicUrl", "http://portal.test", "must be https")]
    [InlineData("Portal:Proxies:0", "proxy.internal", "Portal:Proxies")]
    [InlineData("Portal:MaxLiveConnections", "0", "Portal:MaxLiveConnections")]
    [InlineData("Embed:PublicHost", "https://chat.test", "Embed:PublicHost")]
    [InlineData("Embed:EmergencyNumber", "call 112 or one of the many other numbers", "Embed:EmergencyNumber")]
    [InlineData("RateLimits:RequestsPerSecond", "0", "RequestsPerSecond")]
    [InlineData("RateLimits:BadCredentialsPerMinute", "-1", "BadCredentialsPerMinute")]
    public async Task A_wrong_setting_stops_the_start(string setting, string value, string said)
    {
        var error = await Assert.ThrowsAnyAsync<Exception>(() => Start(setting, value));
        Assert.Contains(said, error.ToString(), StringComparison.Ordinal);
        Assert.True(error is OptionsValidationException || error is AggregateException { InnerExceptions: var all } && all.All(one => one is OptionsValidationException));
    }

    [Trait("ASVS", "4.4.1")]
    [Theory]
    [InlineData("https://portal.test:8443")]
    [InlineData("http://127.0.0.1:5080")]
    [InlineData("http://localhost")]
    public Task A_good_public_address_starts(string url) => Start("Portal:PublicUrl", url);

    private static async Task Start(string setting, string value)
    {
        var builder = WebApplication.CreateBuilder(["--environment=Production", "--Portal:PublicUrl=https://portal.test", $"--{setting}={value}"]);
        builder.AddEdge();
        await using var app = builder.Build();
        app.Services.GetRequiredService<IStartupValidator>().Validate();
    }
}
