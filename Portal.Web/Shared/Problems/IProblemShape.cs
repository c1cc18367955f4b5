namespace Portal.Web.Shared.Problems;

/// <summary>Metadata of endpoints whose standard gives errors another shape than <c>application/problem+json</c>: every refusal of theirs is written by it.</summary>
internal interface IProblemShape
{
    Task Write(HttpContext context, ProblemType type, string? reason, IReadOnlyDictionary<string, string[]>? errors);
}
