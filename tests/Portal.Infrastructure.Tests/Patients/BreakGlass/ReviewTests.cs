using Portal.Domain.Audit;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Xunit;

namespace Portal.Infrastructure.Tests.Patients.BreakGlass;

public sealed class ReviewTests(BreakGlassFixture care) : IClassFixture<BreakGlassFixture>
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly IBreakGlassReviews reviews = care.Get<IBreakGlassReviews>();
    private readonly IRecordAccesses accesses = care.Get<IRecordAccesses>();

    [Fact]
    public async Task An_auditor_sees_every_grant_with_its_acts_and_says_once_what_to_think_of_it()
    {
        var one = await care.Emergency();
        var grant = await one.Declare();
        Assert.Null(await one.Read(one.Stranger));
        var auditor = await care.World.Staff(StaffRoles.Auditor);
        var line = Assert.Single((await reviews.List(auditor, new BreakGlassFilter(Grant: grant.Id), PageRequest.First, None)).Value.Items);
        Assert.Equal((one.Stranger.PersonId, one.Stranger.DisplayName.Reveal(), one.Patient.PersonId, BreakGlassPurpose.EmergencyTreatment), (line.Person, line.StaffName, line.Patient, line.Purpose));
        Assert.Equal((2, (BreakGlassVerdict?)null), (line.Acts, line.Verdict));

        var other = await care.World.Staff(StaffRoles.Auditor);
        var said = await Task.WhenAll(reviews.Review(auditor, grant.Id, BreakGlassVerdict.NotJustified, None), reviews.Review(other, grant.Id, BreakGlassVerdict.NotJustified, None));
        Assert.Single(said, answer => answer.IsOk);
        Assert.Single(said, answer => answer.Refusal == BreakGlassReviewRefusals.AlreadyReviewed);
        line = Assert.Single((await reviews.List(auditor, new BreakGlassFilter(IsReviewed: true, grant.Id), PageRequest.First, None)).Value.Items);
        Assert.Equal(BreakGlassVerdict.NotJustified, line.Verdict);
        Assert.Empty((await reviews.List(auditor, new BreakGlassFilter(IsReviewed: false, grant.Id), PageRequest.First, None)).Value.Items);
        var day = DateOnly.FromDateTime(grant.DeclaredAt.UtcDateTime);
        var report = (await reviews.Report(auditor, day, day.AddDays(1), None)).Value;
        Assert.Contains(report.People, person => person.Person == one.Stranger.PersonId && person is { Count: 1, NotJustified: 1 });
        Assert.Equal(BreakGlassReviewRefusals.RangeTooLong, (await reviews.Report(auditor, day, day.AddYears(10), None)).Refusal);
    }

    [Fact]
    public async Task A_supervisor_sees_the_own_unit_and_nobody_reviews_the_own()
    {
        var one = await care.Emergency();
        var grant = await one.Declare();
        var (own, foreign) = (await care.World.Supervisor(one.Team), await care.World.Supervisor(await care.World.CareTeam()));
        Assert.Single((await reviews.List(own, new BreakGlassFilter(Grant: grant.Id), PageRequest.First, None)).Value.Items);
        Assert.Empty((await reviews.List(foreign, new BreakGlassFilter(), PageRequest.First, None)).Value.Items);
        Assert.Equal(RefusalKind.NotFound, (await reviews.Review(foreign, grant.Id, BreakGlassVerdict.Justified, None)).Refusal!.Kind);
        Assert.Equal(BreakGlassReviewRefusals.Own, (await reviews.Review(one.Stranger with { Roles = StaffRoles.Practitioner | StaffRoles.Auditor }, grant.Id, BreakGlassVerdict.Justified, None)).Refusal);
        foreach (var role in (StaffRoles[])[StaffRoles.Practitioner, StaffRoles.Coordinator, StaffRoles.Administrator])
            Assert.Equal(RefusalKind.NotFound, (await reviews.List(await care.World.Staff(role), new BreakGlassFilter(), PageRequest.First, None)).Refusal!.Kind);
        Assert.True((await reviews.Review(own, grant.Id, BreakGlassVerdict.Justified, None)).IsOk);
    }

    [Fact]
    public async Task The_list_is_paged_newest_first_and_misses_nothing()
    {
        var grants = new List<BreakGlassId>();
        var one = await care.Emergency();
        for (var count = 0; count < 5; count++) grants.Add((await one.Declare(await care.World.Nurse())).Id);
        var supervisor = await care.World.Supervisor(one.Team);
        var seen = new List<BreakGlassId>();
        string? cursor = null;
        do
        {
            var page = (await reviews.List(supervisor, new BreakGlassFilter(), new PageRequest(2, cursor), None)).Value;
            seen.AddRange(page.Items.Select(line => line.Id));
            cursor = page.Next;
        }
        while (cursor is not null);
        Assert.Equal(grants.Select(grant => grant.ToString()).Order(StringComparer.Ordinal), seen.Select(grant => grant.ToString()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_patient_sees_who_opened_the_record_and_by_what_right()
    {
        var one = await care.Emergency();
        Assert.Null(await one.Read(one.Member));
        var delegated = one.Member with { IsDelegated = true, Integration = Id.New<IntegrationId>(), Session = Id.New<SessionId>() };
        Assert.Null(await one.Read(delegated));
        await one.Declare();
        Assert.Null(await one.Read(one.Stranger));
        var seen = (await accesses.Of(one.Patient, one.Patient.PersonId, PageRequest.First, None)).Value.Items;
        Assert.Contains(seen, line => line is { What: AuditAction.ConversationViewed, IsBreakGlass: false, IsDelegated: false, Purpose: null } && line.StaffName == one.Member.DisplayName.Reveal());
        Assert.Contains(seen, line => line is { What: AuditAction.ConversationViewed, IsDelegated: true });
        Assert.Contains(seen, line => line is { What: AuditAction.ConversationViewed, IsBreakGlass: true, Purpose: BreakGlassPurpose.EmergencyTreatment, Roles: StaffRoles.Practitioner }
            && line.StaffName == one.Stranger.DisplayName.Reveal());
        Assert.Contains(seen, line => line is { What: AuditAction.BreakGlassDeclared, Kind: ActorKind.Practitioner });
        Assert.Equal(seen.Select(line => line.Id).OrderByDescending(id => id.ToString(), StringComparer.Ordinal), seen.Select(line => line.Id));

        var first = (await accesses.Of(one.Patient, one.Patient.PersonId, new PageRequest(1), None)).Value;
        var second = (await accesses.Of(one.Patient, one.Patient.PersonId, new PageRequest(1, first.Next), None)).Value;
        Assert.Equal(seen.Take(2).Select(line => line.Id), first.Items.Concat(second.Items).Select(line => line.Id));
    }

    [Fact]
    public async Task The_care_team_and_an_auditor_see_it_too_and_nobody_else()
    {
        var one = await care.Emergency();
        var other = await care.Emergency();
        await one.Declare();
        Assert.True((await accesses.Of(one.Member, one.Patient.PersonId, PageRequest.First, None)).IsOk);
        Assert.Single(await care.AuditOf(one.Member), row => row.Action == AuditAction.RecordAccessesViewed && row.Patient == one.Patient.PersonId);
        Assert.True((await accesses.Of(await care.World.Staff(StaffRoles.Auditor), one.Patient.PersonId, PageRequest.First, None)).IsOk);
        foreach (var actor in (Actor[])[other.Patient, other.Member, one.Stranger, await care.World.Staff(StaffRoles.Administrator), await care.World.Supervisor(one.Team)])
            Assert.False((await accesses.Of(actor, one.Patient.PersonId, PageRequest.First, None)).IsOk);
        Assert.Equal(RefusalKind.NotFound, (await accesses.Of(other.Patient, one.Patient.PersonId, PageRequest.First, None)).Refusal!.Kind);
    }
}
