using Portal.Domain.Audit;
using Portal.Domain.Shared;

namespace Portal.Domain.Tests.Audit;

public class AuditRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly AuditQuery TenYears = new() { From = Now.AddYears(-10), To = Now };

    public static TheoryData<AuditQuery> Unbounded =>
    [
        new AuditQuery(), TenYears, new AuditQuery { Action = AuditAction.SignedIn, Outcome = AuditOutcome.Refused, IsBreakGlass = true },
        TenYears with { Address = "10.0.0.7", Person = Id.New<PersonId>() }, TenYears with { Session = Id.New<SessionId>(), Patient = Id.New<PersonId>() },
    ];

    public static TheoryData<AuditQuery> WithoutIndex => [new AuditQuery { Address = "10.0.0.7" }, new AuditQuery { Session = Id.New<SessionId>() }];

    [Theory]
    [MemberData(nameof(Unbounded))]
    public void What_an_index_leads_to_may_be_asked_over_all_years(AuditQuery query) => Assert.Null(AuditRules.Objection(query, Now));

    [Theory]
    [MemberData(nameof(WithoutIndex))]
    public void What_no_index_leads_to_is_asked_for_92_days_at_most(AuditQuery query)
    {
        Assert.Equal("range-too-long", AuditRules.Objection(query, Now)?.Reason);
        Assert.Equal("range-too-long", AuditRules.Objection(query with { From = TenYears.From, To = Now }, Now)?.Reason);
        Assert.Equal("range-too-long", AuditRules.Objection(query with { From = Now.AddDays(-92).AddTicks(-1) }, Now)?.Reason);
        Assert.Null(AuditRules.Objection(query with { From = Now.AddDays(-92) }, Now));
        Assert.Null(AuditRules.Objection(query with { From = TenYears.From, To = TenYears.From?.AddDays(92) }, Now));
    }

    [Fact]
    public void Counting_takes_92_days_at_most_whatever_leads_to_it()
    {
        Assert.Equal("range-too-long", AuditRules.ObjectionToCounting(new AuditQuery { Person = Id.New<PersonId>() }, Now)?.Reason);
        Assert.Null(AuditRules.ObjectionToCounting(new AuditQuery { From = Now.AddDays(-92) }, Now));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void An_end_that_is_not_behind_the_beginning_is_refused(int seconds) =>
        Assert.Equal(RefusalKind.Validation, AuditRules.Objection(new AuditQuery { From = Now.AddSeconds(seconds), To = Now }, Now)?.Kind);

    [Theory]
    [InlineData(0)]
    [InlineData(65)]
    public void An_address_that_is_never_stored_is_refused(int length) =>
        Assert.Equal(RefusalKind.Validation, AuditRules.Objection(new AuditQuery { Address = new string('1', length) }, Now)?.Kind);
}
