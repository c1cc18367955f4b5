using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using NSubstitute;
using Portal.Components.Tests.Fakes;
using Portal.Components.Tests.Shared;
using Portal.Domain.Identity;
using Portal.Domain.Notifications;
using Portal.Domain.Shared;
using Portal.Web.Notifications.Board;
using Xunit;

namespace Portal.Components.Tests.Notifications;

public sealed class DeliveriesPageTests
{
    private static readonly DateTimeOffset Now = Conversations.Now;
    private static readonly DeliveryLine Parked = new(Id.New<DeliveryId>(), "ehr", "SummarySigned", Id.New<ConversationId>(), null, DeliveryStatus.Parked, 8, Now, Now, "refused-by-ehr");

    [Fact]
    public async Task A_queue_says_what_waits_how_late_it_is_and_why_it_rests()
    {
        await using var portal = Prepared(new DeliveryQueue("ehr", 1_204, 3, Now.AddMinutes(-90)) { UnderWay = 2, Pause = new("unreachable", Now.AddHours(-1), null, Now.AddMinutes(1)) });
        var page = portal.Render<DeliveriesPage>();
        Assert.Equal(["1,204, 2 under way", "1 h", "3"], page.FindAll(".queue dd").Select(value => value.TextContent));
        Assert.Equal(
            ["The other side cannot be reached. Check the network and its address; it is asked again by itself.", "Since 15/01/2026 08:00. It is asked again at 09:01."],
            page.FindAll(".queue p").Select(line => line.TextContent.Trim()));
        Assert.Equal(["Resume", "Retry failed ones now", "Retry all parked"], page.FindAll(".queue button").Select(button => button.TextContent));
    }

    [Fact]
    public async Task Pause_resume_drain_and_retry_name_the_target_and_are_told()
    {
        await using var portal = Prepared(new DeliveryQueue("ehr", 4, 2, null));
        portal.Deliveries.Pause(default!, default!, default).ReturnsForAnyArgs(Done.It);
        portal.Deliveries.Drain(default!, default!, default).ReturnsForAnyArgs(4);
        portal.Deliveries.ReplayAll(default!, default!, default).ReturnsForAnyArgs(2);
        var page = portal.Render<DeliveriesPage>();
        foreach (var (act, told) in new[] { ("Pause", "Paused. What is under way comes to its end."), ("Retry failed ones now", "Made due now: 4."), ("Retry all parked", "Tried again: 2.") })
        {
            await page.FindAll(".queue button").Single(button => button.TextContent == act).ClickAsync(new MouseEventArgs());
            Assert.Equal(told, page.Find("[role=status] .banner-text").TextContent);
        }

        await portal.Deliveries.Received(1).Pause(Arg.Any<Actor>(), "ehr", Arg.Any<CancellationToken>());
        await portal.Deliveries.Received(1).Drain(Arg.Any<Actor>(), "ehr", Arg.Any<CancellationToken>());
        await portal.Deliveries.Received(1).ReplayAll(Arg.Any<Actor>(), "ehr", Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task What_is_not_set_up_cannot_be_resumed()
    {
        await using var portal = Prepared(new DeliveryQueue("ehr", 4, 0, null) { Pause = new("not-configured", null, null, null) });
        var page = portal.Render<DeliveriesPage>();
        Assert.Equal(["Retry failed ones now"], page.FindAll(".queue button").Select(button => button.TextContent));
        Assert.Contains("It is not set up.", page.Find(".queue").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_parked_delivery_is_retried_by_itself_and_a_refusal_is_said()
    {
        await using var portal = Prepared();
        portal.Deliveries.Replay(default!, default, default).ReturnsForAnyArgs(DeliveryRefusals.NotParked);
        var page = portal.Render<DeliveriesPage>();
        Assert.Equal("Nothing waits and nothing is parked.", page.Find(".banner-text").TextContent);
        await page.Find("tbody button").ClickAsync(new MouseEventArgs());
        await portal.Deliveries.Received(1).Replay(Arg.Any<Actor>(), Parked.Id, Arg.Any<CancellationToken>());
        Assert.Equal("It is not parked any more.", page.Find(".banner[role=alert] .banner-text").TextContent);
    }

    [Fact]
    public async Task The_list_is_filtered_by_target_state_and_conversation()
    {
        await using var portal = Prepared();
        var page = portal.Render<DeliveriesPage>();
        await page.Find("#conversation").ChangeAsync(new ChangeEventArgs { Value = "nonsense" });
        await page.Find("form").SubmitAsync();
        Assert.Equal("This is not an id.", page.Find(".field-error").TextContent);
        await page.Find("#conversation").ChangeAsync(new ChangeEventArgs { Value = Parked.Conversation.ToString() });
        await page.Find("#target").ChangeAsync(new ChangeEventArgs { Value = "ehr" });
        await page.Find("#status").ChangeAsync(new ChangeEventArgs { Value = nameof(DeliveryStatus.Parked) });
        await page.Find("form").SubmitAsync();
        var wanted = new DeliveryQuery { Target = "ehr", Status = DeliveryStatus.Parked, Conversation = Parked.Conversation };
        await portal.Deliveries.Received(1).List(Arg.Any<Actor>(), wanted, Arg.Any<PageRequest>(), Arg.Any<CancellationToken>());
    }

    [Theory]
    [InlineData("scope-too-small", "Ask its administrator for system/Communication.cu")]
    [InlineData("client-refused", "register Ehr:ClientId with the portal’s keys")]
    [InlineData("of-another-version", "Paused: of-another-version.")]
    public async Task A_pause_says_what_is_to_be_done(string code, string said)
    {
        await using var portal = Prepared(new DeliveryQueue("ehr", 4, 0, null) { Pause = new(code, Now, null, null) });
        Assert.Contains(said, portal.Render<DeliveriesPage>().Find(".queue").TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("refused-by-ehr", "compare Ehr:Profile and Ehr:OverrideFile")]
    [InlineData("NpgsqlException", "A fault of the portal itself.")]
    [InlineData("of-another-version", "")]
    public async Task A_code_says_what_is_to_be_done(string code, string said)
    {
        await using var portal = Prepared();
        portal.Deliveries.List(default!, default!, default!, default).ReturnsForAnyArgs(new Page<DeliveryLine>([Parked with { Code = code }, Parked with { Id = Id.New<DeliveryId>(), Code = code }], null));
        var page = portal.Render<DeliveriesPage>();
        Assert.Equal(2, page.FindAll("tbody .code").Count(one => one.TextContent == code));
        Assert.Equal(said.Length > 0 ? [code] : [], page.FindAll(".codes dt").Select(one => one.TextContent));
        Assert.Contains(said, string.Concat(page.FindAll(".codes dd").Select(one => one.TextContent)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_auditor_reads_and_does_nothing()
    {
        await using var portal = Prepared(People.Auditor, new DeliveryQueue("mail", 4, 2, null));
        var page = portal.Render<DeliveriesPage>();
        Assert.NotEmpty(page.FindAll("tbody tr"));
        Assert.Empty(page.FindAll(".queue button, tbody button"));
    }

    [Fact]
    public async Task Queues_that_cannot_be_read_say_so()
    {
        await using var portal = Prepared();
        portal.Deliveries.Queues(default!, default).ReturnsForAnyArgs((Outcome<IReadOnlyList<DeliveryQueue>>)new Refusal(RefusalKind.NotReady));
        Assert.NotEmpty(portal.Render<DeliveriesPage>().FindAll(".state[role=alert]"));
    }

    private static PortalContext Prepared(params DeliveryQueue[] queues) => Prepared(People.Administrator, queues);

    private static PortalContext Prepared(Actor person, params DeliveryQueue[] queues)
    {
        var portal = new PortalContext(person);
        portal.Deliveries.Queues(default!, default).ReturnsForAnyArgs((Outcome<IReadOnlyList<DeliveryQueue>>)queues);
        portal.Deliveries.List(default!, default!, default!, default).ReturnsForAnyArgs(new Page<DeliveryLine>([Parked], null));
        return portal;
    }
}
