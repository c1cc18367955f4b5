using Portal.Domain.Shared;

namespace Portal.Domain.Identity.SignIn;

/// <summary>
/// Signing in at the portal, one step at a time. Whatever is wrong with an attempt (nobody of that name, a wrong password or code, a suspended or
/// locked account) is the one refusal <see cref="SignInRefusals.NotSignedIn"/>, takes the same time, and is told apart only in the audit.
/// Attempts are counted before they are looked at, so that many at once are not more than a few.
/// </summary>
public interface IStaffSignIn
{
    /// <summary>Whether somebody has signed in in this browser before, whoever it was; never for a token that was not given out here.</summary>
    [DecidesNothing("asked before anybody is known")]
    Task<bool> IsKnown(Browser browser, CancellationToken cancel);

    [DecidesNothing("asked before anybody is known")]
    Task<Outcome<SignInStep>> WithPassword(PasswordAttempt attempt, CancellationToken cancel);

    /// <summary>Six digits of the authenticator app; each code is good once.</summary>
    [DecidesNothing("the ticket is the proof of the password")]
    Task<Outcome<SignInStep>> WithCode(string ticket, string code, Browser browser, CancellationToken cancel);

    /// <summary>One of the ten recovery codes; each is good once.</summary>
    [DecidesNothing("the ticket is the proof of the password")]
    Task<Outcome<SignInStep>> WithRecoveryCode(string ticket, string code, Browser browser, CancellationToken cancel);

    /// <summary>
    /// What the authenticator app must be told; the same for this ticket, and for no other, until it is confirmed. Refused as <see cref="SignInRefusals.TicketOver"/> where the account has a
    /// second factor already.
    /// </summary>
    [DecidesNothing("the ticket is the proof of the password")]
    Task<Outcome<Enrolment>> Enrolment(string ticket, CancellationToken cancel);

    /// <summary>Confirms the app by its first code; signs in, and gives the recovery codes this one time.</summary>
    [DecidesNothing("the ticket is the proof of the password")]
    Task<Outcome<Enrolled>> Enrol(string ticket, string code, Browser browser, CancellationToken cancel);

    /// <summary>Ends the actor's own session.</summary>
    [Decides(CareAction.EndOwnSessions)]
    Task<Outcome<Done>> SignOut(Actor actor, CancellationToken cancel);
}

/// <summary>
/// Where an attempt comes from: the network address, and the token of a browser in which the same person has signed in before. A known browser has a
/// count of its own, so that strangers who guess lock out strangers and not the person.
/// </summary>
public sealed record Browser(string? Address, string? Device = null)
{
    public override string ToString() => $"Browser:{Address}";
}

public sealed record PasswordAttempt(string UserName, string Password, Browser Browser)
{
    public override string ToString() => "PasswordAttempt";
}

/// <summary>What comes next.</summary>
public enum SignInStage
{
    SignedIn,
    CodeNeeded,
    EnrolmentNeeded,
}

/// <summary>
/// <paramref name="SignedIn"/> is set at the end; <paramref name="Ticket"/> before it: ten minutes, opaque, stored as a keyed hash, good for the next
/// step of this one sign-in.
/// </summary>
public sealed record SignInStep(SignInStage Stage, SignedIn? SignedIn = null, string? Ticket = null)
{
    public override string ToString() => $"SignInStep:{Stage}";
}

/// <summary>A new session, and the token by which this browser is known next time.</summary>
public sealed record SignedIn(PersonId Person, SessionId Session, string Device)
{
    public override string ToString() => $"SignedIn:{Person}";
}

/// <summary>
/// For the authenticator app: <paramref name="Secret"/> in base32 for typing, <paramref name="Uri"/> (<c>otpauth://totp/...</c>) for a QR code.
/// </summary>
public sealed record Enrolment(string Secret, string Uri)
{
    public override string ToString() => "Enrolment";
}

public sealed record Enrolled(SignedIn SignedIn, IReadOnlyList<string> RecoveryCodes)
{
    public override string ToString() => $"Enrolled:{SignedIn.Person}";
}
