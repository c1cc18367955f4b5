using Bunit;
using Microsoft.AspNetCore.Components.Web;
using NSubstitute;
using Portal.Components.Tests.Fakes;
using Portal.Components.Tests.Shared;
using Portal.Domain.Audit;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Web.Patients.BreakGlass;
using Xunit;

namespace Portal.Components.Tests.Patients;

public sealed class BreakGlassReviewsPageTests
{
    private static readonly DateTimeOffset Now = Conversations.Now;

    private static readonly BreakGlassLine Open = new(
        Id.New<BreakGlassId>(), Id.New<PersonId>(), "Dr. Sato", Id.New<PersonId>(), BreakGlassPurpose.CoverForAbsence, Now, Now.AddMinutes(60), null, 7, null, null, null, null);

    [Fact]
    public async Task A_grant_is_shown_by_ids_and_counts_and_said_to_be_justified_or_not()
    {
        await using var portal = Prepared();
        var page = portal.Render<BreakGlassReviewsPage>();
        Assert.Equal(["Dr. Sato", "7"], [page.Find("tbody th").TextContent.Trim(), page.Find("tbody .number").TextContent]);
        await page.FindAll("tbody button")[1].ClickAsync(new MouseEventArgs());
        await portal.Reviews.Received(1).Review(Arg.Any<Actor>(), Open.Id, BreakGlassVerdict.NotJustified, Arg.Any<CancellationToken>());
        Assert.Equal("Noted: not justified.", page.Find("[role=status] .banner-text").TextContent);
        await portal.Reviews.Received(2).Report(Arg.Any<Actor>(), new DateOnly(2025, 10, 17), new DateOnly(2026, 1, 15), Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task The_own_one_is_refused_in_words()
    {
        await using var portal = Prepared();
        portal.Reviews.Review(default!, default, default, default).ReturnsForAnyArgs(BreakGlassReviewRefusals.Own);
        var page = portal.Render<BreakGlassReviewsPage>();
        await page.FindAll("tbody button")[0].ClickAsync(new MouseEventArgs());
        Assert.Equal(portal.Get<Portal.Web.Shared.Texts.RefusalTexts>().Of(BreakGlassReviewRefusals.Own), page.Find(".banner[role=alert] .banner-text").TextContent);
    }

    [Fact]
    public async Task What_was_reviewed_has_its_reviewer_and_no_buttons_and_choices_ask_for_others()
    {
        await using var portal = Prepared(Open with { Verdict = BreakGlassVerdict.Justified, ReviewerName = "Auditor Ahn", ReviewedAt = Now });
        var page = portal.Render<BreakGlassReviewsPage>();
        Assert.Contains("Auditor Ahn", page.Find("tbody").TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("tbody button"));
        await page.FindAll(".filter")[2].ClickAsync(new MouseEventArgs());
        await portal.Reviews.Received(1).List(Arg.Any<Actor>(), new BreakGlassFilter(), Arg.Any<PageRequest>(), Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task Who_opened_a_record_is_listed_with_role_and_right()
    {
        var patient = Id.New<PersonId>();
        await using var portal = new PortalContext();
        RecordAccess[] lines =
        [
            new(Id.New<AuditEventId>(), Now, ActorKind.Practitioner, "Dr. Sato", StaffRoles.Practitioner, AuditAction.ConversationViewed, BreakGlassPurpose.Safety, true, false),
            new(Id.New<AuditEventId>(), Now, ActorKind.Patient, null, StaffRoles.None, AuditAction.ConversationViewed, null, false, false),
        ];
        portal.Accesses.Of(default!, default, default, default).ReturnsForAnyArgs(new Page<RecordAccess>(lines, null));
        portal.Get<Microsoft.AspNetCore.Components.NavigationManager>().NavigateTo($"/record-accesses?patient={patient}");
        var page = portal.Render<RecordAccessesPage>();
        await portal.Accesses.Received(1).Of(Arg.Any<Actor>(), patient, Arg.Any<PageRequest>(), Arg.Any<CancellationToken>());
        Assert.Equal(2, page.FindAll("tbody tr").Count);
        Assert.Contains("Emergency access", page.Find("tbody tr").TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("Emergency access", page.FindAll("tbody tr")[1].TextContent, StringComparison.Ordinal);
    }

    private static PortalContext Prepared(BreakGlassLine? line = null)
    {
        var portal = new PortalContext(People.Auditor);
        portal.Reviews.List(default!, default!, default, default).ReturnsForAnyArgs(new Page<BreakGlassLine>([line ?? Open], null));
        portal.Reviews.Review(default!, default, default, default).ReturnsForAnyArgs(Done.It);
        portal.Reviews.Report(default!, default, default, default).ReturnsForAnyArgs(new BreakGlassReport(1, 0, 0, 1, Now, [new(BreakGlassPurpose.CoverForAbsence, 1)], [new(Open.Person, "Dr. Sato", 1, 0)]));
        return portal;
    }
}
