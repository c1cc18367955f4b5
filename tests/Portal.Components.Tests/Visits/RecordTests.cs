using Bunit;
using Microsoft.AspNetCore.Components;
using Portal.Components.Tests.Fakes;
using Portal.Components.Tests.Shared;
using Portal.Domain.Identity;
using Portal.Domain.Visits;
using Portal.Web.Visits.Record;
using Xunit;
using static Portal.Components.Tests.Fakes.Visits;

namespace Portal.Components.Tests.Visits;

public sealed class RecordTests
{
    private static readonly DateTimeOffset Now = Conversations.Now;

    [Fact]
    public async Task The_timeline_says_when_what_happened_and_who_did_it()
    {
        await using var portal = new PortalContext();
        var page = Shown(portal, [Moment(-20, VisitMomentKind.CheckedIn), Moment(-10, VisitMomentKind.Admitted, staff: true), Moment(-5, VisitMomentKind.AudioGap, detail: 7_400), Moment(-4, VisitMomentKind.Recovering, detail: (long)RecoveryStep.Restarting)], []);
        await page.WaitForAssertionAsync(() => Assert.Equal(4, page.FindAll(".timeline-moment").Count));
        Assert.Equal(
            ["08:40:00 Checked in Teodor Blum", "08:50:00 Admitted Nora Lindqvist", "08:55:00 No sound for 7.4 s Teodor Blum", "08:56:00 Looked for another way through the network Teodor Blum"],
            page.FindAll(".timeline-moment").Select(moment => string.Join(' ', moment.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))));
        Assert.Equal("10:00", page.FindAll(".figure-value")[1].TextContent);
        Assert.Equal("There are no figures of a call", page.Find(".state-title").TextContent);
    }

    [Fact]
    public async Task Each_participant_has_a_chart_for_each_measure_and_a_table_behind_it()
    {
        await using var portal = new PortalContext();
        var samples = Enumerable.Range(0, 12).Select(index => Sample(index * 5, roundTrip: index == 6 ? 450 : 80)).ToList();
        var page = Shown(portal, [], [new(People.Teodor.Id, ActorKind.Patient, People.Teodor.Name.Display, samples)]);
        await page.WaitForAssertionAsync(() => Assert.Equal(QualityMeasure.All.Count, page.FindAll(".chart").Count));
        var chart = page.Find(".chart");
        Assert.Equal("img", chart.QuerySelector("svg")!.GetAttribute("role"));
        Assert.All(chart.QuerySelector("svg")!.GetAttribute("aria-labelledby")!.Split(' '), id => Assert.NotNull(page.Find($"[id='{id}']")));
        Assert.Equal("Median 80, worst 450. Beyond the mark in 1 samples.", chart.QuerySelector(".chart-sum")!.TextContent);
        Assert.Empty(page.FindAll(".chart-table table"));
        await chart.QuerySelector("details")!.TriggerEventAsync("ontoggle", EventArgs.Empty);
        Assert.Equal(12, page.Find(".chart-table tbody").ChildElementCount);
    }

    [Fact]
    public async Task An_address_that_leads_nowhere_says_so()
    {
        await using var portal = new PortalContext();
        portal.Get<NavigationManager>().NavigateTo("/visit?visit=not-an-id");
        var page = portal.Render<VisitPage>();
        Assert.Equal("There is no such visit for you", page.Find(".state-title").TextContent);
    }

    [Fact]
    public void A_hole_in_the_samples_breaks_the_line()
    {
        var shape = ChartShape.Of([Sample(0), Sample(5), Sample(40), Sample(45)], QualityMeasure.All[0]);
        Assert.Equal(2, shape.Lines.Count);
        Assert.StartsWith("0,", shape.Lines[0], StringComparison.Ordinal);
        Assert.Contains("320,", shape.Lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_single_sample_draws_something_and_the_edge_is_a_number_that_can_be_read()
    {
        var shape = ChartShape.Of([Sample(0, roundTrip: 430)], QualityMeasure.All[0]);
        Assert.Equal(500, shape.Top);
        Assert.Equal("0,11.2 2,11.2", Assert.Single(shape.Lines));
        Assert.Equal(32, shape.LimitY);
        Assert.Null(ChartShape.Of([Sample(0, roundTrip: 90)], QualityMeasure.All[0]).LimitY);
    }

    [Theory]
    [InlineData(65, "1:05")]
    [InlineData(3_725, "1:02:05")]
    public void Spans_are_minutes_and_seconds(int seconds, string said) => Assert.Equal(said, RecordFigures.Span(TimeSpan.FromSeconds(seconds)));

    private static IRenderedComponent<VisitPage> Shown(PortalContext portal, IReadOnlyList<VisitMoment> timeline, IReadOnlyList<QualitySeries> quality)
    {
        var visit = portal.Visits.Add(At(Now));
        portal.Visits.Kept = new VisitRecord(visit, timeline, quality);
        portal.Get<NavigationManager>().NavigateTo($"/visit?visit={visit.Id}");
        return portal.Render<VisitPage>();
    }

    private static VisitMoment Moment(int minutes, VisitMomentKind kind, bool staff = false, long? detail = null) => staff
        ? new(Now.AddMinutes(minutes), kind, People.Nurse.PersonId, ActorKind.Practitioner, People.Nurse.DisplayName, detail)
        : new(Now.AddMinutes(minutes), kind, People.Teodor.Id, ActorKind.Patient, People.Teodor.Name.Display, detail);

    private static QualitySample Sample(int seconds, int roundTrip = 80) => new(Now.AddSeconds(seconds), roundTrip, 10, 0.5, 900, 850, 0, 0, 0, IsRelayed: false, CallMode.Full);
}
