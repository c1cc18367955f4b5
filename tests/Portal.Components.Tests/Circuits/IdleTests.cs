using System.Text.Json;
using Bunit;
using Bunit.TestDoubles;
using NSubstitute;
using Portal.Components.Tests.Fakes;
using Portal.Components.Tests.Shared;
using Portal.Domain.Identity;
using Portal.Domain.Identity.SignIn;
using Portal.Domain.Shared;
using Portal.Web.Composition.Layout;
using Xunit;

namespace Portal.Components.Tests.Circuits;

/// <summary>The idle end as the circuit has it; the browser's part is <c>modules/idle.ts</c> with tests of its own.</summary>
public sealed class IdleTests : IAsyncDisposable
{
    private readonly PortalContext portal = new();

    [Fact]
    public void The_browser_is_told_to_warn_two_minutes_before_the_end_and_to_end_before_the_server_does()
    {
        _ = Watch();
        var options = JsonSerializer.SerializeToElement(Attached()[1]);
        var (endAfter, warnFor) = (TimeSpan.FromMilliseconds(options.GetProperty("endAfter").GetDouble()), TimeSpan.FromMilliseconds(options.GetProperty("warnFor").GetDouble()));
        Assert.Equal(TimeSpan.FromMinutes(2), warnFor);
        Assert.InRange(endAfter, IStaffSessions.IdleLimit - TimeSpan.FromMinutes(1), IStaffSessions.IdleLimit - TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task The_warning_counts_down_and_tells_nobody_that_somebody_is_there()
    {
        var watch = Watch();
        await watch.InvokeAsync(() => watch.Instance.OnIdleWarning(120));
        Assert.Equal("2:00", watch.Find("[role=timer]").TextContent);
        portal.Clock.Advance(TimeSpan.FromSeconds(1));
        await watch.WaitForAssertionAsync(() => Assert.Equal("1:59", watch.Find("[role=timer]").TextContent));
        await portal.Sessions.DidNotReceiveWithAnyArgs().Touch(default!, default);
    }

    [Fact]
    public async Task Staying_is_told_to_the_server_and_closes_the_warning()
    {
        var watch = Watch();
        await watch.InvokeAsync(() => watch.Instance.OnIdleWarning(120));
        await watch.Find("dialog .button-primary").ClickAsync(new());
        await portal.Sessions.Received(1).Touch(Arg.Is<Actor>(actor => actor.PersonId == People.Nurse.PersonId), Arg.Any<CancellationToken>());
        Assert.Contains(portal.JSInterop.Invocations, call => call.Identifier == "closeDialog");
        await watch.Find("dialog").TriggerEventAsync("onclose", EventArgs.Empty);
        Assert.Empty(watch.FindAll("dialog"));
    }

    [Fact]
    public async Task The_end_ends_the_own_session_on_the_server_and_leaves_the_page()
    {
        portal.Sessions.EndOwn(default!, default, default).ReturnsForAnyArgs(Done.It);
        var watch = Watch();
        await watch.InvokeAsync(() => watch.Instance.OnIdleWarning(120));
        await watch.InvokeAsync(watch.Instance.OnIdleEnd);
        await portal.Sessions.Received(1).EndOwn(Arg.Is<Actor>(actor => actor.PersonId == People.Nurse.PersonId), People.Nurse.Session!.Value, Arg.Any<CancellationToken>());
        Assert.True(portal.Get<BunitNavigationManager>().History.First().Options.ForceLoad);
    }

    [Fact]
    public async Task A_lock_during_a_call_keeps_the_session_and_takes_the_warning_down()
    {
        var watch = Watch();
        await watch.InvokeAsync(() => watch.Instance.OnIdleWarning(120));
        await watch.InvokeAsync(watch.Instance.OnLocked);
        await portal.Sessions.Received(1).Touch(Arg.Is<Actor>(actor => actor.PersonId == People.Nurse.PersonId), Arg.Any<CancellationToken>());
        await portal.Sessions.DidNotReceiveWithAnyArgs().EndOwn(default!, default, default);
        Assert.Contains(portal.JSInterop.Invocations, call => call.Identifier == "closeDialog");
    }

    [Fact]
    public async Task A_locked_page_opens_for_the_persons_own_password_alone()
    {
        portal.Account.Confirm(default!, default!, default).ReturnsForAnyArgs(call =>
            call.Arg<Proof>().Password == "right" && call.Arg<Actor>().PersonId == People.Nurse.PersonId ? Task.FromResult<Outcome<Done>>(Done.It) : Task.FromResult<Outcome<Done>>(Refusal.Unauthorized));
        var watch = Watch();
        Assert.False(await watch.InvokeAsync(() => watch.Instance.OnUnlock("wrong")));
        Assert.True(await watch.InvokeAsync(() => watch.Instance.OnUnlock("right")));
    }

    public ValueTask DisposeAsync() => portal.DisposeAsync();

    private IRenderedComponent<CircuitWatch> Watch()
    {
        foreach (var name in (string[])["reconnect", "idle", "focus"]) portal.JSInterop.SetupModule($"/modules/{name}.js").Mode = JSRuntimeMode.Loose;
        return portal.Render<CircuitWatch>();
    }

    /// <summary>What the module's one call was given.</summary>
    private IReadOnlyList<object?> Attached() => Assert.Single(portal.JSInterop.Invocations, call => call.Identifier == "attach").Arguments;
}
