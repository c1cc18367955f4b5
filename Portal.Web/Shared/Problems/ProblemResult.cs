using Portal.Domain.Shared;

namespace Portal.Web.Shared.Problems;

/// <summary>A refusal as an endpoint's answer.</summary>
internal sealed class ProblemResult(Refusal refusal) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext) => ProblemWriter.Write(httpContext, refusal);
}

/// <summary>What an endpoint makes of a port's outcome: its answer, or the problem.</summary>
internal static class OutcomeResults
{
    public static IResult Answer<T>(this Outcome<T> outcome, Func<T, IResult> answer) =>
        outcome.TryGet(out var value, out var refusal) ? answer(value) : new ProblemResult(refusal);

    /// <summary>204, or the problem.</summary>
    public static IResult NoContent<T>(this Outcome<T> outcome) => outcome.Answer(_ => Results.NoContent());
}
