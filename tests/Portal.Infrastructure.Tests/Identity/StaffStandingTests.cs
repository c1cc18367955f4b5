using System.Text;
using Portal.Domain.CareTeams.Import;
using Portal.Domain.Identity;
using Portal.Domain.Identity.Staff;
using Portal.Domain.Shared;
using Portal.Testing.People;
using Xunit;

namespace Portal.Infrastructure.Tests.Identity;

/// <summary>What somebody who is no administrator any more set going, or goes on to try with what was decided a moment ago.</summary>
public sealed class StaffStandingTests(StaffFixture fixture) : IClassFixture<StaffFixture>
{
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly StaffWorld world = fixture.World;
    private readonly IStaff staff = fixture.Get<IStaff>();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_was_asked_for_by_one_who_is_no_administrator_any_more_is_over(bool isSuspended)
    {
        var (asker, other, third) = (await world.Actor(StaffRoles.Administrator), await world.Actor(StaffRoles.Administrator), await world.Actor(StaffRoles.Administrator));
        var requests = await Ask(asker);
        if (isSuspended) Assert.True((await staff.Suspend(other, asker.PersonId, None)).IsOk);
        else Assert.True((await staff.ChangeRoles(other, asker.PersonId, StaffRoles.Practitioner, None)).IsOk);
        Assert.DoesNotContain((await staff.ListRequests(other, None)).Value, line => line.RequestedBy == asker.PersonId);
        foreach (var request in requests) Assert.Equal(StaffRefusals.RequestOver, (await staff.Approve(third, request, None)).Refusal);
    }

    [Fact]
    public async Task Who_asked_is_looked_at_again_when_another_approves()
    {
        var (asker, other) = (await world.Person(StaffRoles.Administrator), await world.Actor(StaffRoles.Administrator));
        var requests = await Ask(await world.SignedIn(asker));
        await world.Suspend(asker);
        foreach (var request in requests) Assert.Equal(StaffRefusals.RequestOver, (await staff.Approve(other, request, None)).Refusal);
    }

    [Fact]
    public async Task Who_was_suspended_a_moment_ago_changes_nothing_any_more()
    {
        var (person, other) = (await world.Person(StaffRoles.Administrator), await world.Actor(StaffRoles.Administrator));
        var stale = await world.SignedIn(person);
        await world.Suspend(person);
        await IsRefused(stale, other, Refusal.Unauthorized);
    }

    [Fact]
    public async Task Who_lost_the_role_a_moment_ago_changes_nothing_any_more()
    {
        var (stale, other) = (await world.Actor(StaffRoles.Administrator), await world.Actor(StaffRoles.Administrator));
        Assert.True((await staff.ChangeRoles(other, stale.PersonId, StaffRoles.Practitioner, None)).IsOk);
        await IsRefused(stale, other, Refusal.Forbidden);
    }

    [Fact]
    public async Task A_directory_whose_key_was_revoked_a_moment_ago_changes_nothing_any_more()
    {
        var (directory, administrator, person) = (await world.Directory(), await world.Actor(StaffRoles.Administrator), await world.Person());
        Assert.True((await staff.ChangeRoles(directory, person.Id, StaffRoles.Coordinator, None)).IsOk);
        await world.RevokeKeys(directory);
        Assert.Equal(Refusal.Unauthorized, (await staff.ChangeRoles(directory, person.Id, StaffRoles.Practitioner, None)).Refusal);
        Assert.Equal(StaffRoles.Coordinator, (await staff.View(administrator, person.Id, None)).Value.Roles);
    }

    /// <summary>By every way that changes staff: one account, somebody new, a second person's word, a file.</summary>
    private async Task IsRefused(Actor stale, Actor other, Refusal refusal)
    {
        var (person, name) = (await world.Person(), $"n{Guid.NewGuid():N}");
        var request = (await Ask(other))[0];
        var csv = Encoding.UTF8.GetBytes($"userName,email,displayName,roles,careTeams,from,to\n{name},{name}@clinic.example,Dr. New,practitioner,,,");
        var import = fixture.Get<IStaffImport>();
        var plan = (await import.Check(other, csv, None)).Value;
        Assert.Equal(refusal, (await staff.ChangeRoles(stale, person.Id, StaffRoles.Coordinator, None)).Refusal);
        Assert.Equal(refusal, (await staff.Invite(stale, new NewStaff(name, $"{name}@clinic.example", "Dr. New", StaffRoles.Practitioner), None)).Refusal);
        Assert.Equal(refusal, (await staff.Approve(stale, request, None)).Refusal);
        Assert.Equal(refusal, (await import.Apply(stale, csv, plan.Hash, None)).Refusal);
        Assert.Equal(StaffRoles.Practitioner, (await staff.View(other, person.Id, None)).Value.Roles);
        Assert.Equal(Refusal.NotFound, (await staff.Find(other, new StaffName(name, null), None)).Refusal);
        Assert.Contains((await staff.ListRequests(other, None)).Value, line => line.Id == request);
    }

    /// <summary>For an auditor's role, and for a reset.</summary>
    private async Task<IReadOnlyList<StaffRequestId>> Ask(Actor asker)
    {
        var (auditor, lost) = (await world.Person(), await world.Person());
        Assert.True((await staff.ChangeRoles(asker, auditor.Id, StaffRoles.Practitioner | StaffRoles.Auditor, None)).IsOk);
        Assert.True((await staff.RequestSecondFactorReset(asker, lost.Id, None)).IsOk);
        var asked = (await staff.ListRequests(asker, None)).Value.Where(line => line.RequestedBy == asker.PersonId).Select(line => line.Id).ToList();
        Assert.Equal(2, asked.Count);
        return asked;
    }
}
