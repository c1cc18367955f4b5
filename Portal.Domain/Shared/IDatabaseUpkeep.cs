using Portal.Domain.Identity;

namespace Portal.Domain.Shared;

/// <summary>What the operator does to the databases from the console; needs the owners' connection strings.</summary>
public interface IDatabaseUpkeep
{
    /// <summary>
    /// Brings both databases to this program's version and sets what the runtime roles may do: no UPDATE or DELETE on audit and events.
    /// Running it again changes nothing.
    /// </summary>
    [DecidesNothing("a console command of whoever holds the owners' connection strings")]
    Task Migrate(CancellationToken cancel);

    /// <summary>Null when both databases answer and are of this program's version, else one line that says what to do.</summary>
    [DecidesNothing("asked at start, carries no data")]
    Task<string?> Objection(CancellationToken cancel);
}

/// <summary>Something the portal needs, as the health page asks it.</summary>
public interface IDependencyCheck
{
    string Name { get; }

    /// <summary>Completes when the dependency answers; throws when it does not.</summary>
    [DecidesNothing("carries no data")]
    Task Check(CancellationToken cancel);
}
