using Microsoft.EntityFrameworkCore;
using Portal.Domain.Conversations;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Infrastructure.Identity;
using Portal.Infrastructure.Shared.Outbox;
using Portal.Testing.Database;
using Xunit;

namespace Portal.Infrastructure.Tests.Notifications;

public sealed class NoticeTests(PortalDatabase database) : IClassFixture<PortalDatabase>
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Each_member_of_the_care_team_who_is_away_gets_one_mail_with_a_link_and_not_a_word_more()
    {
        await using var bench = await NoticeBench.Start(database);
        var (team, patient, conversation) = await Care(bench);
        var (nurse, clinician) = (await bench.World.Nurse(team), await bench.World.Clinician(team));
        await bench.Post(patient, conversation);
        await bench.Work();

        Assert.Equal(2, bench.Mails().Count);
        var mail = Assert.Single(bench.MailsTo(nurse));
        Assert.Single(bench.MailsTo(clinician));
        Assert.Equal("You have a new message", mail.Subject);
        Assert.Contains($"https://portal.test/inbox?conversation={conversation}\n", mail.Text, StringComparison.Ordinal);
        foreach (var word in (string[])["Givenmarker", "Familymarker", "Marker words", "Topicmarker", patient.PersonId.ToString()])
            Assert.DoesNotContain(word, mail.Subject + mail.Text + string.Join('\n', mail.Headers.Values), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Nobody_else_is_told()
    {
        await using var bench = await NoticeBench.Start(database);
        var (team, patient, conversation) = await Care(bench);
        await bench.World.Nurse(await bench.World.CareTeam());
        await bench.World.Staff(StaffRoles.Administrator, team);
        var left = await bench.World.Nurse(team);
        await bench.World.Leave(team, left.PersonId);
        var (suspended, withoutMail) = (await bench.World.Nurse(team), await bench.World.Nurse(team));
        await Change(bench, suspended, staff => staff.IsActive = false);
        await Change(bench, withoutMail, staff => staff.Email = null);
        await bench.Post(patient, conversation);
        await bench.Work();
        Assert.Empty(bench.Mails());
    }

    [Fact]
    public async Task What_staff_write_tells_nobody()
    {
        await using var bench = await NoticeBench.Start(database);
        var (team, _, conversation) = await Care(bench);
        var (nurse, _) = (await bench.World.Nurse(team), await bench.World.Clinician(team));
        await bench.Post(nurse, conversation);
        await bench.Work();
        Assert.Empty(bench.Mails());
    }

    [Fact]
    public async Task A_related_person_s_message_tells_as_the_patient_s_own()
    {
        await using var bench = await NoticeBench.Start(database);
        var (team, patient, conversation) = await Care(bench);
        var nurse = await bench.World.Nurse(team);
        var related = new Actor { Kind = ActorKind.RelatedPerson, PersonId = Id.New<PersonId>(), Patient = patient.PersonId, DisplayName = new ClinicalText("Rita Related") };
        await using (var context = await bench.Context())
        {
            context.Add(new Infrastructure.Patients.RelatedPersonRow { Id = related.PersonId.Value, CreatedAt = bench.Clock.GetUtcNow() });
            context.Add(new ProxyGrantRow { Id = Guid.CreateVersion7(), PatientId = patient.PersonId.Value, RelatedPersonId = related.PersonId.Value, ValidFrom = bench.Clock.GetUtcNow().AddDays(-1) });
            await context.SaveChangesAsync();
        }

        await bench.Post(related, conversation);
        await bench.Work();
        Assert.Single(bench.MailsTo(nurse));
    }

    [Fact]
    public async Task Who_is_active_is_told_only_after_five_minutes_away()
    {
        await using var bench = await NoticeBench.Start(database);
        var (team, patient, conversation) = await Care(bench);
        var nurse = await bench.World.Nurse(team);
        await bench.Active(nurse);
        await bench.Post(patient, conversation);
        await bench.Work();
        await bench.Work(4 * Minute);
        await bench.Active(nurse);
        await bench.Work(4 * Minute);
        Assert.Empty(bench.Mails());
        await bench.Work(Minute);
        Assert.Single(bench.MailsTo(nurse));
    }

    [Fact]
    public async Task Who_reads_meanwhile_is_not_told()
    {
        await using var bench = await NoticeBench.Start(database);
        var (team, patient, conversation) = await Care(bench);
        var nurse = await bench.World.Nurse(team);
        await bench.Active(nurse);
        var posted = await bench.Post(patient, conversation);
        await bench.Work();
        await bench.Read(nurse, conversation, posted);
        await bench.Work(6 * Minute);
        Assert.Empty(bench.Mails());
        Assert.Equal(("read", (short)DeliveryState.Dropped), ((await bench.Notices(nurse)).Single().LastError, (await bench.Notices(nurse)).Single().State));
    }

    [Fact]
    public async Task A_message_that_came_after_the_reading_still_tells()
    {
        await using var bench = await NoticeBench.Start(database);
        var (team, patient, conversation) = await Care(bench);
        var nurse = await bench.World.Nurse(team);
        await bench.Active(nurse);
        var first = await bench.Post(patient, conversation);
        await bench.Work();
        await bench.Read(nurse, conversation, first);
        await bench.Post(patient, conversation);
        await bench.Work(6 * Minute);
        Assert.Single(bench.MailsTo(nurse));
    }

    [Fact]
    public async Task A_message_taken_back_tells_nobody()
    {
        await using var bench = await NoticeBench.Start(database);
        var (team, patient, conversation) = await Care(bench);
        var nurse = await bench.World.Nurse(team);
        await bench.Active(nurse);
        var posted = await bench.Post(patient, conversation);
        await bench.Work();
        Assert.True((await bench.Get<IMessages>().Retract(patient, conversation, posted, RetractionReason.Mistake, default)).IsOk);
        await bench.Work(6 * Minute);
        Assert.Empty(bench.Mails());
    }

    [Fact]
    public async Task Many_messages_are_one_mail_in_fifteen_minutes()
    {
        await using var bench = await NoticeBench.Start(database);
        var (team, patient, conversation) = await Care(bench);
        var nurse = await bench.World.Nurse(team);
        for (var minute = 0; minute < 14; minute++)
        {
            await bench.Post(patient, conversation);
            await bench.Post(patient, conversation);
            await bench.Work(Minute);
        }

        Assert.Single(bench.MailsTo(nurse));
        Assert.Equal(2, (await bench.Notices(nurse)).Count);
        await bench.Work(2 * Minute);
        Assert.Equal(2, bench.MailsTo(nurse).Count);
        await bench.Work(60 * Minute);
        Assert.Equal(2, bench.MailsTo(nurse).Count);
    }

    [Fact]
    public async Task Several_conversations_are_one_mail_with_a_link_to_each_that_is_unread()
    {
        await using var bench = await NoticeBench.Start(database);
        var (team, patient, first) = await Care(bench);
        var nurse = await bench.World.Nurse(team);
        var (second, third) = (await bench.World.Conversation(patient, team), await bench.World.Conversation(patient, team));
        await bench.Active(nurse);
        await bench.Post(patient, first);
        await bench.Post(patient, second);
        var read = await bench.Post(patient, third);
        await bench.Work();
        await bench.Read(nurse, third, read);
        await bench.Work(6 * Minute);
        var mail = Assert.Single(bench.MailsTo(nurse));
        Assert.Contains(first.ToString(), mail.Text, StringComparison.Ordinal);
        Assert.Contains(second.ToString(), mail.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(third.ToString(), mail.Text, StringComparison.Ordinal);
        Assert.Equal(["read", "told"], (await bench.Notices(nurse)).Where(row => row.State == (short)DeliveryState.Dropped).Select(row => row.LastError).Order());
        Assert.DoesNotContain(await bench.Notices(nurse), row => row.State == (short)DeliveryState.Waiting);
    }

    [Fact]
    public async Task Where_somebody_is_assigned_only_that_one_is_told()
    {
        await using var bench = await NoticeBench.Start(database);
        var (team, patient, conversation) = await Care(bench);
        var (nurse, clinician) = (await bench.World.Nurse(team), await bench.World.Clinician(team));
        await bench.Assign(nurse, conversation, clinician);
        await bench.Post(patient, conversation);
        await bench.Work();
        Assert.Single(bench.Mails());
        Assert.Single(bench.MailsTo(clinician));
    }

    [Fact]
    public async Task Who_is_no_longer_the_one_to_answer_when_it_is_due_is_not_told()
    {
        await using var bench = await NoticeBench.Start(database);
        var (team, patient, conversation) = await Care(bench);
        var (nurse, left, clinician) = (await bench.World.Nurse(team), await bench.World.Nurse(team), await bench.World.Clinician(team));
        foreach (var person in (Actor[])[nurse, left, clinician]) await bench.Active(person);
        await bench.Post(patient, conversation);
        await bench.Work();
        await bench.World.Leave(team, left.PersonId);
        await bench.Assign(nurse, conversation, clinician);
        await bench.Work(6 * Minute);
        Assert.Single(bench.Mails());
        Assert.Single(bench.MailsTo(clinician));
        Assert.Equal("not-theirs", (await bench.Notices(nurse)).Single().LastError);
        Assert.Equal("not-theirs", (await bench.Notices(left)).Single().LastError);
    }

    [Fact]
    public async Task A_mail_server_that_is_away_delays_the_notice_and_loses_none()
    {
        await using var bench = await NoticeBench.Start(database);
        var (team, patient, conversation) = await Care(bench);
        var nurse = await bench.World.Nurse(team);
        bench.Server.Refusal = "451 try later";
        await bench.Post(patient, conversation);
        await bench.Work();
        Assert.Equal(("SmtpException", 1), ((await bench.Notices(nurse)).Single().LastError, (await bench.Notices(nurse)).Single().Attempts));
        bench.Server.Refusal = null;
        await bench.Work(Minute);
        Assert.Single(bench.MailsTo(nurse));
    }

    [Fact]
    public async Task A_message_that_comes_while_a_mail_is_under_way_makes_a_notice_of_its_own()
    {
        await using var bench = await NoticeBench.Start(database);
        var (team, patient, first) = await Care(bench);
        var nurse = await bench.World.Nurse(team);
        var second = await bench.World.Conversation(patient, team);
        await bench.Post(patient, first);
        await bench.Post(patient, second);
        var dispatcher = bench.Get<OutboxDispatcher>();
        var lease = (await bench.Get<Infrastructure.Shared.Leases>().Take("test-dispatch", TimeSpan.FromHours(1), default))!;
        await dispatcher.Dispatch(lease, 1_000, default);

        // The first is being told, the second was taken along: both have been looked at.
        var target = bench.Get<IEnumerable<IOutboxTarget>>().Single(one => one.Name == "notice");
        var head = Assert.Single(await bench.Get<OutboxWorkers>().For(target).Lease(10, default));
        Assert.Single(await bench.Get<Infrastructure.Notifications.Notices.NoticeCompanions>().Take(head, default));
        await bench.Post(patient, first);
        await bench.Post(patient, second);
        await dispatcher.Dispatch(lease, 1_000, default);
        Assert.Equal(4, (await bench.Notices(nurse)).Count);
    }

    [Fact]
    public async Task In_Spanish_it_says_the_same()
    {
        await using var bench = await NoticeBench.Start(database, "es");
        var (team, patient, conversation) = await Care(bench);
        var nurse = await bench.World.Nurse(team);
        await bench.Post(patient, conversation);
        await bench.Work();
        Assert.Equal("Tiene un mensaje nuevo", bench.MailsTo(nurse).Single().Subject);
    }

    [Fact]
    public async Task A_mail_that_an_act_asked_for_goes_out_after_it_and_leaves_nothing_behind()
    {
        await using var bench = await NoticeBench.Start(database);
        var nurse = await bench.World.Nurse();
        await using (var context = await bench.Context())
        {
            context.Add(await bench.Get<RequestedMails>().Row(nurse.PersonId, new RequestedMail("nora@clinic.example", "Your account", "https://portal.test/invitation?code=secret"), default));
            await context.SaveChangesAsync();
        }

        await bench.Work();
        var mail = Assert.Single(bench.Mails());
        Assert.Equal(("nora@clinic.example", "Your account", "https://portal.test/invitation?code=secret"), (mail.To, mail.Subject, mail.Text.Trim()));
        Assert.Null((await bench.Notices(nurse)).Single().Payload);
    }

    private static async Task<(CareTeamId Team, Actor Patient, ConversationId Conversation)> Care(NoticeBench bench)
    {
        var team = await bench.World.CareTeam();
        var patient = await bench.World.Patient("Givenmarker", "Familymarker");
        return (team, patient, await bench.World.Conversation(patient, team, "Topicmarker"));
    }

    private static async Task Change(NoticeBench bench, Actor person, Action<StaffAccount> change)
    {
        await using var context = await bench.Context();
        change(await context.Set<StaffAccount>().SingleAsync(row => row.Id == person.PersonId.Value));
        await context.SaveChangesAsync();
    }
}
