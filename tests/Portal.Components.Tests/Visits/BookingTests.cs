using Bunit;
using Portal.Components.Tests.Fakes;
using Portal.Components.Tests.Shared;
using Portal.Domain.Conversations;
using Portal.Domain.Shared;
using Portal.Domain.Visits;
using Portal.Web.Shared.Layout;
using Portal.Web.Visits.Booking;
using Xunit;
using static Portal.Components.Tests.Fakes.Visits;

namespace Portal.Components.Tests.Visits;

public sealed class BookingTests
{
    private static readonly DateTimeOffset Now = Conversations.Now;

    [Fact]
    public async Task A_visit_is_booked_at_the_time_of_the_viewers_own_clock()
    {
        await using var portal = new PortalContext();
        portal.Get<ViewerTime>().Use("America/New_York");
        var view = portal.Care.Add(Conversations.With());
        var dialog = Dialog(portal, view);
        await dialog.Find("#visit-day").ChangeAsync(new() { Value = "2026-01-20" });
        await dialog.Find("#visit-time").ChangeAsync(new() { Value = "14:30" });
        await dialog.Find("#visit-minutes").ChangeAsync(new() { Value = "35" });
        await dialog.Find("#practitioner").ChangeAsync(new() { Value = People.Clinician.PersonId.ToString() });
        await dialog.Find("#visit-reason").InputAsync(new() { Value = "Results" });
        await dialog.Find("form").SubmitAsync(EventArgs.Empty);
        var booked = (NewVisit)Assert.Single(portal.Visits.Of("Book"))!;
        Assert.Equal((view.Id, new DateTimeOffset(2026, 1, 20, 19, 30, 0, TimeSpan.Zero), TimeSpan.FromMinutes(35), People.Clinician.PersonId, "Results"),
            (booked.Conversation, booked.ScheduledFor!.Value, booked.Length, booked.Practitioner!.Value, booked.Reason.Reveal()));
    }

    [Fact]
    public async Task Now_is_a_visit_on_demand()
    {
        await using var portal = new PortalContext();
        var dialog = Dialog(portal, portal.Care.Add(Conversations.With()));
        await dialog.FindAll("[name=when]")[1].ChangeAsync(new());
        Assert.Empty(dialog.FindAll("#visit-day"));
        await dialog.Find("#visit-reason").InputAsync(new() { Value = "Results" });
        await dialog.Find("form").SubmitAsync(EventArgs.Empty);
        Assert.Null(((NewVisit)Assert.Single(portal.Visits.Of("Book"))!).ScheduledFor);
    }

    [Fact]
    public async Task What_cannot_be_booked_is_said_at_its_field_and_nothing_is_asked()
    {
        await using var portal = new PortalContext();
        var dialog = Dialog(portal, portal.Care.Add(Conversations.With()));
        await dialog.Find("#visit-day").ChangeAsync(new() { Value = "" });
        await dialog.Find("#visit-minutes").ChangeAsync(new() { Value = "3" });
        await dialog.Find("form").SubmitAsync(EventArgs.Empty);
        Assert.Equal(["Choose a day and a time that there is.", "From 5 to 240 minutes.", "Say in a few words what the visit is about."], dialog.FindAll(".field-error").Select(error => error.TextContent));
        Assert.Empty(portal.Visits.Of("Book"));
    }

    [Fact]
    public async Task A_refusal_of_the_port_is_said_in_words_and_the_form_stays()
    {
        await using var portal = new PortalContext();
        var dialog = Dialog(portal, portal.Care.Add(Conversations.With()));
        await dialog.Find("#visit-day").ChangeAsync(new() { Value = "2026-01-10" });
        await dialog.Find("#visit-reason").InputAsync(new() { Value = "Results" });
        await dialog.Find("form").SubmitAsync(EventArgs.Empty);
        Assert.Equal("This time has passed.", dialog.Find("[role=alert]").TextContent.Trim());
        Assert.Equal("Results", dialog.Find("#visit-reason").GetAttribute("value"));
    }

    [Fact]
    public async Task Moving_begins_at_the_present_time_and_warns_where_the_patient_waits()
    {
        await using var portal = new PortalContext();
        portal.Get<ViewerTime>().Use("Europe/Madrid");
        var visit = portal.Visits.Add(At(Now.AddMinutes(5)).Knocked(Now));
        var dialog = portal.Render<MoveDialog>(parameters => parameters.Add(move => move.Visit, visit));
        Assert.Equal(("2026-01-15", "10:05", "20"), (dialog.Find("#visit-day").GetAttribute("value"), dialog.Find("#visit-time").GetAttribute("value"), dialog.Find("#visit-minutes").GetAttribute("value")));
        Assert.Contains("takes the place in the waiting room away", dialog.Markup, StringComparison.Ordinal);
        await dialog.Find("#visit-time").ChangeAsync(new() { Value = "12:00" });
        await dialog.Find("form").SubmitAsync(EventArgs.Empty);
        Assert.Equal(new DateTimeOffset(2026, 1, 15, 11, 0, 0, TimeSpan.Zero), portal.Visits[visit.Id].State.ScheduledFor);
    }

    [Theory]
    [InlineData("2026-03-29", "02:30", null)] // jumped over in spring
    [InlineData("2026-03-29", "03:30", "2026-03-29T01:30:00.000Z")]
    [InlineData("2026-10-25", "02:30", "2026-10-25T00:30:00.000Z")] // twice in autumn: the first
    [InlineData("2026-10-25", "03:30", "2026-10-25T02:30:00.000Z")]
    [InlineData("2026-02-30", "10:00", null)]
    [InlineData("", "10:00", null)]
    [InlineData("2026-02-03", "", null)]
    public async Task Days_on_which_clocks_change_are_read_as_they_are(string day, string time, string? instant)
    {
        await using var portal = new PortalContext();
        var clock = portal.Get<ViewerTime>();
        clock.Use("Europe/Madrid");
        var read = new AgreedTime(day, time, "20").Instant(clock);
        Assert.Equal(instant, read is { } at ? WireTime.Format(at) : null);
    }

    [Fact]
    public async Task A_conversation_shows_its_next_visit_and_what_is_told_of_it()
    {
        await using var portal = new PortalContext();
        var view = portal.Care.Add(Conversations.With());
        var far = portal.Visits.Add(At(Now.AddDays(9)) with { Conversation = view.Id });
        portal.Visits.Add(At(Now.AddHours(1)));
        var banner = portal.Render<VisitBanner>(parameters => parameters.Add(shown => shown.Conversation, view));
        await banner.WaitForAssertionAsync(() => Assert.Contains("24/01/2026 09:00", banner.Find(".visit-banner").TextContent, StringComparison.Ordinal));
        var soon = await portal.Visits.Tell(At(Now.AddDays(1)) with { Conversation = view.Id });
        await banner.WaitForAssertionAsync(() => Assert.Contains("16/01/2026 09:00", banner.Find(".visit-banner").TextContent, StringComparison.Ordinal));
        await portal.Visits.Tell(soon.Knocked(Now));
        await banner.WaitForAssertionAsync(() => Assert.Contains("Waits since 09:00", banner.Find(".visit-banner").TextContent, StringComparison.Ordinal));
        await portal.Visits.Tell(portal.Visits[soon.Id] with { State = soon.State with { Waiting = WaitingState.Cancelled, Status = VisitStatus.Cancelled } });
        await portal.Visits.Tell(far with { State = far.State with { Waiting = WaitingState.Cancelled, Status = VisitStatus.Cancelled } });
        await banner.WaitForAssertionAsync(() => Assert.Empty(banner.FindAll(".visit-banner")));
    }

    [Fact]
    public async Task The_banner_lets_go_of_what_it_watches()
    {
        await using var portal = new PortalContext();
        var view = portal.Care.Add(Conversations.With());
        portal.Render<VisitBanner>(parameters => parameters.Add(shown => shown.Conversation, view));
        await portal.DisposeComponentsAsync();
        Assert.DoesNotContain(portal.Visits.Holds, hold => hold.IsLive);
    }

    private static IRenderedComponent<BookDialog> Dialog(PortalContext portal, ConversationView view) => portal.Render<BookDialog>(parameters => parameters.Add(book => book.Conversation, view));
}
