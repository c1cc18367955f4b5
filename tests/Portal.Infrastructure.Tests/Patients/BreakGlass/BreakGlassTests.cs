using Microsoft.EntityFrameworkCore;
using Portal.Domain.Audit;
using Portal.Domain.Conversations;
using Portal.Domain.Identity;
using Portal.Domain.Patients;
using Portal.Domain.Shared;
using Portal.Domain.Visits;
using Portal.Infrastructure.Identity;
using Portal.Infrastructure.Tests.Visits;
using Portal.Testing.Care;
using Portal.Testing.Time;
using Xunit;

namespace Portal.Infrastructure.Tests.Patients.BreakGlass;

public sealed class BreakGlassTests(BreakGlassFixture care) : IClassFixture<BreakGlassFixture>
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly IBreakGlass glass = care.Get<IBreakGlass>();

    [Fact]
    public async Task A_stranger_learns_nothing_before_and_finds_by_both_or_not_at_all()
    {
        var one = await care.Emergency();
        Assert.Equal((RefusalKind.NotFound, RefusalKind.NotFound), (await one.Read(one.Stranger), await one.Post(one.Stranger)));
        Assert.Empty(await one.Listed(one.Stranger));
        Assert.Equal(Refusal.NotFound, (await glass.Find(one.Stranger, one.Identifier with { Value = "nobody" }, Emergencies.Born, None)).Refusal);
        Assert.Equal(Refusal.NotFound, (await glass.Find(one.Stranger, one.Identifier, Emergencies.Born.AddDays(1), None)).Refusal);
        Assert.Equal(Refusal.NotFound, (await glass.Declare(one.Stranger, one.Request with { BirthDate = Emergencies.Born.AddDays(1) }, None)).Refusal);
        var found = (await glass.Find(one.Stranger, one.Identifier, Emergencies.Born, None)).Value;
        Assert.Equal((one.Patient.PersonId, "Ottilie Quarles"), (found.Id, found.DisplayName.Reveal()));
        Assert.Equal(RefusalKind.NotFound, await one.Read(one.Stranger));
        Assert.Empty(await one.Listed(one.Stranger));
        var tries = (await care.AuditOf(one.Stranger)).Where(row => row.Action == AuditAction.PatientFoundOutsidePanel).Select(row => (row.Patient, row.Outcome, row.Code)).ToList();
        Assert.Equal([(null, AuditOutcome.Refused, "none"), (null, AuditOutcome.Refused, "none"), (null, AuditOutcome.Refused, "none"), (one.Patient.PersonId, AuditOutcome.Succeeded, null)], tries);
    }

    [Fact]
    public async Task What_it_opens_is_read_and_written_and_every_act_bears_it()
    {
        var one = await care.Emergency();
        var grant = await one.Declare();
        Assert.Equal((one.Patient.PersonId, TimeSpan.FromMinutes(60)), (grant.Patient.Id, grant.EndsAt - grant.DeclaredAt));
        var team = await one.TeamConversation();
        Assert.Null(await one.Read(one.Stranger));
        Assert.Null(await one.Read(one.Stranger, team));
        Assert.Null(await one.Post(one.Stranger));
        Assert.True((await care.Get<IPatients>().Card(one.Stranger, one.Patient.PersonId, None)).IsOk);
        Assert.Equal([one.Conversation, team], (await one.Listed(one.Stranger)).Select(view => view.Id).OrderBy(id => id.Value));
        Assert.Equal(grant.Id, Assert.Single((await glass.Running(one.Stranger, None)).Value).Id);

        // What the matrix keeps for the care team stays there.
        Assert.Equal(RefusalKind.Forbidden, await one.Post(one.Stranger, team));
        Assert.Equal(RefusalKind.Forbidden, (await care.Get<IConversations>().Assign(one.Stranger, one.Conversation, one.Stranger.PersonId, None)).Refusal!.Kind);

        var acts = (await care.AuditOf(one.Stranger)).Where(row => row.BreakGlass == grant.Id).Select(row => row.Action).Distinct();
        Assert.Equal(
            [AuditAction.MessagePosted, AuditAction.ConversationViewed, AuditAction.PatientViewed, AuditAction.AccessRefused, AuditAction.BreakGlassDeclared],
            acts.OrderBy(action => action switch { AuditAction.MessagePosted => 0, AuditAction.ConversationViewed => 1, _ => (int)action }));
        Assert.DoesNotContain(await care.AuditOf(one.Member), row => row.BreakGlass is not null);
    }

    [Fact]
    public async Task A_hosts_token_of_the_same_person_stands_on_nothing()
    {
        var one = await care.Emergency();
        await one.Declare();
        var delegated = one.Stranger with { IsDelegated = true, Integration = Id.New<IntegrationId>(), Session = Id.New<SessionId>() };
        Assert.Equal((RefusalKind.NotFound, RefusalKind.NotFound), (await one.Read(delegated), await one.Post(delegated)));
        Assert.Empty(await one.Listed(delegated));
        Assert.Equal(RefusalKind.Forbidden, (await glass.Find(delegated, one.Identifier, Emergencies.Born, None)).Refusal!.Kind);
        Assert.False((await one.TryDeclare(delegated)).IsOk);
        Assert.DoesNotContain(await care.AuditOf(one.Stranger), row => row.Session == delegated.Session && row.BreakGlass is not null);
    }

    [Fact]
    public async Task The_care_team_is_told_the_reason_and_nobody_else_is()
    {
        var one = await care.Emergency();
        var grant = await one.Declare();
        var told = Assert.Single(await one.Told());
        Assert.Equal((grant.Id, BreakGlassPurpose.EmergencyTreatment, BreakGlassFixture.Reason, grant.EndsAt), (told.Grant, told.Purpose, told.Reason.Reveal(), told.Until));
        await using var context = await care.Context();
        var owed = await context.Set<Infrastructure.Shared.Outbox.OutboxEventRow>().SingleAsync(row => row.SubjectId == grant.Id.Value);
        Assert.Null(owed.ConversationId);
        Assert.All(await care.AuditOf(one.Stranger), row => Assert.DoesNotContain("Marker", row.Code ?? "", StringComparison.Ordinal));
        Assert.Equal("EmergencyTreatment", (await care.AuditOf(one.Stranger)).Single(row => row.Action == AuditAction.BreakGlassDeclared).Code);
    }

    [Fact]
    public async Task After_an_hour_nothing_is_open_any_more()
    {
        var one = await care.Emergency();
        var visit = (await care.Get<IVisits>().Book(one.Member, new NewVisit(one.Conversation, ScheduledFor: null, TimeSpan.FromMinutes(20), Practitioner: null, new ClinicalText("A rash")), None)).Value.Id;
        Assert.True((await care.Get<IWaitingRoom>().CheckIn(one.Patient, visit, devices: null, None)).IsOk);
        Assert.True((await care.Get<IWaitingRoom>().Admit(one.Member, visit, None)).IsOk);
        var changes = care.Get<IAccessChanges>();
        var before = changes.Version;
        await one.Declare();

        // The version moves at once and again with the next look at the database: from then on nothing but the date ends anything.
        await Until.True(() => changes.Version >= before + 2);
        var (feed, list) = (new FeedRecorder(), new FeedRecorder());
        var read = (await care.Get<IConversationFeed>().Start(one.Stranger, one.Conversation, Sequence.None, feed, None)).Value;
        var listed = (await care.Get<IInboxFeed>().Start(one.Stranger, list, None)).Value;
        read.Live!.Begin();
        listed.Live.Begin();
        var token = (await care.Get<ICalls>().Ticket(one.Stranger, visit, None)).Value.MediaToken;
        var call = await SeatedCall.Of(viewer => care.Get<ICalls>().Join(one.Stranger, token, viewer, None));

        care.Clock.Jump(TimeSpan.FromMinutes(60) + TimeSpan.FromSeconds(1));
        Assert.Equal((RefusalKind.NotFound, RefusalKind.NotFound), (await one.Read(one.Stranger), await one.Post(one.Stranger)));
        Assert.Empty(await one.Listed(one.Stranger));
        Assert.Equal(RefusalKind.NotFound, (await care.Get<IPatients>().Card(one.Stranger, one.Patient.PersonId, None)).Refusal!.Kind);
        Assert.False((await care.Get<ICalls>().Ticket(one.Stranger, visit, None)).IsOk);
        Assert.Empty((await glass.Running(one.Stranger, None)).Value);
        await feed.Until(seen => seen.Of<LostSeen>().Any());
        await list.Until(seen => seen.Of<GoneSeen>().Count() == 2);
        await call.Until("removed Access");
        Assert.True((await one.TryDeclare(one.Stranger with { AuthenticatedAt = care.Clock.GetUtcNow() })).IsOk);
    }

    [Fact]
    public async Task Of_two_declarations_at_once_one_stands()
    {
        var one = await care.Emergency();
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => one.TryDeclare()));
        Assert.Single(answers, answer => answer.IsOk);
        Assert.Equal(3, answers.Count(answer => answer.Refusal == BreakGlassRefusals.Runs));
        Assert.Single(await one.Told());
    }

    [Fact]
    public async Task Who_is_made_a_member_meanwhile_has_one_or_the_other()
    {
        var one = await care.Emergency();
        var declaring = one.TryDeclare();
        await Task.WhenAll(declaring, care.World.Join(one.Team, one.Stranger.PersonId));
        Assert.True((await declaring).IsOk || (await declaring).Refusal == BreakGlassRefusals.AlreadyInPanel);
        Assert.Equal(BreakGlassRefusals.AlreadyInPanel, (await one.TryDeclare()).Refusal);
        Assert.Null(await one.Read(one.Stranger));
    }

    [Fact]
    public async Task What_is_given_back_is_over_for_every_post_that_is_answered_later()
    {
        var one = await care.Emergency();
        var grant = await one.Declare();
        Assert.Equal(RefusalKind.NotFound, (await glass.End(one.Member, grant.Id, None)).Refusal!.Kind);
        var posts = Enumerable.Range(0, 20).Select(_ => one.Post(one.Stranger)).ToList();
        Assert.True((await glass.End(one.Stranger, grant.Id, None)).IsOk);
        Assert.Equal(RefusalKind.NotFound, await one.Post(one.Stranger));
        await Task.WhenAll(posts);
        Assert.Equal(RefusalKind.NotFound, await one.Read(one.Stranger));
        Assert.True((await glass.End(one.Stranger, grant.Id, None)).IsOk);
        var rows = await care.AuditOf(one.Stranger);
        var ended = Assert.Single(rows, row => row.Action == AuditAction.BreakGlassEnded);
        Assert.All(rows.Where(row => row.Action == AuditAction.MessagePosted), row => Assert.True(row.BreakGlass == grant.Id && row.At <= ended.At));
    }

    [Fact]
    public async Task Who_may_not_is_refused_by_the_matrix()
    {
        var one = await care.Emergency();
        Assert.Equal(BreakGlassRefusals.AlreadyInPanel, (await one.TryDeclare(one.Member)).Refusal);
        Assert.Equal("reauth", (await one.TryDeclare(one.Stranger with { AuthenticatedAt = care.Clock.GetUtcNow().AddMinutes(-6) })).Refusal!.Reason);
        foreach (var role in (StaffRoles[])[StaffRoles.Administrator, StaffRoles.Auditor, StaffRoles.Supervisor])
            Assert.False((await one.TryDeclare(await care.World.Staff(role))).IsOk);
        Assert.Equal("reason", Assert.Single((await glass.Declare(one.Stranger, one.Request with { Reason = new ClinicalText("  short    ") }, None)).Refusal!.Errors!).Key);

        // The matrix lets a coordinator declare, and gives the role nothing by it.
        var nurse = await care.World.Nurse();
        Assert.True((await one.TryDeclare(nurse)).IsOk);
        Assert.Equal((RefusalKind.NotFound, 0), (await one.Read(nurse), (await one.Listed(nurse)).Count));
        Assert.NotNull(await one.Post(nurse));
    }

    [Fact]
    public async Task Tries_are_few_however_many_come_at_once()
    {
        var one = await care.Emergency();
        var answers = await Task.WhenAll(Enumerable.Range(0, 14).Select(_ => glass.Find(one.Stranger, one.Identifier, Emergencies.Born.AddDays(1), None)));
        Assert.Equal(4, answers.Count(answer => answer.Refusal == BreakGlassRefusals.TooManyTries));
        Assert.Equal(RefusalKind.RateLimited, (await glass.Find(one.Stranger, one.Identifier, Emergencies.Born, None)).Refusal!.Kind);
    }

    [Fact]
    public async Task Another_nodes_grant_marks_an_act_that_this_node_allows_on_it()
    {
        var one = await care.Emergency();
        var register = care.Get<BreakGlassRegister>();
        var before = await register.Running(None);
        var elsewhere = new BreakGlassFor(Guid.CreateVersion7(), one.Stranger.PersonId.Value, one.Patient.PersonId.Value, care.Clock.GetUtcNow().AddMinutes(-1), care.Clock.GetUtcNow().AddMinutes(59));
        await using (var context = await care.Context())
        {
            context.Add(new BreakGlassRow { Id = elsewhere.Id, PersonId = elsewhere.Person, PatientId = elsewhere.Patient, Purpose = 1, DeclaredAt = elsewhere.From, EndsAt = elsewhere.To });
            await context.SaveChangesAsync();
        }

        Assert.DoesNotContain(before.Grants, grant => grant.Id == elsewhere.Id);
        Assert.Null(await one.Post(one.Stranger));
        Assert.Null(await one.Read(one.Stranger));
        Assert.All(
            (await care.AuditOf(one.Stranger)).Where(row => row.Action is AuditAction.MessagePosted or AuditAction.ConversationViewed),
            row => Assert.Equal(elsewhere.Id, row.BreakGlass?.Value));
    }
}
