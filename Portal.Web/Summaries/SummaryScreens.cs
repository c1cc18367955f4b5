using Portal.Web.Shared.Components;
using Portal.Web.Summaries.Drafting;
using Portal.Web.Summaries.Sheet;

namespace Portal.Web.Summaries;

/// <summary>What the screens of summaries keep in a circuit, and where they stand on the screens of conversations and visits.</summary>
internal static class SummaryScreens
{
    public static void AddSummaryScreens(this IServiceCollection services)
    {
        services.AddScoped<SummaryWords>();
        services.AddScoped<SummaryHints>();
        services.AddScoped<SheetPorts>();
        services.AddScoped<SummarySheets>();
        services.AddScoped<SummaryDrafting>();
        services.AddScoped<ConversationSummaries>();
        services.AddSingleton(new SlotPart(SlotPlace.ThreadHead, typeof(SummariseButton)));
        services.AddSingleton(new SlotPart(SlotPlace.ThreadNotices, typeof(SummaryStrip)));
        services.AddSingleton(new SlotPart(SlotPlace.ThreadAside, typeof(SummaryList)));
        services.AddSingleton(new SlotPart(SlotPlace.VisitActs, typeof(SummariseVisitButton)));
    }
}
