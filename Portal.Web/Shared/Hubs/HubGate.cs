using Microsoft.AspNetCore.Connections;

namespace Portal.Web.Shared.Hubs;

/// <summary>
/// What may come through one hub connection: until somebody has proven who is there only the one call that does so, and nothing at all once it was
/// closed. The protocol asks it for every frame, ahead of the framework, so that frames behind a bad one are never looked at.
/// </summary>
internal sealed partial class HubGate
{
    /// <summary>The one call that is taken from anybody.</summary>
    public const string Authenticate = nameof(Authenticate);

    private static readonly AsyncLocal<HubGate?> Here = new();
    private readonly string connection;
    private readonly ILogger logger;
    private volatile bool isOpen;

    private HubGate(string connection, ILogger logger)
    {
        this.connection = connection;
        this.logger = logger;
    }

    /// <summary>
    /// The gate of the connection whose frame is being read; null elsewhere. It is set before the framework's handler runs, and every frame of a
    /// connection is read within that handler.
    /// </summary>
    public static HubGate? Current => Here.Value;

    public bool IsClosed { get; private set; }

    /// <summary>Gives each connection its gate, as a feature of it.</summary>
    public static Func<ConnectionDelegate, ConnectionDelegate> For(ILogger<HubGate> logger) => next => connection =>
    {
        var gate = new HubGate(connection.ConnectionId, logger);
        connection.Features.Set(gate);
        Here.Value = gate;
        return next(connection);
    };

    /// <summary>Somebody has proven who is there.</summary>
    public void Open() => isOpen = true;

    public bool MayCall(string? method) => isOpen || string.Equals(method, Authenticate, StringComparison.OrdinalIgnoreCase);

    /// <summary>Lets nothing more through, and says why in one line.</summary>
    public void Close(string reason)
    {
        if (IsClosed) return;
        IsClosed = true;
        LogClosed(logger, connection, reason);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Hub connection {Connection} closed: {Reason}")]
    private static partial void LogClosed(ILogger logger, string connection, string reason);
}
