using System.Globalization;
using Portal.Domain.Shared;

namespace Portal.Web.Shared.Layout;

/// <summary>Where the screens of summaries are; conversations lead there without knowing more of them.</summary>
internal static class SummaryAddresses
{
    public const string Summary = "/summary";
    public const string Print = "/summary-print";
    public const string Copy = "/conversation-print";

    public static string Of(SummaryId summary) => $"{Summary}?summary={summary}";

    /// <summary>The patient's instructions of one signed version, for paper.</summary>
    public static string PrintOf(SummaryId summary, int version) => $"{Print}?summary={summary}&version={version.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>A conversation as a copy for the record, for paper.</summary>
    public static string CopyOf(ConversationId conversation) => $"{Copy}?conversation={conversation}";
}
