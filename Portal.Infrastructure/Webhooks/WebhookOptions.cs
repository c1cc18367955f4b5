using System.ComponentModel.DataAnnotations;

namespace Portal.Infrastructure.Webhooks;

/// <summary>Section <c>Webhooks</c>.</summary>
public sealed class WebhookOptions
{
    public const string Section = "Webhooks";

    /// <summary>Lets receivers be in a private network, and on this machine by plain http. Link-local addresses never are.</summary>
    public bool AllowPrivateAddresses { get; set; }

    /// <summary>How long a receiver may take for its answer.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:00:20")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(15);
}
