namespace Portal.Domain.Identity;

/// <summary>Who the columns of the matrix are. A clinician stands in the column that the membership says.</summary>
public enum MatrixColumn
{
    Patient,
    Proxy,
    ClinicianInside,
    ClinicianOutside,
    Coordinator,
    Supervisor,
    Administrator,
    Auditor,
    Integration,
    System,
}

/// <summary>What one column may do in one row.</summary>
public enum Cell
{
    No,
    Yes,

    /// <summary>Y, but never about oneself.</summary>
    YesNotOwn,

    /// <summary>o: the own thing.</summary>
    Own,

    /// <summary>o, once the care team has shared it.</summary>
    OwnShared,

    /// <summary>p: within an active proxy grant.</summary>
    Proxy,

    /// <summary>p, once the care team has shared it.</summary>
    ProxyShared,

    /// <summary>o of a message: the own message in the own conversation.</summary>
    OwnAuthor,
    ProxyAuthor,

    /// <summary>t: the own care team.</summary>
    Team,
    TeamAuthor,
    TeamAuthorOrModerator,
    TeamModerator,

    /// <summary>t with a fresh proof of identity.</summary>
    TeamStepUp,

    /// <summary>Y with a fresh proof of identity.</summary>
    YesStepUp,

    /// <summary>The care teams supervised.</summary>
    Unit,

    /// <summary>The care teams supervised, without content.</summary>
    UnitMetadata,

    /// <summary>B: only while a break-glass grant runs; never by a delegated session.</summary>
    BreakGlass,

    /// <summary>B, and only the own thing.</summary>
    BreakGlassOwn,

    /// <summary>m: ids, staff names, times and counts.</summary>
    Metadata,

    /// <summary>2: with a second person.</summary>
    Second,

    /// <summary>s: with the row's scope, and only patients of the integration's own identifier systems or conversations its bot was added to.</summary>
    Scope,

    /// <summary>s where no patient is concerned: by the integration's own key, never by its bot's session.</summary>
    ScopeOnly,
}

/// <summary>
/// One row: ten cells, in the order of <see cref="MatrixColumn"/>, and the scopes of which an integration needs any one (none named: any integration).
/// </summary>
public sealed record MatrixRow(
    Cell Patient,
    Cell Proxy,
    Cell ClinicianInside,
    Cell ClinicianOutside,
    Cell Coordinator,
    Cell Supervisor,
    Cell Administrator,
    Cell Auditor,
    Cell Integration,
    Cell System,
    IntegrationScopes Scope = IntegrationScopes.None)
{
    /// <summary>
    /// What the row is about is no secret (the house, lists, the own account, a session asked for): a refusal says forbidden. Where it is
    /// false the row is about one thing of care, and whoever has no standing towards it must not learn that it exists.
    /// </summary>
    public bool IsOpenlyRefused { get; init; }

    /// <summary>Signing, exporting, administering and breaking glass: never by a host's token for a linked practitioner, whatever the cells say.</summary>
    public bool IsNeverDelegated { get; init; }

    public Cell For(MatrixColumn column) => column switch
    {
        MatrixColumn.Patient => Patient,
        MatrixColumn.Proxy => Proxy,
        MatrixColumn.ClinicianInside => ClinicianInside,
        MatrixColumn.ClinicianOutside => ClinicianOutside,
        MatrixColumn.Coordinator => Coordinator,
        MatrixColumn.Supervisor => Supervisor,
        MatrixColumn.Administrator => Administrator,
        MatrixColumn.Auditor => Auditor,
        MatrixColumn.Integration => Integration,
        MatrixColumn.System => System,
    };
}
