using Portal.Domain.Identity;
using Portal.Domain.Shared;

namespace Portal.Domain.CareTeams.Import;

/// <summary>
/// Staff from a file: UTF-8 CSV (RFC 4180, comma or semicolon) with the columns <c>userName,email,displayName,roles,careTeams,from,to</c>. Who is known by the user
/// name is changed to what the line says, everybody else is invited; nobody is taken away. Refusals of the whole file are in <see cref="ImportRules"/>; what is wrong with
/// lines stands in the plan. Neither logs nor the audit hold a word of a file.
/// </summary>
public interface IStaffImport
{
    /// <summary>What <see cref="Apply"/> would do now; nothing is changed.</summary>
    [Decides(CareAction.ManageStaff)]
    Task<Outcome<ImportPlan>> Check(Actor actor, ReadOnlyMemory<byte> csv, CancellationToken cancel);

    /// <summary>
    /// Does it, all in one transaction or nothing: refused as <c>import-changed</c> where it would not do what <paramref name="planHash"/> was given for, and as
    /// <c>import-lines-wrong</c> while a line is wrong.
    /// </summary>
    [Decides(CareAction.ManageStaff)]
    Task<Outcome<ImportResult>> Apply(Actor actor, ReadOnlyMemory<byte> csv, string planHash, CancellationToken cancel);
}

/// <summary>What a file comes to, as staff and care teams stand. <paramref name="Hash"/> is of the file and of all that would be done.</summary>
public sealed record ImportPlan(string Hash, IReadOnlyList<ImportLine> Lines, IReadOnlyList<ImportError> Errors)
{
    public int Count(ImportKind kind) => Lines.Count(line => line.Kind == kind);

    /// <summary>Who would be somebody else to the portal first - other roles, another address - and whom nothing happens to last; as in the file among those.</summary>
    public IEnumerable<ImportLine> ByWeight() => Lines.OrderBy(line => line.ChangesRoles || line.Address is not null ? 0 : line.Kind == ImportKind.Unchanged ? 2 : 1);
}

public enum ImportKind
{
    Invited,
    Changed,
    Unchanged,
}

/// <summary>
/// What becomes of one line; <paramref name="Line"/> as an editor counts, from 1, the header being the first. <paramref name="Requested"/> waits for a second
/// administrator; <paramref name="CareTeams"/> are the names of those that the person is to belong to.
/// </summary>
public sealed record ImportLine(int Line, ImportKind Kind, string UserName, string DisplayName, StaffRoles Roles, StaffRoles Requested, IReadOnlyList<string> CareTeams)
{
    /// <summary>Of somebody known.</summary>
    public bool ChangesRoles { get; init; }

    /// <summary>Null where it stays.</summary>
    public AddressChange? Address { get; init; }

    public override string ToString() => $"{Line} {Kind}";
}

/// <summary>Where somebody's mails go, and where they would go.</summary>
public sealed record AddressChange(string Old, string New)
{
    public override string ToString() => nameof(AddressChange);
}

/// <summary>What is wrong with a line, by its place and a code: never by what stands there.</summary>
public sealed record ImportError(int Line, string Column, ImportFault Fault);

public sealed record ImportResult(int Invited, int Changed, int Unchanged);

public enum ImportFault
{
    /// <summary>The first line does not name the columns.</summary>
    Header,

    /// <summary>A quote that nothing closes, or text behind one.</summary>
    Quote,

    /// <summary>More or fewer cells than columns.</summary>
    Cells,

    /// <summary>It begins as a formula of a spreadsheet does: <c>=</c>, <c>+</c>, <c>-</c>, <c>@</c>, a tab.</summary>
    Formula,
    UserName,
    Email,
    DisplayName,
    Roles,
    CareTeam,
    Date,

    /// <summary>The end is before the beginning, or past.</summary>
    Period,

    /// <summary>Another line has the same user name or mail address.</summary>
    Twice,

    /// <summary>Somebody else has this mail address.</summary>
    Taken,

    /// <summary>Nobody changes the own account.</summary>
    Own,

    /// <summary>The account is suspended: it is let in again by hand, or stays out of the file.</summary>
    Suspended,

    /// <summary>Nobody would be left to administrate.</summary>
    LastAdministrator,

    /// <summary>An integration gives no such role, and changes nobody who has it.</summary>
    NotYours,
}
