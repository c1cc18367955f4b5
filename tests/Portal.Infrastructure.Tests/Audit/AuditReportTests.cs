using Microsoft.Extensions.DependencyInjection;
using Portal.Domain.Audit;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Testing.Database;
using Xunit;

namespace Portal.Infrastructure.Tests.Audit;

public sealed class AuditReportTests(PortalDatabase database) : IClassFixture<PortalDatabase>, IAsyncLifetime
{
    private static readonly AuditQuery Question = new()
    {
        Patient = Id.New<PersonId>(),
        Action = AuditAction.ConversationViewed,
        Outcome = AuditOutcome.Refused,
        Address = "10.0.0.7",
        IsBreakGlass = false,
        From = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero),
        To = new DateTimeOffset(2026, 2, 1, 0, 0, 0, TimeSpan.Zero),
    };

    private readonly AuditBench bench = new(database);
    private readonly Actor auditor = Staff();

    private IAuditReports Reports => bench.Services.GetRequiredService<IAuditReports>();

    [Fact]
    public async Task A_question_comes_back_as_it_was_asked_and_a_name_stands_for_one()
    {
        await Reports.Save(auditor, " Refused at night ", new AuditQuery(), default);
        await Reports.Save(auditor, "All", new AuditQuery(), default);
        await Reports.Save(auditor, "Refused at night", Question, default);
        var kept = (await Reports.List(auditor, default)).Value;
        Assert.Equal([("All", new AuditQuery()), ("Refused at night", Question)], kept.Select(report => (report.Name, report.Query)));
        Assert.True((await Reports.Remove(auditor, kept[0].Id, default)).IsOk);
        Assert.Single((await Reports.List(auditor, default)).Value);
    }

    [Fact]
    public async Task They_are_nobody_elses()
    {
        var mine = (await Reports.Save(auditor, "Mine", Question, default)).Value;
        var other = Staff();
        Assert.Empty((await Reports.List(other, default)).Value);
        Assert.Equal(RefusalKind.NotFound, (await Reports.Remove(other, mine.Id, default)).Refusal?.Kind);
        Assert.True((await Reports.Save(other, "Mine", new AuditQuery(), default)).IsOk);
        Assert.Equal(Question, Assert.Single((await Reports.List(auditor, default)).Value).Query);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("a\u0007b")]
    public async Task A_name_that_is_none_is_refused(string name) =>
        Assert.Equal(RefusalKind.Validation, (await Reports.Save(auditor, name, Question, default)).Refusal?.Kind);

    [Fact]
    public async Task What_would_not_be_answered_is_not_kept() =>
        Assert.Equal("range-too-long", (await Reports.Save(auditor, "Ten years", new AuditQuery { Address = "10.0.0.7" }, default)).Refusal?.Reason);

    [Fact]
    public async Task Sixty_at_once_are_fifty()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, IAuditReports.Most + 10).Select(number => Reports.Save(auditor, $"{number}", new AuditQuery(), default)));
        Assert.Equal(10, answers.Count(answer => answer.Refusal?.Reason == "too-many-reports"));
        Assert.Equal(IAuditReports.Most, (await Reports.List(auditor, default)).Value.Count);
    }

    [Fact]
    public async Task Keeping_and_removing_are_on_record_by_id()
    {
        var report = (await Reports.Save(auditor, "Kept", Question, default)).Value;
        await Reports.Remove(auditor, report.Id, default);
        var lines = (await bench.Trail.List(Staff(), new AuditQuery { Person = auditor.PersonId }, PageRequest.First, default)).Value.Items;
        Assert.Equal([(AuditAction.ReportSaved, report.Id.Value), (AuditAction.ReportRemoved, report.Id.Value)], lines.Select(line => (line.Record.Action, line.Record.Subject!.Value)).Order());
    }

    public async Task InitializeAsync()
    {
        await using var context = await bench.Context();
        context.Add(new Portal.Infrastructure.Identity.StaffAccount { Id = auditor.PersonId.Value, UserName = $"auditor-{auditor.PersonId}", NormalizedUserName = $"AUDITOR-{auditor.PersonId}", DisplayName = "Ada Auditor", SecurityStamp = "x" });
        await context.SaveChangesAsync();
    }

    public async Task DisposeAsync() => await bench.DisposeAsync();

    private static Actor Staff() => new() { Kind = ActorKind.Practitioner, PersonId = Id.New<PersonId>(), Roles = StaffRoles.Auditor, Session = Id.New<SessionId>() };
}
