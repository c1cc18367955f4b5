using Portal.Domain.Audit;
using Portal.Domain.Identity;
using Portal.Domain.Notifications;
using Portal.Domain.Shared;
using Portal.Infrastructure.Shared.Outbox;
using Portal.Testing.Database;
using Xunit;

namespace Portal.Infrastructure.Tests.Notifications;

public sealed class DeliveriesTests(PortalDatabase database) : IClassFixture<PortalDatabase>
{
    private static readonly DeliveryQuery Parked = new() { Status = DeliveryStatus.Parked };

    [Fact]
    public async Task Administrators_and_auditors_see_queues_and_lines_as_ids_times_and_codes()
    {
        await using var bench = await NoticeBench.Start(database);
        var (conversation, nurse) = await ParkedNotice(bench);
        foreach (var role in (StaffRoles[])[StaffRoles.Administrator, StaffRoles.Auditor])
        {
            var actor = await bench.World.Staff(role);
            var queue = Assert.Single((await bench.Get<IDeliveries>().Queues(actor, default)).Value);
            Assert.Equal(new DeliveryQueue("notice", Waiting: 0, Parked: 1, OldestDue: null), queue);
            var line = Assert.Single((await bench.Get<IDeliveries>().List(actor, Parked, PageRequest.First, default)).Value.Items);
            Assert.Equal(("notice", "MessagePosted", 3, "SmtpException"), (line.Target, line.Kind, line.Attempts, line.Code));
            Assert.Equal((conversation, nurse.PersonId), (line.Conversation!.Value, line.Person!.Value));
        }
    }

    [Fact]
    public async Task A_clinician_sees_those_of_a_conversation_that_is_assigned()
    {
        await using var bench = await NoticeBench.Start(database);
        var (conversation, nurse) = await ParkedNotice(bench);
        var clinician = await bench.World.Clinician();
        await using (var context = await bench.Context())
        {
            var team = (await context.Set<Infrastructure.Conversations.ConversationRow>().FindAsync(conversation.Value))!.CareTeamId;
            await bench.World.Join(new CareTeamId(team), clinician.PersonId);
        }

        var query = new DeliveryQuery { Conversation = conversation };
        Assert.Equal(RefusalKind.Forbidden, (await bench.Get<IDeliveries>().List(clinician, query, PageRequest.First, default)).Refusal?.Kind);
        await bench.Assign(nurse, conversation, clinician);
        Assert.Single((await bench.Get<IDeliveries>().List(clinician, query, PageRequest.First, default)).Value.Items);
    }

    [Fact]
    public async Task A_coordinator_sees_those_of_the_care_team_s_own_conversation_and_replays_none()
    {
        await using var bench = await NoticeBench.Start(database);
        var (conversation, nurse) = await ParkedNotice(bench);
        var deliveries = bench.Get<IDeliveries>();
        Assert.Single((await deliveries.List(nurse, new DeliveryQuery { Conversation = conversation }, PageRequest.First, default)).Value.Items);
        Assert.Equal(RefusalKind.Forbidden, (await deliveries.List(nurse, Parked, PageRequest.First, default)).Refusal?.Kind);
        Assert.NotNull((await deliveries.Queues(nurse, default)).Refusal);
        Assert.NotNull((await deliveries.ReplayAll(nurse, "notice", default)).Refusal);
        var stranger = await bench.World.Nurse(await bench.World.CareTeam());
        Assert.Equal(RefusalKind.Forbidden, (await deliveries.List(stranger, new DeliveryQuery { Conversation = conversation }, PageRequest.First, default)).Refusal?.Kind);
    }

    [Fact]
    public async Task A_parked_delivery_that_is_replayed_arrives_and_both_are_audited()
    {
        await using var bench = await NoticeBench.Start(database);
        var (_, nurse) = await ParkedNotice(bench);
        var administrator = await bench.World.Staff(StaffRoles.Administrator);
        var deliveries = bench.Get<IDeliveries>();
        var parked = (await deliveries.List(administrator, Parked, PageRequest.First, default)).Value.Items.Single().Id;
        bench.Server.Refusal = null;
        bench.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True((await deliveries.Replay(administrator, parked, default)).IsOk);
        await bench.Work();
        Assert.Single(bench.MailsTo(nurse));
        Assert.Equal(DeliveryRefusals.NotParked, (await deliveries.Replay(administrator, parked, default)).Refusal);

        var auditor = await bench.World.Staff(StaffRoles.Auditor);
        var lines = (await bench.Get<IAuditTrail>().List(auditor, new AuditQuery(), PageRequest.First, default)).Value.Items.Where(line => line.Record.Subject == parked.Value);
        Assert.Equal(
            [(AuditAction.DeliveryReplayed, administrator.PersonId, "notice"), (AuditAction.DeliveryParked, PersonId.System, "notice")],
            lines.Select(line => (line.Record.Action, line.Record.ActorId, line.Record.Code!)));
    }

    [Fact]
    public async Task All_parked_ones_of_a_target_are_replayed_at_once()
    {
        await using var bench = await NoticeBench.Start(database);
        await ParkedNotice(bench);
        await ParkedNotice(bench);
        var administrator = await bench.World.Staff(StaffRoles.Administrator);
        Assert.Equal(0, (await bench.Get<IDeliveries>().ReplayAll(administrator, "mail", default)).Value);
        Assert.Equal(2, (await bench.Get<IDeliveries>().ReplayAll(administrator, "notice", default)).Value);
        Assert.Empty((await bench.Get<IDeliveries>().List(administrator, Parked, PageRequest.First, default)).Value.Items);
    }

    [Fact]
    public async Task A_paused_target_begins_nothing_on_any_node_until_it_is_resumed()
    {
        await using var bench = await NoticeBench.Start(database);
        await bench.Get<OutboxPauses>().End("notice", default);
        var administrator = await bench.World.Staff(StaffRoles.Administrator);
        var deliveries = bench.Get<IDeliveries>();
        Assert.True((await deliveries.Pause(administrator, "notice", default)).IsOk);
        Assert.Equal(("by-administrator", administrator.PersonId), (await bench.Get<OutboxPauses>().Of("notice", default)) is { PersonId: { } by } pause ? (pause.Code, new PersonId(by)) : default);
        var queue = (await deliveries.Queues(administrator, default)).Value.Single(one => one.Target == "notice");
        Assert.Equal(new DeliveryPause("by-administrator", bench.Clock.Now(), administrator.PersonId, null), queue.Pause);

        bench.Clock.Advance(TimeSpan.FromSeconds(1));

        // The target's own end does not end an administrator's.
        await bench.Get<OutboxPauses>().End("notice", default);
        Assert.NotNull(await bench.Get<OutboxPauses>().Of("notice", default));
        Assert.True((await deliveries.Resume(administrator, "notice", default)).IsOk);
        Assert.Null(await bench.Get<OutboxPauses>().Of("notice", default));
        Assert.Equal(DeliveryRefusals.NotPaused, (await deliveries.Resume(administrator, "notice", default)).Refusal);
        Assert.Equal(RefusalKind.NotFound, (await deliveries.Pause(administrator, "carrier-pigeon", default)).Refusal?.Kind);
        var auditor = await bench.World.Staff(StaffRoles.Auditor);
        Assert.Equal(
            [AuditAction.DeliveriesResumed, AuditAction.DeliveriesPaused],
            (await bench.Get<IAuditTrail>().List(auditor, new AuditQuery(), PageRequest.First, default)).Value.Items.Select(line => line.Record).Where(record => record.Code == "notice").Select(record => record.Action));
    }

    [Fact]
    public async Task Draining_makes_what_failed_due_at_once_and_leaves_what_was_never_tried()
    {
        await using var bench = await NoticeBench.Start(database);
        var (_, nurse) = await ParkedNotice(bench);
        var administrator = await bench.World.Staff(StaffRoles.Administrator);
        var deliveries = bench.Get<IDeliveries>();
        await deliveries.ReplayAll(administrator, "notice", default);
        await bench.Work();
        Assert.Empty(bench.MailsTo(nurse));
        bench.Server.Refusal = null;
        Assert.Equal(1, (await deliveries.Drain(administrator, "notice", default)).Value);
        await bench.Work();
        Assert.Single(bench.MailsTo(nurse));
        Assert.Equal(0, (await deliveries.Drain(administrator, "notice", default)).Value);
    }

    [Fact]
    public async Task Nobody_but_an_administrator_pauses_resumes_or_drains()
    {
        await using var bench = await NoticeBench.Start(database);
        var nurse = await bench.World.Nurse(await bench.World.CareTeam());
        var deliveries = bench.Get<IDeliveries>();
        foreach (var actor in (Actor[])[nurse, await bench.World.Staff(StaffRoles.Auditor), await bench.World.Patient()])
        {
            Assert.Equal(RefusalKind.Forbidden, (await deliveries.Pause(actor, "notice", default)).Refusal?.Kind);
            Assert.Equal(RefusalKind.Forbidden, (await deliveries.Resume(actor, "notice", default)).Refusal?.Kind);
            Assert.Equal(RefusalKind.Forbidden, (await deliveries.Drain(actor, "notice", default)).Refusal?.Kind);
        }
    }

    [Fact]
    public async Task What_is_not_there_cannot_be_replayed()
    {
        await using var bench = await NoticeBench.Start(database);
        var administrator = await bench.World.Staff(StaffRoles.Administrator);
        Assert.Equal(RefusalKind.NotFound, (await bench.Get<IDeliveries>().Replay(administrator, Id.New<DeliveryId>(), default)).Refusal?.Kind);
    }

    [Fact]
    public async Task Pages_hold_every_line_once()
    {
        await using var bench = await NoticeBench.Start(database);
        for (var round = 0; round < 5; round++) await ParkedNotice(bench);
        var administrator = await bench.World.Staff(StaffRoles.Administrator);
        var seen = new List<DeliveryId>();
        string? cursor = null;
        do
        {
            var page = (await bench.Get<IDeliveries>().List(administrator, Parked, new PageRequest(2, cursor), default)).Value;
            seen.AddRange(page.Items.Select(line => line.Id));
            cursor = page.Next;
        }
        while (cursor is not null);
        Assert.Equal(5, seen.Count);
        Assert.Equal(5, seen.Distinct().Count());
        Assert.Equal(RefusalKind.Validation, (await bench.Get<IDeliveries>().List(administrator, Parked, new PageRequest(2, "no"), default)).Refusal?.Kind);
    }

    /// <summary>A message whose notice was given up, and the nurse it was for.</summary>
    private static async Task<(ConversationId Conversation, Actor Nurse)> ParkedNotice(NoticeBench bench)
    {
        var team = await bench.World.CareTeam();
        var patient = await bench.World.Patient();
        var nurse = await bench.World.Nurse(team);
        var conversation = await bench.World.Conversation(patient, team);
        bench.Server.Refusal = "451 try later";
        await bench.Post(patient, conversation);
        for (var round = 0; round < 3; round++) await bench.Work(TimeSpan.FromMinutes(1));
        return (conversation, nurse);
    }

    [Fact]
    public async Task Of_two_reasons_to_wait_the_longer_one_counts()
    {
        await using var bench = await NoticeBench.Start(database);
        var (pauses, soon) = (bench.Get<OutboxPauses>(), bench.Clock.Now().AddHours(1));
        await pauses.End("notice", default);
        await pauses.Begin("notice", "unavailable", soon, default);
        await pauses.Begin("notice", "busy", soon.AddHours(1), default);
        await pauses.Begin("notice", "unavailable", soon.AddMinutes(1), default);
        var pause = (await pauses.Of("notice", default))!;
        Assert.Equal(("busy", soon.AddHours(1)), (pause.Code, pause.AskAt!.Value.ToUniversalTime()));
        await pauses.End("notice", default);
    }
}
