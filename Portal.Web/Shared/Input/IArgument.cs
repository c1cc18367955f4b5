using Portal.Domain.Shared;

namespace Portal.Web.Shared.Input;

/// <summary>A part of a request as an endpoint takes it: read, or refused. <see cref="ReadArguments"/> answers the refusals, so that an endpoint runs only with what was read.</summary>
internal interface IArgument
{
    Refusal? Refusal { get; }
}

/// <summary>
/// Stands before every endpoint of the API: a query parameter nobody reads is refused, and so is whatever could not be read. What is wrong with
/// path, query and body is told at once.
/// </summary>
internal static class ReadArguments
{
    public static ValueTask<object?> Check(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var refusal = Refusal(context);
        return refusal is null ? next(context) : ValueTask.FromResult<object?>(new Problems.ProblemResult(refusal));
    }

    private static Refusal? Refusal(EndpointFilterInvocationContext context)
    {
        var refusals = context.Arguments.OfType<IArgument>().Select(argument => argument.Refusal).OfType<Refusal>().ToList();
        if (refusals.Find(refusal => refusal.Kind != RefusalKind.Validation) is { } other) return other;
        if (QueryNames.Unknown(context.HttpContext) is { } unknown) refusals.Add(unknown);
        return refusals.Count switch
        {
            0 => null,
            1 => refusals[0],
            _ => new(RefusalKind.Validation, Errors: Merge(refusals)),
        };
    }

    private static Dictionary<string, string[]> Merge(List<Refusal> refusals) =>
        refusals.SelectMany(refusal => refusal.Errors ?? new Dictionary<string, string[]>(StringComparer.Ordinal))
            .GroupBy(error => error.Key, StringComparer.Ordinal)
            .ToDictionary(errors => errors.Key, errors => errors.SelectMany(error => error.Value).ToArray(), StringComparer.Ordinal);
}
