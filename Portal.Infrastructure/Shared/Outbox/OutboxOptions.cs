using System.ComponentModel.DataAnnotations;

namespace Portal.Infrastructure.Shared.Outbox;

/// <summary>Section <c>Outbox</c>.</summary>
public sealed class OutboxOptions
{
    public const string Section = "Outbox";

    /// <summary>False on a node that delivers nothing and leaves that to others.</summary>
    public bool Delivers { get; set; } = true;

    /// <summary>Tries before a delivery is parked. With the backoff of 1 s to 1 h, 20 tries take some five hours.</summary>
    [Range(1, 100)]
    public int Attempts { get; set; } = 20;

    /// <summary>How long one try may take.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often an idle loop looks for what is due.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:01:00")]
    public TimeSpan Poll { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long rows of ended deliveries are kept to be looked at.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "365.00:00:00")]
    public TimeSpan Keep { get; set; } = TimeSpan.FromDays(7);

    /// <summary>A worker that died is missed when its lease ends: longer than any try, so that a slow one is not doubled.</summary>
    internal TimeSpan Lease => Timeout + TimeSpan.FromSeconds(30);
}
