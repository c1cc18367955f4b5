using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Portal.Domain.Shared;
using Portal.Infrastructure.Visits.Turn;
using Xunit;

namespace Portal.Infrastructure.Tests.Visits.Turn;

public sealed class TurnOptionsTests : IDisposable
{
    private const string Url = "turn:turn.example.org:3478?transport=udp";
    private readonly string file = Path.GetTempFileName();
    private readonly LogLines log = new();

    public void Dispose() => File.Delete(file);

    [Theory]
    [InlineData(Url)]
    [InlineData("turn:turn.example.org")]
    [InlineData("turns:turn.example.org:443?transport=tcp")]
    [InlineData("turn:[2001:db8::1]:3478?transport=tcp")]
    [InlineData("turn:127.0.0.1:21000?transport=udp")]
    public async Task A_server_with_its_secret_starts_and_has_nothing_to_note(string url)
    {
        using var host = Host(("Turn:Urls:0", url), ("Turn:Secret", TurnSettings.Secret));
        await host.StartAsync();
        Assert.True(host.Services.GetRequiredService<TurnCredentials>().HasServer);
        Assert.Null(host.Services.GetRequiredService<IReadinessNote>().Note);
        Assert.DoesNotContain(log.Lines, line => line.Contains("TURN", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_secret_may_lie_in_a_file()
    {
        await File.WriteAllTextAsync(file, TurnSettings.Secret + "\n");
        using var host = Host(("Turn:Urls:0", Url), ("Turn:SecretFile", file));
        await host.StartAsync();
        var (visit, person, now) = (Id.New<VisitId>(), Id.New<PersonId>(), DateTimeOffset.UnixEpoch);
        var expected = TurnSettings.Of(Url).Credentials().For(visit, person, now);
        Assert.Equal(expected[1].Credential, host.Services.GetRequiredService<TurnCredentials>().For(visit, person, now)[1].Credential);
    }

    [Fact]
    public async Task Without_a_server_it_starts_and_says_once_what_is_missing()
    {
        using var host = Host();
        await host.StartAsync();
        var credentials = host.Services.GetRequiredService<TurnCredentials>();
        for (var time = 0; time < 3; time++) Assert.Empty(credentials.For(Id.New<VisitId>(), Id.New<PersonId>(), DateTimeOffset.UnixEpoch));
        Assert.Single(log.Lines, line => line.Contains("there is no TURN server", StringComparison.Ordinal));
        Assert.StartsWith("turn: none is configured", host.Services.GetRequiredService<IReadinessNote>().Note, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Turn:Urls:0 must be turn: or turns:", "Turn:Urls:0", "http://turn.example.org", "Turn:Secret", TurnSettings.Secret)]
    [InlineData("Turn:Urls:0 must be turn: or turns:", "Turn:Urls:0", "turn:turn.example.org?transport=sctp", "Turn:Secret", TurnSettings.Secret)]
    [InlineData("Turn:Urls:0 must be turn: or turns:", "Turn:Urls:0", "turn:turn.example.org\nturn:x", "Turn:Secret", TurnSettings.Secret)]
    [InlineData("Turn:Urls is missing", "Turn:Secret", TurnSettings.Secret)]
    [InlineData("Turn:Secret or Turn:SecretFile is missing", "Turn:Urls:0", Url)]
    [InlineData("are both set", "Turn:Urls:0", Url, "Turn:Secret", TurnSettings.Secret, "Turn:SecretFile", "/somewhere")]
    [InlineData("Turn:Secret must hold at least 32", "Turn:Urls:0", Url, "Turn:Secret", "a-short-one")]
    [InlineData("Turn:Secret must hold at least 32", "Turn:Urls:0", Url, "Turn:Secret", "with a space 0123456789abcdef0123456789")]
    [InlineData("Turn:SecretFile cannot be read", "Turn:Urls:0", Url, "Turn:SecretFile", "/nowhere/turn.secret")]
    [InlineData("Turn:Life must be between", "Turn:Urls:0", Url, "Turn:Secret", TurnSettings.Secret, "Turn:Life", "24:00:00")]
    public async Task What_is_wrong_is_told_at_start_without_the_secret(string objection, params string[] settings)
    {
        using var host = Host([.. settings.Chunk(2).Select(pair => (pair[0], pair[1]))]);
        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());
        Assert.Contains(objection, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("0123456789abcdef", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("a-short-one", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_file_is_no_secret()
    {
        using var host = Host(("Turn:Urls:0", Url), ("Turn:SecretFile", file));
        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());
        Assert.Contains("Turn:SecretFile must hold at least 32", error.Message, StringComparison.Ordinal);
    }

    private IHost Host(params (string Name, string Value)[] settings)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new());
        builder.Configuration.AddInMemoryCollection(settings.ToDictionary(one => one.Name, one => (string?)one.Value, StringComparer.Ordinal));
        builder.Logging.AddProvider(log);
        builder.Services.AddTurn();
        return builder.Build();
    }

    private sealed class LogLines : ILoggerProvider, ILogger
    {
        public List<string> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, Microsoft.Extensions.Logging.EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Lines.Add(formatter(state, exception));

        public void Dispose()
        {
        }
    }
}
