using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using NSubstitute;
using Portal.Components.Tests.Fakes;
using Portal.Components.Tests.Shared;
using Portal.Domain.Conversations;
using Portal.Domain.Identity;
using Portal.Domain.Patients;
using Portal.Domain.Shared;
using Portal.Web.Patients.BreakGlass;
using Xunit;

namespace Portal.Components.Tests.Patients;

public sealed class BreakGlassPageTests
{
    private static readonly DateTimeOffset Now = Conversations.Now;
    private static readonly PatientRef Ottilie = new(Id.New<PersonId>(), new ClinicalText("Ottilie Quarles"));
    private static readonly BreakGlassGrant Grant = new(Id.New<BreakGlassId>(), Ottilie, BreakGlassPurpose.Safety, Now, Now.AddMinutes(60));

    [Fact]
    public async Task The_patient_is_found_named_and_opened_with_purpose_and_reason()
    {
        await using var portal = Prepared();
        var page = portal.Render<BreakGlassPage>();
        await page.Find("form").SubmitAsync();
        Assert.Equal(["Type the identifier.", "Give the birth date."], page.FindAll(".field-error").Select(error => error.TextContent));
        await Find(page);
        Assert.Equal("Ottilie Quarles", page.Find("form h2").TextContent);
        await page.Find("form").SubmitAsync();
        Assert.Equal(["Choose a purpose.", "Say why, in at least 10 characters."], page.FindAll(".field-error").Select(error => error.TextContent));
        await page.Find("[name=purpose][value=Safety]").ChangeAsync(new ChangeEventArgs { Value = "Safety" });
        await page.Find("#reason").ChangeAsync(new ChangeEventArgs { Value = "Found unconscious" });
        portal.Glass.Running(default!, default).ReturnsForAnyArgs((Outcome<IReadOnlyList<BreakGlassGrant>>)(BreakGlassGrant[])[Grant]);
        await page.Find("form").SubmitAsync();
        var asked = new BreakGlassRequest(new Identifier("urn:mrn", "MRN-7"), new DateOnly(1951, 11, 23), BreakGlassPurpose.Safety, new ClinicalText("Found unconscious"));
        await portal.Glass.Received(1).Declare(Arg.Any<Actor>(), asked, Arg.Any<CancellationToken>());
        Assert.Equal("Open for 60 minutes. The care teams are told.", page.Find("[role=status] .banner-text").TextContent);
        Assert.Equal("60 min left", page.Find(".emergency .tag").TextContent);
        await page.Find(".emergency .card-foot button").ClickAsync(new MouseEventArgs());
        await portal.Glass.Received(1).End(Arg.Any<Actor>(), Grant.Id, Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task A_refusal_is_said_and_what_was_typed_stays()
    {
        await using var portal = Prepared();
        portal.Glass.Find(default!, default!, default, default).ReturnsForAnyArgs(Refusal.NotFound);
        var page = portal.Render<BreakGlassPage>();
        await Find(page);
        Assert.NotEmpty(page.Find(".banner[role=alert] .banner-text").TextContent);
        Assert.Equal("MRN-7", page.Find("#value").GetAttribute("value"));
    }

    [Fact]
    public async Task An_old_proof_is_asked_for_before_anything_is_typed()
    {
        await using var portal = Prepared(People.Clinician with { AuthenticatedAt = Now.AddMinutes(-6) });
        Assert.Equal("/confirm?ReturnUrl=%2F", portal.Render<BreakGlassPage>().Find(".banner a").GetAttribute("href"));
    }

    [Fact]
    public async Task A_role_to_which_it_would_open_nothing_is_told_so_and_asked_nothing()
    {
        await using var portal = Prepared(People.Nurse);
        var page = portal.Render<BreakGlassPage>();
        Assert.Equal("Emergency access is for clinicians", page.Find(".state-title").TextContent);
        Assert.Empty(page.FindAll("form"));
        Assert.DoesNotContain(portal.Glass.ReceivedCalls(), call => call.GetMethodInfo().Name != nameof(IBreakGlass.Running));
    }

    [Fact]
    public async Task The_bar_says_whom_it_opens_and_how_long_yet_until_it_is_over()
    {
        await using var portal = Prepared();
        portal.Glass.Running(default!, default).ReturnsForAnyArgs((Outcome<IReadOnlyList<BreakGlassGrant>>)(BreakGlassGrant[])[Grant]);
        var mark = portal.Render<BreakGlassMark>();
        Assert.Equal(["Emergency access", "Ottilie Quarles", "60\u00a0min"], mark.FindAll("a > span").Select(part => part.TextContent));
        portal.Clock.Advance(TimeSpan.FromMinutes(43));
        await mark.WaitForAssertionAsync(() => Assert.Contains("17\u00a0min", mark.Markup, StringComparison.Ordinal));
        portal.Clock.Advance(TimeSpan.FromMinutes(17));
        await mark.WaitForAssertionAsync(() => Assert.Empty(mark.FindAll("a")));
    }

    private static async Task Find(IRenderedComponent<BreakGlassPage> page)
    {
        await page.Find("#value").ChangeAsync(new ChangeEventArgs { Value = "MRN-7" });
        await page.Find("#born").ChangeAsync(new ChangeEventArgs { Value = "1951-11-23" });
        await page.Find("form").SubmitAsync();
    }

    private static PortalContext Prepared(Actor? person = null)
    {
        var portal = new PortalContext(person ?? People.Clinician with { AuthenticatedAt = Now });
        portal.Glass.Systems(default!, default).ReturnsForAnyArgs((Outcome<IReadOnlyList<string>>)(string[])["urn:mrn"]);
        portal.Glass.Find(default!, default!, default, default).ReturnsForAnyArgs(Ottilie);
        portal.Glass.Declare(default!, default!, default).ReturnsForAnyArgs(Grant);
        portal.Glass.End(default!, default, default).ReturnsForAnyArgs(Done.It);
        return portal;
    }
}
