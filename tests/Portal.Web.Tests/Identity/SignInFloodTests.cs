using Microsoft.Extensions.DependencyInjection;
using Portal.Domain.Identity.SignIn;
using Portal.Testing.People;
using Portal.Web.Identity.SignIn;
using Portal.Web.Shared.Limits;
using Xunit;

namespace Portal.Web.Tests.Identity;

/// <summary>Somebody tries without end, from the address that a whole hospital has.</summary>
public sealed class SignInFloodTests(StaffHost host) : IClassFixture<StaffHost>
{
    private const int AddressLimit = 300;

    [Trait("ASVS", "6.3.1")]
    [Fact]
    public async Task A_flood_from_the_hospitals_address_keeps_nobody_out_who_was_here_before()
    {
        const string hospital = "198.51.100.200";
        using var known = host.Browser(hospital);
        var person = await host.World.Person();
        await Code(known, person, await Password(known, person));
        await known.SignOut();
        host.Clock.Advance(TimeSpan.FromSeconds(30));
        await Flood(Enumerable.Repeat(hospital, AddressLimit));
        using var stranger = host.Browser(hospital);
        stranger.Cookies["__Host-portal-device"] = new string('A', 43);
        Assert.StartsWith("Too many tries", (await Password(stranger, person)).Alert, StringComparison.Ordinal);
        Assert.Equal("/", (await Code(known, person, await Password(known, person))).Location);
    }

    [Fact]
    public async Task A_known_browser_may_not_try_without_end_either()
    {
        using var known = host.Browser("198.51.100.201");
        var person = await host.World.Person();
        await Code(known, person, await Password(known, person));
        var browser = new Browser("198.51.100.201", known.Cookies["__Host-portal-device"]);
        for (var index = 0; index < 10; index++) Assert.Null(await Limits.Refuse("somebody.else", browser, CancellationToken.None));
        Assert.NotNull(await Limits.Refuse("somebody.else", browser, CancellationToken.None));
    }

    [Fact]
    public async Task The_addresses_of_one_subscriber_are_one_address()
    {
        await Flood(Enumerable.Range(0, AddressLimit).Select(index => $"2001:db8:0:7::{index:x}"));
        Assert.NotNull(await Limits.Refuse("one.more", new Browser("2001:db8:0:7:ffff::1"), CancellationToken.None));
        Assert.Null(await Limits.Refuse("one.more", new Browser("2001:db8:0:8::1"), CancellationToken.None));
        var limits = host.Services.GetRequiredService<RateLimits>();
        for (var index = 0; index < 10; index++) Assert.Null(limits.BadCredential($"2001:db8:0:9::{index:x}"));
        Assert.NotNull(limits.BadCredential("2001:db8:0:9::ffff"));
    }

    private SignInLimits Limits => host.Services.GetRequiredService<SignInLimits>();

    private async Task Flood(IEnumerable<string> addresses)
    {
        foreach (var (index, address) in addresses.Index()) await Limits.Refuse($"name.{index}", new Browser(address), CancellationToken.None);
    }

    private static Task<PageAnswer> Password(StaffBrowser browser, StaffPerson person) =>
        browser.Submit("/sign-in", "sign-in", ("UserName", person.UserName), ("Password", StaffPerson.Password));

    private async Task<PageAnswer> Code(StaffBrowser browser, StaffPerson person, PageAnswer step) =>
        await browser.Submit(await browser.Follow(step), "code", ("Code", person.CodeAt(host.Clock.GetUtcNow())));
}
