using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;
using Portal.Components.Tests.Fakes;
using Portal.Components.Tests.Shared;
using Portal.Domain.CareTeams;
using Portal.Domain.CareTeams.Unit;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Web.Conversations.Unit;
using Xunit;

namespace Portal.Components.Tests.Unit;

public sealed class UnitPageTests
{
    private static readonly Actor Supervisor = People.Nurse with { Roles = StaffRoles.Supervisor };
    private static readonly MemberLoad Ada = new(Id.New<PersonId>(), "Ada", 3, 2);
    private static readonly UnitConversation Waiting = new(Id.New<ConversationId>(), null, true, Conversations.Now.AddHours(-3), Conversations.Now);

    private readonly IUnit unit = Substitute.For<IUnit>();

    [Fact]
    public async Task It_says_who_waits_how_long_answers_took_and_who_has_what()
    {
        await using var portal = Prepared();
        var page = portal.Render<UnitPage>();
        Assert.Equal(["2", "7", "4", "1"], page.FindAll(".figures strong").Select(figure => figure.TextContent));
        Assert.Equal("Answers: 2. Half of them within 4 minutes, nine of ten within 90 minutes.", page.Find("#answers-sum").TextContent);
        Assert.Equal(["Ada", "3", "2"], page.Find("[aria-labelledby=workload-title] tbody tr").Children.Select(cell => cell.TextContent));
        Assert.Single(page.FindAll("[aria-labelledby=coverage-title] .tag[data-tone=danger]"));
        Assert.Equal(14, Asked().Days);
    }

    [Fact]
    public async Task A_conversation_is_given_to_a_member()
    {
        await using var portal = Prepared();
        portal.Care.Add(Conversations.With() with { Id = Waiting.Id });
        var page = portal.Render<UnitPage>();
        await page.Find("[aria-labelledby=assignments-title] select").ChangeAsync(new ChangeEventArgs { Value = Ada.Person.ToString() });
        Assert.Equal("Assigned.", page.Find("[aria-labelledby=assignments-title] [role=status]").TextContent);
    }

    [Fact]
    public async Task Who_supervises_nothing_is_told_so()
    {
        await using var portal = Prepared();
        unit.CareTeams(default!, default).ReturnsForAnyArgs((Outcome<IReadOnlyList<CareTeam>>)Array.Empty<CareTeam>());
        Assert.Contains("You supervise no care team", portal.Render<UnitPage>().Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_is_said_in_words()
    {
        await using var portal = Prepared();
        unit.Figures(default!, default, default!, default).ReturnsForAnyArgs(Refusal.Rule("more-than-31-days"));
        Assert.Contains("at most 31 days", portal.Render<UnitPage>().Find("[role=alert]").TextContent, StringComparison.Ordinal);
    }

    private TimeSpan Asked()
    {
        var range = (UnitRange)unit.ReceivedCalls().Single(call => call.GetMethodInfo().Name == nameof(IUnit.Figures)).GetArguments()[2]!;
        return range.To - range.From;
    }

    private PortalContext Prepared()
    {
        var portal = new PortalContext(Supervisor);
        portal.Services.AddSingleton(unit);
        unit.CareTeams(default!, default).ReturnsForAnyArgs((Outcome<IReadOnlyList<CareTeam>>)(CareTeam[])[People.Cardiology]);
        unit.Figures(default!, default, default!, default).ReturnsForAnyArgs(new UnitFigures(
            [new(Conversations.Now, TimeSpan.FromMinutes(3.5)), new(Conversations.Now, TimeSpan.FromMinutes(90))],
            2, Conversations.Now.AddHours(-3), 7, 4, [Ada], [new(Conversations.Now, 1), new(Conversations.Now.AddDays(2), 0)]));
        unit.Conversations(default!, default, default!, default).ReturnsForAnyArgs(new Page<UnitConversation>([Waiting], null));
        return portal;
    }
}
