using System.ComponentModel.DataAnnotations;

namespace Portal.Infrastructure.Integrations;

/// <summary>Section <c>Embed</c>.</summary>
public sealed class WidgetSessionOptions
{
    public const string Section = "Embed";

    /// <summary>How long a session token lives; a renewal gives another.</summary>
    [Range(1, 60)]
    public int SessionMinutes { get; set; } = 15;
}
