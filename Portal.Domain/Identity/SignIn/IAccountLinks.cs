using Portal.Domain.Shared;

namespace Portal.Domain.Identity.SignIn;

/// <summary>
/// The links of mails: an invitation (7 days) and a forgotten password (30 minutes). The code in one is 256 random bits, stored as a keyed hash, good
/// for one password. Looking at a link does not use it up, since mail systems open links before people do.
/// </summary>
public interface IAccountLinks
{
    /// <summary>
    /// Mails a link where an active account has that user name or mail address; says nothing and takes the same time where none has. Links mailed before
    /// stay good until one of them is used: three at most at once, a minute apart.
    /// </summary>
    [DecidesNothing("asked before anybody is known")]
    Task RequestPasswordReset(string userNameOrEmail, Browser browser, CancellationToken cancel);

    /// <summary>Whose link it is, null when it is no good.</summary>
    [DecidesNothing("the code is the credential")]
    Task<AccountLink?> Look(string code, CancellationToken cancel);

    /// <summary>
    /// Sets the password, uses the link up and ends every session of the account. The sign-in goes on behind the password: a second factor is asked for,
    /// or enrolled.
    /// </summary>
    [DecidesNothing("the code is the credential")]
    Task<Outcome<SignInStep>> SetPassword(string code, string password, Browser browser, CancellationToken cancel);
}

public enum AccountLinkPurpose
{
    Invitation,
    PasswordReset,
}

public sealed record AccountLink(AccountLinkPurpose Purpose, string UserName, string DisplayName);
