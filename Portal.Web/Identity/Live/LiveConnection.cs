using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.SignalR;
using Portal.Domain.Identity;
using Portal.Web.Shared.Hubs;

namespace Portal.Web.Identity.Live;

/// <summary>
/// One hub connection and who is behind it. It begins with nobody; <see cref="Adopt"/> says who, and with a later token of the same person for how
/// long. <see cref="LiveConnections"/> watches deadlines and access; whichever of it, the protocol and the hub closes first, closing twice is harmless.
/// </summary>
internal sealed class LiveConnection(HubCallerContext context, HubGate gate, IClientProxy client, string? origin, string? address, DateTimeOffset connectedAt)
{
    private const int FailuresAllowed = 3;
    private static readonly TimeSpan LongestLead = TimeSpan.FromSeconds(60);
    private volatile bool isOver;
    private int failures;
    private DateTimeOffset? tellAt;

    /// <summary>The connection that a hub's call came over.</summary>
    public static LiveConnection Of(HubCallerContext context) => context.Features.GetRequiredFeature<LiveConnection>();

    public string Id => context.ConnectionId;

    /// <summary>True from the connection's end on. A call may still be on its way then: what it took must be given up again.</summary>
    public bool IsOver => isOver;

    public IClientProxy Client => client;

    /// <summary>Where the connection was opened from; null where no browser says so.</summary>
    public string? Origin => origin;

    public string? Address => address;

    public DateTimeOffset ConnectedAt => connectedAt;

    /// <summary>Null until somebody has proven who is there.</summary>
    public Caller? Caller { get; private set; }

    /// <summary>Who calls, for the methods that only run once somebody is there.</summary>
    public Actor Actor => Caller?.Actor ?? throw new InvalidOperationException("Nobody is there yet, and the gate lets nobody's calls through.");

    /// <summary>The connection is this caller's from now on. The token that ends last is the one that counts.</summary>
    public void Adopt(Caller caller, DateTimeOffset now)
    {
        if (Caller is null || Caller.EndsAt is null || caller.EndsAt is null || caller.EndsAt > Caller.EndsAt)
        {
            Caller = caller;
            tellAt = caller.EndsAt is { } end ? end - Lead(end - now) : null;
        }

        gate.Open();
    }

    /// <summary>The same caller as looked up anew.</summary>
    public void Refresh(Caller caller) => Caller = Caller! with { Actor = caller.Actor };

    /// <summary>Somebody failed to prove who is there; true when that was once too often.</summary>
    public bool Failed() => ++failures >= FailuresAllowed;

    public bool HasEnded(DateTimeOffset now) => Caller?.EndsAt <= now;

    /// <summary>True once for each token, from the moment on at which its end is to be announced.</summary>
    public bool IsTimeToTell(DateTimeOffset now)
    {
        if (tellAt is not { } at || now < at) return false;
        tellAt = null;
        return true;
    }

    /// <summary>True where the caller is nobody any more, as against a line that was lost or a token that ran out: then nothing is kept for a return.</summary>
    public bool IsRevoked { get; private set; }

    /// <summary>Called once, by the hub, when the connection has ended.</summary>
    public void End() => isOver = true;

    public void Close(string reason)
    {
        gate.Close(reason);
        context.Abort();
    }

    public void Revoke()
    {
        IsRevoked = true;
        Close("the credential is no longer good");
    }

    /// <summary>60 seconds before the end, or a third of a shorter life.</summary>
    private static TimeSpan Lead(TimeSpan life) => life / 3 < LongestLead ? life / 3 : LongestLead;
}
