using Portal.Architecture.Tests.Reading;

namespace Portal.Architecture.Tests.Rules;

/// <summary>No type names one of a ring above its own.</summary>
internal static class RingRule
{
    public static IEnumerable<string> Violations(Codebase code) =>
        from type in code.Types
        where type.Namespace != Rings.SqlOfAll
        let ring = Rings.Of(type.Namespace)
        from used in type.Uses
        where used.Namespace != Rings.SqlOfAll && IsOurs(used)
        where ring is null || Rings.Of(used.Namespace) is not { } other || other > ring
        select $"{type} names {used}";

    private static bool IsOurs(Named used) => used.Namespace.StartsWith("Portal.", StringComparison.Ordinal) || used is { Namespace: "", Name: "Program" };
}
