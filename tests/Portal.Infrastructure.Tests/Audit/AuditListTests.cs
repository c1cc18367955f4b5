using Microsoft.EntityFrameworkCore;
using Portal.Domain.Audit;
using Portal.Domain.Audit.Proof;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Infrastructure.Identity;
using Portal.Testing.Database;
using Xunit;

namespace Portal.Infrastructure.Tests.Audit;

public sealed class AuditListTests(PortalDatabase database) : IClassFixture<PortalDatabase>, IAsyncLifetime
{
    private static readonly CareTeamId Unit = Id.New<CareTeamId>();
    private static readonly CareTeamId Elsewhere = Id.New<CareTeamId>();
    private static readonly PersonId Patient = Id.New<PersonId>();
    private static readonly Actor Auditor = Staff(StaffRoles.Auditor);
    private static readonly Actor Nurse = Staff(StaffRoles.Coordinator);

    private readonly AuditBench bench = new(database);

    public static TheoryData<StaffRoles> LookingOver => [StaffRoles.Administrator, StaffRoles.Auditor, StaffRoles.Administrator | StaffRoles.Practitioner];

    public static TheoryData<StaffRoles> NotLookingOver => [StaffRoles.Practitioner, StaffRoles.Coordinator, StaffRoles.Supervisor, StaffRoles.None];

    [Theory]
    [MemberData(nameof(LookingOver))]
    public async Task Administrators_and_auditors_see_every_line_newest_first(StaffRoles roles)
    {
        await Acted(Nurse, AuditAction.ConversationViewed, Unit, 3);
        await Acted(Nurse, AuditAction.Assigned, Elsewhere, 2);
        var page = await List(Staff(roles), new AuditQuery { Person = Nurse.PersonId });
        Assert.Equal(5, page.Items.Count);
        Assert.Equal(page.Items.OrderByDescending(line => line.Record.Id.ToString(), StringComparer.Ordinal), page.Items);
    }

    [Theory]
    [MemberData(nameof(NotLookingOver))]
    public async Task Nobody_else_of_the_staff_sees_it_and_the_attempt_is_recorded(StaffRoles roles)
    {
        var actor = Staff(roles);
        var refused = await bench.Trail.List(actor, new AuditQuery { Patient = Patient }, PageRequest.First, default);
        Assert.Equal(RefusalKind.NotFound, refused.Refusal?.Kind);
        var line = Assert.Single((await List(Auditor, new AuditQuery { Person = actor.PersonId })).Items);
        Assert.Equal((AuditAction.AccessRefused, AuditOutcome.Refused, "ViewAuditTrail", (PersonId?)Patient), (line.Record.Action, line.Record.Outcome, line.Record.Code, line.Record.Patient));
    }

    [Fact]
    public async Task A_supervisor_sees_the_lines_of_the_care_teams_supervised()
    {
        var supervisor = Staff(StaffRoles.Supervisor);
        await Store(new SupervisionRow { PersonId = supervisor.PersonId.Value, CareTeamId = Unit.Value });
        await Acted(Nurse, AuditAction.Assigned, Unit);
        await Acted(Nurse, AuditAction.Assigned, Elsewhere);
        await Acted(Nurse, AuditAction.StaffInvited, careTeam: null);
        Assert.All((await List(supervisor, new AuditQuery { Person = Nurse.PersonId })).Items, line => Assert.Equal(Unit, line.Record.CareTeam));
        Assert.Single((await List(supervisor, new AuditQuery { Person = Nurse.PersonId })).Items);
    }

    [Fact]
    public async Task A_patient_sees_who_opened_the_record_and_no_ids_of_what_staff_do_among_themselves()
    {
        await Acted(Nurse, AuditAction.ConversationViewed, Unit);
        await Acted(Nurse, AuditAction.MessagePosted, Unit);
        await Acted(Nurse, AuditAction.Assigned, Unit);
        await bench.Trail.Record(new AuditEntry(Nurse, AuditAction.ConversationViewed, AuditOutcome.Refused) { Patient = Patient }, default);
        await bench.Trail.Record(new AuditEntry(Nurse, AuditAction.ConversationViewed) { Patient = Id.New<PersonId>() }, default);

        var line = Assert.Single((await List(PatientSelf, new AuditQuery())).Items);
        Assert.Equal(AuditAction.ConversationViewed, line.Record.Action);
        Assert.Equal("Nadia Nurse", line.StaffName);
        Assert.Equal(Patient, line.Record.Patient);
        Assert.Equal(
            (null, null, null, null, null, null),
            (line.Record.Conversation, line.Record.Subject, line.Record.Sequence, line.Record.Code, line.Record.Session, line.Record.Address));
    }

    [Fact]
    public async Task A_patient_does_not_see_who_opened_the_record_of_another()
    {
        var refused = await bench.Trail.List(PatientSelf, new AuditQuery { Patient = Id.New<PersonId>() }, PageRequest.First, default);
        Assert.Equal(RefusalKind.NotFound, refused.Refusal?.Kind);
    }

    [Fact]
    public async Task A_related_person_sees_it_only_while_the_grant_lasts()
    {
        var related = new Actor { Kind = ActorKind.RelatedPerson, PersonId = Id.New<PersonId>(), Patient = Patient };
        Assert.Equal(RefusalKind.NotFound, (await bench.Trail.List(related, new AuditQuery(), PageRequest.First, default)).Refusal?.Kind);
        await Acted(Nurse, AuditAction.PatientViewed, Unit);
        await Store(new ProxyGrantRow
        {
            Id = Guid.CreateVersion7(),
            PatientId = Patient.Value,
            RelatedPersonId = related.PersonId.Value,
            ValidFrom = DateTimeOffset.UtcNow.AddDays(-1),
            ValidTo = DateTimeOffset.UtcNow.AddDays(1),
        });
        await using var fresh = new AuditBench(database);
        Assert.True((await fresh.Trail.List(related, new AuditQuery(), PageRequest.First, default)).IsOk);
    }

    [Fact]
    public async Task Pages_hold_every_line_once_while_new_ones_are_written()
    {
        await Acted(Nurse, AuditAction.ConversationViewed, Unit, 25);
        var expected = (await List(Auditor, new AuditQuery { Person = Nurse.PersonId })).Items.Select(line => line.Record.Id).ToList();
        var seen = new List<AuditEventId>();
        string? cursor = null;
        do
        {
            var page = (await bench.Trail.List(Auditor, new AuditQuery { Person = Nurse.PersonId }, new PageRequest(7, cursor), default)).Value;
            seen.AddRange(page.Items.Select(line => line.Record.Id));
            cursor = page.Next;
            await Acted(Nurse, AuditAction.Assigned, Unit);
        }
        while (cursor is not null);
        Assert.Equal(expected, seen);
    }

    [Fact]
    public async Task Each_filter_leaves_the_others_lines_out()
    {
        var at = new DateTimeOffset(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);
        var nurse = Nurse with { Session = Id.New<SessionId>() };
        var entry = new AuditEntry(nurse, AuditAction.MessagePosted, AuditOutcome.Refused) { Patient = Patient, Conversation = Id.New<ConversationId>(), BreakGlass = Id.New<BreakGlassId>() };
        var wanted = await bench.Row(entry, at);
        AuditEntry[] others =
        [
            entry with { Actor = nurse with { PersonId = Id.New<PersonId>() } }, entry with { Action = AuditAction.MessageRetracted }, entry with { Outcome = AuditOutcome.Succeeded },
            entry with { Patient = Id.New<PersonId>() }, entry with { Conversation = Id.New<ConversationId>() }, entry with { BreakGlass = Id.New<BreakGlassId>() },
            entry with { Actor = nurse with { Session = Id.New<SessionId>() } }, entry with { Actor = nurse with { Address = "10.0.0.8" } },
        ];
        foreach (var other in others) await Store(await bench.Row(other, at));
        await Store(wanted, await bench.Row(entry, at.AddMilliseconds(-1)), await bench.Row(entry, at.AddMilliseconds(1)));
        var page = await List(Auditor, new AuditQuery
        {
            Person = Nurse.PersonId,
            Patient = Patient,
            Conversation = entry.Conversation,
            Action = AuditAction.MessagePosted,
            Outcome = AuditOutcome.Refused,
            Address = "10.0.0.7",
            IsBreakGlass = true,
            BreakGlass = entry.BreakGlass,
            Session = nurse.Session,
            From = at,
            To = at.AddMilliseconds(1),
        });
        Assert.Equal(wanted.Id, Assert.Single(page.Items).Record.Id.Value);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Acts_under_emergency_access_are_asked_for_alone_or_left_out(bool isBreakGlass)
    {
        var at = new DateTimeOffset(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);
        var entry = new AuditEntry(Nurse, AuditAction.ConversationViewed) { Patient = Patient };
        await Store(await bench.Row(entry, at), await bench.Row(entry with { BreakGlass = Id.New<BreakGlassId>() }, at));
        var page = await List(Auditor, new AuditQuery { Person = Nurse.PersonId, IsBreakGlass = isBreakGlass });
        Assert.Equal(isBreakGlass, Assert.Single(page.Items).Record.BreakGlass is not null);
    }

    [Trait("ASVS", "2.2.3")]
    [Trait("ASVS", "15.2.2")]
    [Fact]
    public async Task A_question_that_would_read_too_much_is_refused_and_recorded()
    {
        var refused = await bench.Trail.List(Auditor, new AuditQuery { Address = "10.0.0.7", From = DateTimeOffset.UtcNow.AddYears(-10) }, PageRequest.First, default);
        Assert.Equal("range-too-long", refused.Refusal?.Reason);
        var line = Assert.Single((await List(Auditor, new AuditQuery { Person = Auditor.PersonId, Outcome = AuditOutcome.Refused })).Items);
        Assert.Equal((AuditAction.AuditViewed, "range-too-long"), (line.Record.Action, line.Record.Code));
    }

    [Fact]
    public async Task A_patient_cannot_ask_by_what_is_not_shown()
    {
        foreach (var query in (AuditQuery[])[new() { Address = "10.0.0.7" }, new() { Session = Id.New<SessionId>() }, new() { BreakGlass = Id.New<BreakGlassId>() }])
            Assert.Equal(RefusalKind.Validation, (await bench.Trail.List(PatientSelf, query, PageRequest.First, default)).Refusal?.Kind);
    }

    [Fact]
    public async Task Reading_the_audit_is_audited_with_what_was_asked_for()
    {
        await List(Auditor, new AuditQuery { Patient = Patient, Person = Nurse.PersonId });
        var line = (await List(Auditor, new AuditQuery { Person = Auditor.PersonId, Action = AuditAction.AuditViewed })).Items[1];
        Assert.Equal((Patient, Nurse.PersonId.Value), (line.Record.Patient!.Value, line.Record.Subject!.Value));
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(201, null)]
    [InlineData(50, "not-a-cursor")]
    public async Task A_page_that_cannot_be_is_refused(int limit, string? cursor)
    {
        var refused = await bench.Trail.List(Auditor, new AuditQuery(), new PageRequest(limit, cursor), default);
        Assert.Equal(RefusalKind.Validation, refused.Refusal?.Kind);
    }

    [Fact]
    public async Task An_auditor_verifies_the_trail_and_that_is_audited()
    {
        await Acted(Nurse, AuditAction.ConversationViewed, Unit);
        await bench.Seal();
        Assert.True((await bench.Proof.Verify(Auditor, AuditRange.Whole, progress: null, default)).Value.Holds);
        await database.Execute("update audit_events set code = 'x' where id = (select audit_event_id from audit_links where position = 1)");
        Assert.Equal(new BrokenLink(1, BrokenCodes.Mac), (await bench.Proof.Verify(Auditor, AuditRange.Whole, progress: null, default)).Value.FirstBroken);
        var lines = (await List(Auditor, new AuditQuery { Person = Auditor.PersonId, Action = AuditAction.AuditVerified })).Items;
        Assert.Equal([(AuditOutcome.Failed, "mac"), (AuditOutcome.Succeeded, null)], lines.Select(line => (line.Record.Outcome, line.Record.Code)));
    }

    [Fact]
    public async Task A_clinician_does_not_verify_the_trail()
    {
        Assert.Equal(RefusalKind.Forbidden, (await bench.Proof.Verify(Staff(StaffRoles.Practitioner), AuditRange.Whole, progress: null, default)).Refusal?.Kind);
    }

    public async Task InitializeAsync()
    {
        await database.Execute("truncate audit_events, audit_links, audit_checkpoints, staff cascade");
        await Store(new StaffAccount { Id = Nurse.PersonId.Value, UserName = "nadia", DisplayName = "Nadia Nurse" });
    }

    public async Task DisposeAsync() => await bench.DisposeAsync();

    private static Actor PatientSelf => new() { Kind = ActorKind.Patient, PersonId = Patient, Patient = Patient };

    private static Actor Staff(StaffRoles roles) => new() { Kind = ActorKind.Practitioner, PersonId = Id.New<PersonId>(), Roles = roles, Address = "10.0.0.7" };

    private async Task<Page<AuditLine>> List(Actor actor, AuditQuery query) => (await bench.Trail.List(actor, query, PageRequest.First, default)).Value;

    private async Task Acted(Actor actor, AuditAction action, CareTeamId? careTeam, int times = 1)
    {
        for (var index = 0; index < times; index++)
        {
            await bench.Trail.Record(
                new AuditEntry(actor, action) { Patient = Patient, Conversation = Id.New<ConversationId>(), CareTeam = careTeam, Subject = Guid.CreateVersion7(), Sequence = new Sequence(1), Code = "test" },
                default);
        }
    }

    private async Task Store(params object[] rows)
    {
        await using var context = await bench.Context();
        context.AddRange(rows);
        await context.SaveChangesAsync();
    }
}
