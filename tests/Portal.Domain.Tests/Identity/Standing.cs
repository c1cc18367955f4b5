using Portal.Domain.Identity;

namespace Portal.Domain.Tests.Identity;

/// <summary>Ways to stand to a thing: the ones with a name, and every combination of everything that can be known.</summary>
internal static class Standing
{
    private static readonly Func<AccessFacts, AccessFacts>[] Each =
    [
        facts => facts with { IsOwn = true },
        facts => facts with { HasProxyGrant = true },
        facts => facts with { IsTeamMember = true },
        facts => facts with { IsModerator = true },
        facts => facts with { Supervises = true },
        facts => facts with { HasBreakGlass = true },
        facts => facts with { IsAuthor = true },
        facts => facts with { IntegrationReaches = true },
        facts => facts with { IsTeamConversation = true },
        facts => facts with { IsShared = true },
        facts => facts with { SecondPersonApproved = true },
        facts => facts with { RecentlyAuthenticated = true },
    ];

    public static readonly AccessFacts Own = new() { IsOwn = true, HasProxyGrant = true, IsAuthor = true, IsShared = true };
    public static readonly AccessFacts Team = new() { IsTeamMember = true };
    public static readonly AccessFacts BreakGlass = new() { HasBreakGlass = true };
    public static readonly AccessFacts Unit = new() { Supervises = true };
    public static readonly AccessFacts Integration = new() { IntegrationReaches = true };

    /// <summary>Another's patient, another integration's patient, nothing at all: the policy is told nothing that would tell them apart.</summary>
    public static readonly AccessFacts Stranger = AccessFacts.None;

    public static readonly IReadOnlyDictionary<string, AccessFacts> Named = new Dictionary<string, AccessFacts>(StringComparer.Ordinal)
    {
        ["own"] = Own,
        ["team"] = Team,
        ["break-glass"] = BreakGlass,
        ["unit"] = Unit,
        ["own integration"] = Integration,
        ["other patient"] = Stranger with { IsShared = true, SecondPersonApproved = true, RecentlyAuthenticated = true },
        ["other integration"] = Stranger with { RecentlyAuthenticated = true },
        ["none"] = Stranger,
    };

    /// <summary>All 4,096 combinations.</summary>
    public static readonly IReadOnlyList<AccessFacts> Every = Enumerable.Range(0, 1 << Each.Length)
        .Select(bits => Each.Where((_, index) => (bits & (1 << index)) != 0).Aggregate(AccessFacts.None, (facts, add) => add(facts)))
        .ToList();

    /// <summary>The reader's guard: a fact added to the record must be added here, or the walk would be blind to it.</summary>
    public static int KnownFacts => Each.Length;
}
