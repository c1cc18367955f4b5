using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Portal.Domain.Shared;

namespace Portal.Infrastructure.Visits.Turn;

/// <summary>Without a TURN server the portal works, and says what is missing: once in the log, and to who asks whether it is ready.</summary>
internal sealed partial class TurnNote(TurnCredentials credentials, ILogger<TurnNote> log) : IHostedService, IReadinessNote
{
    public string? Note => credentials.HasServer ? null : "turn: none is configured, video visits work only where the networks of both sides let them";

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (!credentials.HasServer) Missing();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(Level = LogLevel.Warning, Message = "Turn:Urls is not set: there is no TURN server, and video visits work only where the networks of both sides let them.")]
    private partial void Missing();
}
