using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using NSubstitute;
using Portal.Components.Tests.Fakes;
using Portal.Components.Tests.Shared;
using Portal.Domain.Audit;
using Portal.Domain.Audit.Exports;
using Portal.Domain.Audit.Proof;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Web.Audit;
using Xunit;

namespace Portal.Components.Tests.Audit;

public sealed class AuditPageTests
{
    private static readonly Actor Auditor = People.Nurse with { Roles = StaffRoles.Auditor };
    private readonly IAuditWatch watch = Substitute.For<IAuditWatch>();
    private IAuditViewer? viewer;
    private AuditQuery? asked;

    [Fact]
    public async Task Lines_come_by_themselves_on_top_and_are_counted()
    {
        await using var portal = Prepared(Line());
        var page = portal.Render<AuditPage>();
        watch.Received(1).Begin();
        var newer = Line();
        await page.InvokeAsync(() => viewer!.Appeared([newer]).AsTask());
        Assert.Equal(2, page.FindAll("tbody tr").Count);
        Assert.Contains(newer.Record.Patient.ToString()![^12..], page.Find("tbody tr").TextContent, StringComparison.Ordinal);
        Assert.Contains("New lines since it was opened: 1.", page.Find("[role=status].muted").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Live_is_switched_off_and_on_again()
    {
        await using var portal = Prepared(Line());
        var page = portal.Render<AuditPage>();
        await page.Find("[aria-pressed]").ClickAsync(new MouseEventArgs());
        await watch.Received(1).DisposeAsync();
        Assert.Equal("false", page.Find("[aria-pressed]").GetAttribute("aria-pressed"));
        await page.InvokeAsync(() => viewer!.Appeared([Line()]).AsTask());
        Assert.Single(page.FindAll("tbody tr"));
        await page.Find("[aria-pressed]").ClickAsync(new MouseEventArgs());
        watch.Received(2).Begin();
    }

    [Fact]
    public async Task Only_an_address_and_an_id_are_taken()
    {
        await using var portal = Prepared(Line());
        var page = portal.Render<AuditPage>();
        await page.Find("#address").ChangeAsync(new ChangeEventArgs { Value = "ward 7" });
        await page.Find("#id").ChangeAsync(new ChangeEventArgs { Value = "nonsense" });
        asked = null;
        await page.Find("form[role=search]").SubmitAsync();
        Assert.Equal(["An id has 36 characters, with hyphens.", "This is not a network address."], page.FindAll(".field-error").Select(error => error.TextContent));
        Assert.Null(asked);

        var session = Id.New<SessionId>();
        await page.Find("#address").ChangeAsync(new ChangeEventArgs { Value = " 2001:DB8::1 " });
        await page.Find("#about").ChangeAsync(new ChangeEventArgs { Value = "Session" });
        await page.Find("#id").ChangeAsync(new ChangeEventArgs { Value = session.ToString() });
        await page.Find("#outcome").ChangeAsync(new ChangeEventArgs { Value = "Refused" });
        await page.Find("#break-glass").ChangeAsync(new ChangeEventArgs { Value = "Only" });
        await page.Find("form[role=search]").SubmitAsync();
        Assert.Equal(new AuditQuery { Address = "2001:db8::1", Session = session, Outcome = AuditOutcome.Refused, IsBreakGlass = true }, asked);
    }

    [Fact]
    public async Task An_act_under_emergency_access_bears_its_mark()
    {
        await using var portal = Prepared(Line(Id.New<BreakGlassId>()), Line());
        var page = portal.Render<AuditPage>();
        Assert.Single(page.FindAll("tbody .tag[data-tone=danger]"));
    }

    [Fact]
    public async Task An_auditor_takes_away_what_is_asked_for_and_is_given_a_link()
    {
        await using var portal = Prepared(Line());
        var export = Id.New<AuditExportId>();
        portal.AuditExports.Request(default!, default!, default).ReturnsForAnyArgs(export);
        var page = portal.Render<AuditPage>();
        await page.Find("#outcome").ChangeAsync(new ChangeEventArgs { Value = "Refused" });
        await page.Find("form[role=search]").SubmitAsync();
        await page.Find("#format").ChangeAsync(new ChangeEventArgs { Value = "Fhir" });
        await page.Find("[aria-labelledby=export-title] form").SubmitAsync();
        await portal.AuditExports.Received(1).Request(
            Arg.Any<Actor>(), new AuditExportRequest(AuditExportFormat.Fhir) { Query = new() { Outcome = AuditOutcome.Refused } }, Arg.Any<CancellationToken>());
        Assert.Equal($"/api/v1/audit/exports/{export}", page.Find(".banner a").GetAttribute("href"));
    }

    [Fact]
    public async Task An_administrator_takes_nothing_away()
    {
        await using var portal = Prepared(People.Nurse with { Roles = StaffRoles.Administrator }, Line());
        Assert.Empty(portal.Render<AuditPage>().FindAll("#format"));
    }

    [Fact]
    public async Task A_verification_says_how_far_it_came_and_what_it_found()
    {
        await using var portal = Prepared(Line());
        var found = new TaskCompletionSource<Outcome<AuditVerdict>>();
        portal.AuditProof.Verify(default!, default!, default, default).ReturnsForAnyArgs(call =>
        {
            call.Arg<IProgress<long>>().Report(5_000);
            return found.Task;
        });
        var page = portal.Render<AuditPage>();
        await page.Find("#verify-from").ChangeAsync(new ChangeEventArgs { Value = "7" });
        var verifying = page.Find("[aria-labelledby=verify-title] button").ClickAsync(new MouseEventArgs());
        await page.WaitForAssertionAsync(() => Assert.Contains("It holds up to position 5,000.", page.Markup, StringComparison.Ordinal));
        found.SetResult(new AuditVerdict(5_001, 0, new BrokenLink(5_008, BrokenCodes.Mac)));
        await verifying;
        Assert.Contains("5,008", page.Find("[aria-labelledby=verify-title] .banner").TextContent, StringComparison.Ordinal);
        await portal.AuditProof.Received(1).Verify(Arg.Any<Actor>(), new AuditRange(7, null), Arg.Any<IProgress<long>>(), Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task What_is_refused_is_said_in_words()
    {
        await using var portal = new PortalContext(Auditor);
        portal.Trail.Watch(default!, default!, default!, default).ReturnsForAnyArgs(Refusal.Rule("range-too-long"));
        var page = portal.Render<AuditPage>();
        Assert.Contains("This question takes at most 92 days.", page.Find("[role=alert]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_patient_is_found_by_number_and_shown_as_an_id_alone()
    {
        await using var portal = Prepared(Line());
        var patient = Id.New<PersonId>();
        portal.AuditPatients.Find(default!, default!, default!, default).ReturnsForAnyArgs(patient);
        var page = portal.Render<AuditPage>();
        await page.Find("#finder-value").ChangeAsync(new ChangeEventArgs { Value = "MRN-7" });
        await page.Find("details form:has(#finder-value)").SubmitAsync();
        await portal.AuditPatients.Received(1).Find(Arg.Any<Actor>(), "urn:mrn", "MRN-7", Arg.Any<CancellationToken>());
        Assert.Equal($"/audit-timeline?about=Patient&id={patient}", page.Find("details .banner a").GetAttribute("href"));
        Assert.DoesNotContain("MRN-7", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_kept_question_is_asked_again_and_fills_the_fields()
    {
        await using var portal = Prepared(Line());
        var report = new AuditReport(Id.New<AuditReportId>(), "Refused", new AuditQuery { Outcome = AuditOutcome.Refused }, Conversations.Now);
        portal.AuditReports.List(default!, default).ReturnsForAnyArgs((Outcome<IReadOnlyList<AuditReport>>)(AuditReport[])[report]);
        portal.AuditReports.Remove(default!, default, default).ReturnsForAnyArgs(Done.It);
        var page = portal.Render<AuditPage>();
        await page.FindAll("details[open] li button")[0].ClickAsync(new MouseEventArgs());
        Assert.Equal(report.Query, asked);
        Assert.Equal("Refused", page.Find("#outcome").GetAttribute("value"));
        await page.FindAll("details[open] li button")[1].ClickAsync(new MouseEventArgs());
        await portal.AuditReports.Received(1).Remove(Arg.Any<Actor>(), report.Id, Arg.Any<CancellationToken>());
    }

    private static AuditLine Line(BreakGlassId? grant = null) => new(
        AuditRecord.Of(new AuditEntry(People.Nurse, AuditAction.ConversationViewed) { Patient = Id.New<PersonId>(), BreakGlass = grant }, Id.New<AuditEventId>(), Conversations.Now),
        "Nora Nurse");

    private PortalContext Prepared(params AuditLine[] lines) => Prepared(Auditor, lines);

    private PortalContext Prepared(Actor person, params AuditLine[] lines)
    {
        var portal = new PortalContext(person);
        portal.Trail.Watch(default!, default!, default!, default).ReturnsForAnyArgs(call =>
        {
            (asked, viewer) = (call.Arg<AuditQuery>(), call.Arg<IAuditViewer>());
            return (Outcome<AuditStart>)new AuditStart(new Page<AuditLine>(lines, null), watch);
        });
        return portal;
    }
}
