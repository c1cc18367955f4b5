using Bunit;
using Microsoft.AspNetCore.Components;
using NSubstitute;
using Portal.Components.Tests.Fakes;
using Portal.Components.Tests.Shared;
using Portal.Domain.Audit;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Web.Audit;
using Xunit;

namespace Portal.Components.Tests.Audit;

public sealed class AuditChartsPageTests
{
    private static readonly Actor Auditor = People.Nurse with { Roles = StaffRoles.Auditor };

    [Fact]
    public async Task Each_chart_says_its_sum_and_has_its_figures_in_a_table()
    {
        await using var portal = Prepared();
        var page = portal.Render<AuditChartsPage>();
        Assert.Equal(
            ["Acts in this time: 12.", "Openings: 12. Outside of working hours: 12.", "Declarations: 12."],
            page.FindAll(".chart-sum").Select(sum => sum.TextContent.Trim()));
        Assert.Equal(["Conversation opened", "5"], page.FindAll(".ranking tbody tr").Single().Children.Take(2).Select(cell => cell.TextContent));
        await page.Find("#openings-title ~ details").TriggerEventAsync("ontoggle", EventArgs.Empty);
        Assert.Equal(["12", "12"], page.FindAll(".table-wrap[aria-labelledby=openings-title] tbody tr")[^1].Children.Skip(1).Select(cell => cell.TextContent));
    }

    [Fact]
    public async Task The_working_day_is_changed_without_asking_again()
    {
        await using var portal = Prepared();
        var page = portal.Render<AuditChartsPage>();
        portal.Trail.ClearReceivedCalls();
        await page.Find("#hours-from").ChangeAsync(new ChangeEventArgs { Value = "0" });
        await page.Find("#hours-to").ChangeAsync(new ChangeEventArgs { Value = "24" });
        Assert.Equal("Openings: 12. Outside of working hours: 0.", page.Find("#openings-sum").TextContent);
        await page.Find("#hours-to").ChangeAsync(new ChangeEventArgs { Value = "0" });
        Assert.Equal("Openings: 12. Outside of working hours: 0.", page.Find("#openings-sum").TextContent);
        Assert.Empty(portal.Trail.ReceivedCalls());
    }

    [Fact]
    public async Task What_is_too_much_is_refused_in_words()
    {
        await using var portal = new PortalContext(Auditor);
        portal.Trail.Chart(default!, default!, default, default).ReturnsForAnyArgs(Refusal.Rule("too-broad"));
        Assert.NotEmpty(portal.Render<AuditChartsPage>().Find("[role=alert]").TextContent);
    }

    /// <summary>Twelve in an hour of a Thursday night, whichever is counted.</summary>
    private static PortalContext Prepared()
    {
        var portal = new PortalContext(Auditor);
        portal.Trail.Chart(default!, default!, default, default).ReturnsForAnyArgs(call => call.Arg<AuditChartKind>() == AuditChartKind.Refusals
            ? new AuditChart(AuditChartKind.Refusals, [new(null, AuditAction.ConversationViewed, 5)])
            : new AuditChart(call.Arg<AuditChartKind>(), [new(call.Arg<AuditQuery>().To!.Value.AddHours(-1), null, 12)]));
        return portal;
    }
}
