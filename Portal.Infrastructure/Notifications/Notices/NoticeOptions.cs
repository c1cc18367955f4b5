using System.ComponentModel.DataAnnotations;

namespace Portal.Infrastructure.Notifications.Notices;

/// <summary>Section <c>Notices</c>.</summary>
public sealed class NoticeOptions
{
    public const string Section = "Notices";

    /// <summary>The language of notices to staff: <c>en</c> or <c>es</c>.</summary>
    [RegularExpression("^(en|es)$")]
    public string Language { get; set; } = "en";
}
