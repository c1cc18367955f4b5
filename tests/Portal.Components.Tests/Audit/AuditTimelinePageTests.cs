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

public sealed class AuditTimelinePageTests
{
    private static readonly Actor Auditor = People.Nurse with { Roles = StaffRoles.Auditor };
    private static readonly ConversationId Conversation = Id.New<ConversationId>();

    [Fact]
    public async Task It_is_told_in_its_course_under_its_days_and_without_the_id_it_is_about()
    {
        await using var portal = new PortalContext(Auditor);
        AuditQuery? asked = null;
        portal.Trail.List(default!, default!, default!, default).ReturnsForAnyArgs(call =>
        {
            asked = call.Arg<AuditQuery>();
            return new Page<AuditLine>([Line(Conversations.Now.AddDays(-1)), Line(Conversations.Now.AddMinutes(-1)), Line(Conversations.Now)], null);
        });
        var page = Render(portal, "Conversation", Conversation.ToString());
        Assert.Equal(new AuditQuery { Conversation = Conversation, IsOldestFirst = true }, asked);
        Assert.Equal((2, 3), (page.FindAll(".timeline-day").Count, page.FindAll(".timeline-moment").Count));
        Assert.DoesNotContain(Conversation.ToString()[^12..], page.Find(".timeline").TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Conversation", "nonsense")]
    [InlineData("Weather", "019f0000-0000-7000-8000-000000000001")]
    [InlineData(null, null)]
    public async Task An_address_that_names_nothing_asks_nothing(string? about, string? id)
    {
        await using var portal = new PortalContext(Auditor);
        var page = Render(portal, about, id);
        Assert.Contains("Nothing is asked for", page.Markup, StringComparison.Ordinal);
        Assert.Empty(portal.Trail.ReceivedCalls());
    }

    private static IRenderedComponent<AuditTimelinePage> Render(PortalContext portal, string? about, string? id)
    {
        portal.Get<NavigationManager>().NavigateTo($"/audit-timeline?about={about}&id={id}");
        return portal.Render<AuditTimelinePage>();
    }

    private static AuditLine Line(DateTimeOffset at) =>
        new(AuditRecord.Of(new AuditEntry(People.Nurse, AuditAction.ConversationViewed) { Conversation = Conversation }, Id.New<AuditEventId>(), at), "Nora Nurse");
}
