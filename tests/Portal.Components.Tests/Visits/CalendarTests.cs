using System.Globalization;
using Bunit;
using Microsoft.AspNetCore.Components;
using Portal.Components.Tests.Fakes;
using Portal.Components.Tests.Shared;
using Portal.Domain.Shared;
using Portal.Domain.Visits;
using Portal.Web.Shared.Layout;
using Portal.Web.Visits.Board;
using Portal.Web.Visits.Calendar;
using Xunit;
using static Portal.Components.Tests.Fakes.Visits;

namespace Portal.Components.Tests.Visits;

public sealed class CalendarTests
{
    /// <summary>A Thursday, 9 o'clock UTC.</summary>
    private static readonly DateTimeOffset Now = Conversations.Now;

    [Fact]
    public async Task The_week_of_today_is_shown_and_asked_for_in_the_viewers_zone()
    {
        await using var portal = new PortalContext();
        portal.Get<ViewerTime>().Use("America/New_York");
        var page = portal.Render<CalendarPage>();
        await page.WaitForAssertionAsync(() => Assert.Equal(7, page.FindAll(".cal-day").Count));
        Assert.Equal("12 January – 18 January 2026", page.Find(".calendar-title").TextContent);
        var query = (CalendarQuery)Assert.Single(portal.Visits.Of("Calendar"))!;
        Assert.Equal((new DateTimeOffset(2026, 1, 12, 5, 0, 0, TimeSpan.Zero), new DateTimeOffset(2026, 1, 19, 5, 0, 0, TimeSpan.Zero)), (query.From, query.To));
    }

    [Fact]
    public async Task A_visit_stands_on_its_day_at_its_quarter_of_the_viewers_clock()
    {
        await using var portal = new PortalContext();
        portal.Get<ViewerTime>().Use("America/New_York");
        portal.Visits.Add(At(new DateTimeOffset(2026, 1, 14, 2, 30, 0, TimeSpan.Zero)) with { Patient = new(People.Teodor.Id, new ClinicalText("Late at night")) }); // Tuesday, 21:30 in New York
        var page = portal.Render<CalendarPage>();
        await page.WaitForAssertionAsync(() => Assert.Contains("Late at night", page.FindAll(".cal-day")[1].TextContent, StringComparison.Ordinal));
        Assert.Contains("21:30", page.Find(".cal-visit").TextContent, StringComparison.Ordinal);
        Assert.Equal("cal-place at-54 long-2", page.Find(".cal-place").ClassName); // from 8 o'clock; 20 minutes need two quarters
        Assert.Equal("21:00", page.FindAll(".cal-hour")[^1].TextContent);
    }

    [Fact]
    public async Task What_is_told_of_a_visit_changes_the_calendar_without_reading_it_again()
    {
        await using var portal = new PortalContext();
        var visit = portal.Visits.Add(At(Now.AddHours(3)));
        await portal.Get<BoardFeature>().Begin();
        var page = portal.Render<CalendarPage>();
        await page.WaitForAssertionAsync(() => Assert.Single(page.FindAll(".cal-visit")));
        await portal.Visits.Tell(visit with { State = visit.State with { ScheduledFor = Now.AddDays(1) } });
        await page.WaitForAssertionAsync(() => Assert.NotEmpty(page.FindAll(".cal-day")[4].QuerySelectorAll(".cal-visit")));
        await portal.Visits.Tell(portal.Visits[visit.Id] with { State = visit.State with { ScheduledFor = Now.AddDays(20) } });
        await page.WaitForAssertionAsync(() => Assert.Empty(page.FindAll(".cal-visit")));
        Assert.Single(portal.Visits.Of("Calendar"));
    }

    [Fact]
    public async Task The_address_chooses_day_and_view_and_nonsense_is_today()
    {
        await using var portal = new PortalContext();
        portal.Get<NavigationManager>().NavigateTo("/calendar?day=2026-02-03&view=day");
        var page = portal.Render<CalendarPage>();
        await page.WaitForAssertionAsync(() => Assert.Equal("3 February 2026", page.Find(".calendar-title").TextContent[^15..]));
        Assert.Single(page.FindAll(".cal-day"));
        portal.Get<NavigationManager>().NavigateTo("/calendar?day=yesterday");
        await page.WaitForAssertionAsync(() => Assert.Equal(7, page.FindAll(".cal-day").Count));
    }

    [Fact]
    public async Task A_free_place_can_be_booked_and_the_past_cannot()
    {
        await using var portal = new PortalContext();
        var page = portal.Render<CalendarPage>();
        await page.WaitForAssertionAsync(() => Assert.Equal(7, page.FindAll(".cal-day").Count));
        Assert.All(page.FindAll(".cal-day")[0].QuerySelectorAll(".cal-slot"), slot => Assert.True(slot.HasAttribute("disabled")));
        Assert.Empty(page.FindAll(".cal-day")[0].QuerySelectorAll(".cal-head button"));
        await page.FindAll(".cal-day")[4].QuerySelectorAll(".cal-slot")[5].ClickAsync(new());
        Assert.Equal(("2026-01-16", "10:30"), (page.Find("#visit-day").GetAttribute("value"), page.Find("#visit-time").GetAttribute("value")));
    }

    [Fact]
    public async Task Booking_from_the_calendar_asks_for_the_patient_among_the_own_conversations()
    {
        await using var portal = new PortalContext();
        var view = portal.Care.Add(Conversations.With());
        portal.Care.Add(Conversations.With(Portal.Domain.Conversations.ConversationKind.Team));
        await portal.Get<Portal.Web.Conversations.Inbox.InboxFeature>().Begin();
        var page = portal.Render<CalendarPage>();
        await page.WaitForAssertionAsync(() => Assert.NotEmpty(page.FindAll(".cal")));
        await page.Find(".page-actions .button-primary").ClickAsync(new());
        await page.Find("#visit-reason").InputAsync(new() { Value = "Results" });
        await page.Find("#book").SubmitAsync(EventArgs.Empty);
        Assert.Contains("Choose with whom the visit is.", page.Markup, StringComparison.Ordinal);
        await Assert.Single(page.FindAll("[name=whom]")).ChangeAsync(new());
        await page.Find("#book").SubmitAsync(EventArgs.Empty);
        Assert.Equal(view.Id, ((NewVisit)Assert.Single(portal.Visits.Of("Book"))!).Conversation);
        await page.WaitForAssertionAsync(() => Assert.Single(page.FindAll(".cal-visit")));
    }

    [Fact]
    public async Task A_calendar_that_cannot_be_read_says_so_and_can_be_tried_again()
    {
        await using var portal = new PortalContext();
        portal.Visits.Before = _ => throw new InvalidOperationException("the database is away");
        var page = portal.Render<CalendarPage>();
        await page.WaitForAssertionAsync(() => Assert.Equal("The calendar could not be loaded", page.Find(".state-title").TextContent));
        portal.Visits.Before = _ => Task.FromResult<Refusal?>(null);
        await page.Find(".state .button").ClickAsync(new());
        await page.WaitForAssertionAsync(() => Assert.NotEmpty(page.FindAll(".cal")));
    }

    [Fact]
    public void A_day_in_which_clocks_change_is_one_day_and_the_query_is_not_longer_than_it()
    {
        var clock = new ViewerTime(TimeProvider.System);
        clock.Use("Europe/Madrid");
        var query = new CalendarSpan(new DateOnly(2026, 3, 29), IsWeek: false).Query(clock);
        Assert.Equal(TimeSpan.FromHours(23), query.To - query.From);
    }

    [Theory]
    [InlineData("en-US", "2026-01-11")]
    [InlineData("en-GB", "2026-01-12")]
    [InlineData("es-ES", "2026-01-12")]
    public void The_week_begins_as_the_country_has_it(string culture, string first)
    {
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
        Assert.Equal(first, new CalendarSpan(new DateOnly(2026, 1, 15), IsWeek: true).First.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
    }

    [Fact]
    public void Visits_that_go_on_at_the_same_time_are_counted_as_lanes()
    {
        var clock = new ViewerTime(TimeProvider.System);
        var span = new CalendarSpan(new DateOnly(2026, 1, 15), IsWeek: false);
        Assert.Equal(0, CalendarGrid.Of(span, [], clock).Lanes);
        Assert.Equal(1, CalendarGrid.Of(span, [At(Now), At(Now.AddMinutes(30))], clock).Lanes);
        Assert.Equal(3, CalendarGrid.Of(span, [At(Now), At(Now.AddMinutes(15)), At(Now.AddMinutes(20)), At(Now.AddHours(3))], clock).Lanes);
    }

    [Fact]
    public void A_visit_past_midnight_ends_with_its_day()
    {
        var clock = new ViewerTime(TimeProvider.System);
        var late = At(new DateTimeOffset(2026, 1, 15, 23, 30, 0, TimeSpan.Zero));
        var grid = CalendarGrid.Of(new CalendarSpan(new DateOnly(2026, 1, 15), IsWeek: false), [late with { State = late.State with { Length = TimeSpan.FromHours(4) } }], clock);
        Assert.Equal((24, 2), (grid.LastHour, grid.Days[0].Visits[0].Quarters));
    }
}
