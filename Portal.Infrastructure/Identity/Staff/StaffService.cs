using Portal.Domain.Identity;
using Portal.Domain.Identity.Staff;
using Portal.Domain.Shared;

namespace Portal.Infrastructure.Identity.Staff;

/// <inheritdoc/>
internal sealed class StaffService(
    StaffAccess access,
    StaffAdmission admission,
    StaffTransaction staff,
    StaffInvitations invitations,
    StaffChanges changes,
    StaffList list,
    StaffRequests requests) : IStaff
{
    public async Task<Outcome<Page<StaffLine>>> List(Actor actor, string? search, PageRequest page, CancellationToken cancel) =>
        await access.Refuse(actor, cancel) is { } refusal ? refusal : (await list.Page(search, page, cancel)).Map(found => found with { Items = [.. found.Items.Select(line => Shown(actor, line))] });

    public async Task<Outcome<StaffRange>> Range(Actor actor, int skipped, int count, CancellationToken cancel) =>
        await access.Refuse(actor, cancel) is { } refusal ? refusal : (await list.Range(skipped, count, cancel)).Map(found => found with { Lines = [.. found.Lines.Select(line => Shown(actor, line))] });

    public async Task<Outcome<StaffLine>> View(Actor actor, PersonId person, CancellationToken cancel) =>
        await access.Refuse(actor, cancel) is { } refusal ? refusal : (await list.Of(person, cancel)).Map(line => Shown(actor, line));

    public async Task<Outcome<StaffLine>> Find(Actor actor, StaffName name, CancellationToken cancel) =>
        await access.Refuse(actor, cancel) is { } refusal ? refusal : (await list.Find(name, cancel)).Map(line => Shown(actor, line));

    public Task<Outcome<RoleChange>> Invite(Actor actor, NewStaff person, CancellationToken cancel) => admission.Invite(actor, person, cancel);

    public Task<Outcome<Done>> InviteAgain(Actor actor, PersonId person, CancellationToken cancel) =>
        staff.Run(actor, person, act => invitations.Again(act, cancel), cancel);

    public Task<Outcome<RoleChange>> Change(Actor actor, PersonId person, StaffChange change, CancellationToken cancel) =>
        staff.Run(actor, person, act => changes.Do(act, change, cancel), cancel);

    public Task<Outcome<RoleChange>> ChangeRoles(Actor actor, PersonId person, StaffRoles roles, CancellationToken cancel) =>
        Change(actor, person, new StaffChange { Roles = roles }, cancel);

    public Task<Outcome<Done>> Suspend(Actor actor, PersonId person, CancellationToken cancel) => SetActive(actor, person, isActive: false, cancel);

    public Task<Outcome<Done>> Reactivate(Actor actor, PersonId person, CancellationToken cancel) => SetActive(actor, person, isActive: true, cancel);

    public async Task<Outcome<Done>> RequestSecondFactorReset(Actor actor, PersonId person, CancellationToken cancel)
    {
        if (await access.Refuse(actor, person, cancel) is { } refusal) return refusal;
        if (await access.RefuseRequest(actor, StaffRequestKind.SecondFactorReset, person, cancel) is { } refused) return refused;
        return await staff.Run<Done>(actor, person, async act =>
        {
            await requests.AskForReset(act, cancel);
            return Done.It;
        }, cancel);
    }

    public async Task<Outcome<IReadOnlyList<StaffRequestLine>>> ListRequests(Actor actor, CancellationToken cancel) =>
        await access.Refuse(actor, cancel) is { } refusal ? refusal : await requests.Waiting(cancel);

    public Task<Outcome<Done>> Approve(Actor actor, StaffRequestId request, CancellationToken cancel) => requests.Approve(actor, request, cancel);

    public Task<Outcome<Done>> Reject(Actor actor, StaffRequestId request, CancellationToken cancel) => requests.Reject(actor, request, cancel);

    /// <summary>Who has no second factor is whom to attack: that is told to people alone.</summary>
    private static StaffLine Shown(Actor actor, StaffLine line) => actor.Kind == ActorKind.Practitioner ? line : line with { HasSecondFactor = null };

    private async Task<Outcome<Done>> SetActive(Actor actor, PersonId person, bool isActive, CancellationToken cancel) =>
        (await Change(actor, person, new StaffChange { IsActive = isActive }, cancel)).Map(_ => Done.It);
}
