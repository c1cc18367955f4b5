using Portal.Domain.Shared;

namespace Portal.Domain.Identity.Staff;

/// <summary>What only the console can do: the first administrators, whom nobody can invite.</summary>
public interface IOrganisationSetup
{
    /// <summary>
    /// Makes an administrator without a password, and the link by which the person chooses one. Works while there are fewer than two active
    /// administrators, since two are needed to make a third.
    /// </summary>
    [DecidesNothing("a console command of whoever holds the connection strings and the keys")]
    Task<Outcome<NewAdministrator>> CreateAdministrator(NewStaff person, CancellationToken cancel);
}

/// <summary><paramref name="Link"/> is shown once on the console: one password, 7 days. <paramref name="Actor"/> is who the rest of the setup is done by.</summary>
public sealed record NewAdministrator(Actor Actor, Uri Link)
{
    public override string ToString() => $"NewAdministrator:{Actor.PersonId}";
}
