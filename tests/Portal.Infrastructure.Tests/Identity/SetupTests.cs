using Microsoft.EntityFrameworkCore;
using Portal.Domain.Identity;
using Portal.Domain.Identity.SignIn;
using Portal.Domain.Identity.Staff;
using Portal.Infrastructure.Shared.Database;
using Portal.Testing.People;
using Xunit;

namespace Portal.Infrastructure.Tests.Identity;

/// <summary>A class of its own, since it needs a portal without any administrator.</summary>
public sealed class SetupTests(StaffFixture fixture) : IClassFixture<StaffFixture>
{
    [Trait("ASVS", "6.3.2")]
    [Trait("ASVS", "13.2.3")]
    [Fact]
    public async Task Setup_makes_two_administrators_by_link_and_no_third()
    {
        var setup = fixture.Get<IOrganisationSetup>();
        Assert.Contains("userName", (await setup.CreateAdministrator(Person("Not A Name"), CancellationToken.None)).Refusal!.Errors!.Keys);
        var first = (await setup.CreateAdministrator(Person("first.admin"), CancellationToken.None)).Value;
        Assert.True(first.Actor.Has(StaffRoles.Administrator));
        await using (var context = await fixture.Get<IDbContextFactory<PortalDbContext>>().CreateDbContextAsync())
            Assert.Null((await context.Users.SingleAsync(row => row.UserName == "first.admin")).PasswordHash);
        Assert.StartsWith("https://portal.test/invitation?code=", first.Link.ToString(), StringComparison.Ordinal);
        var code = first.Link.Query["?code=".Length..];
        var step = (await fixture.Get<IAccountLinks>().SetPassword(code, StaffPerson.Password, StaffWorld.Somewhere, CancellationToken.None)).Value;
        Assert.Equal(SignInStage.EnrolmentNeeded, step.Stage);
        Assert.True((await setup.CreateAdministrator(Person("second.admin"), CancellationToken.None)).IsOk);
        Assert.Equal(StaffRefusals.AlreadySetUp, (await setup.CreateAdministrator(Person("third.admin"), CancellationToken.None)).Refusal);
        var staff = fixture.Get<IStaff>();
        Assert.True((await staff.ChangeRoles(first.Actor, await IdOf("second.admin"), StaffRoles.Practitioner, CancellationToken.None)).IsOk);
        Assert.Equal(StaffRefusals.LastAdministrator, (await staff.Suspend(await fixture.World.Directory(), first.Actor.PersonId, CancellationToken.None)).Refusal);
    }

    private static NewStaff Person(string name) => new(name, "admin." + Guid.NewGuid().ToString("N") + "@clinic.example", "An Administrator", StaffRoles.Administrator);

    private async Task<Portal.Domain.Shared.PersonId> IdOf(string name)
    {
        await using var context = await fixture.Get<IDbContextFactory<PortalDbContext>>().CreateDbContextAsync();
        return new((await context.Users.SingleAsync(row => row.UserName == name)).Id);
    }
}
