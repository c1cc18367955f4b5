using Portal.Architecture.Tests.Reading;
using Portal.Architecture.Tests.Rules;

namespace Portal.Architecture.Tests;

public class CallTests
{
    [Trait("ASVS", "1.2.4")]
    [Trait("ASVS", "1.2.1")]
    [Trait("ASVS", "3.2.2")]
    [Fact]
    public void Nothing_is_called_that_has_a_better_way_here() => Guard.Holds(BannedCalls.Violations(Codebase.All));

    [Theory]
    [InlineData("CallsMarkup", "Microsoft.AspNetCore.Components.MarkupString")]
    [InlineData("CallsSql", "ExecuteSqlRaw")]
    [InlineData("CallsCommandText", "set_CommandText")]
    [InlineData("CallsConsole", "System.Console.WriteLine")]
    [InlineData("CallsLogger", "Microsoft.Extensions.Logging.LoggerExtensions.LogInformation")]
    [InlineData("CallsClock", "System.DateTimeOffset.get_UtcNow")]
    [InlineData("CallsClock", "System.DateTime.get_Now")]
    [InlineData("CallsNewGuid", "System.Guid.NewGuid")]
    [InlineData("CallsSleep", "System.Threading.Thread.Sleep")]
    public void The_guard_sees_what_is_planted(string type, string call) =>
        Assert.Contains(
            BannedCalls.Violations(Codebase.Planted),
            violation => violation.StartsWith($"Portal.Infrastructure.Conversations.{type} calls", StringComparison.Ordinal) && violation.Contains(call, StringComparison.Ordinal));

    [Fact]
    public void Each_call_has_its_place()
    {
        var violations = BannedCalls.Violations(Codebase.Planted).ToList();
        Assert.DoesNotContain(violations, violation => violation.Contains("Dialects.", StringComparison.Ordinal));
        Assert.DoesNotContain(violations, violation => violation.Contains("Commands.", StringComparison.Ordinal));
        Assert.Contains(Codebase.Infrastructure.Types.SelectMany(type => type.Calls), call => call.Method.StartsWith("ExecuteSql", StringComparison.Ordinal));
    }
}
