using Portal.Domain.Shared;

namespace Portal.Domain.Identity.SignIn;

/// <summary>Every no of signing in and of the own account.</summary>
public static class SignInRefusals
{
    /// <summary>The one answer to every attempt that fails, whatever the reason.</summary>
    public static readonly Refusal NotSignedIn = new(RefusalKind.Unauthorized, "not-signed-in");

    /// <summary>The password was proven too long ago, or the ticket was used: begin again.</summary>
    public static readonly Refusal TicketOver = new(RefusalKind.Unauthorized, "ticket-over");

    /// <summary>The link of a mail was used, is too old, or never was.</summary>
    public static readonly Refusal LinkOver = Refusal.Rule("link-over");

    /// <summary>The first code of a new authenticator app is not the one expected.</summary>
    public static readonly Refusal WrongCode = Refusal.Rule("wrong-code");

    /// <summary>The second factor is required here, and cannot be taken off.</summary>
    public static readonly Refusal SecondFactorRequired = Refusal.Rule("second-factor-required");

    /// <summary>There is nothing to confirm: begin the enrolment first.</summary>
    public static readonly Refusal NotBegun = Refusal.Rule("not-begun");

    /// <summary>The one answer to every passkey that is not accepted, whatever the reason.</summary>
    public static readonly Refusal PasskeyRefused = new(RefusalKind.Unauthorized, "passkey-refused");

    /// <summary>Nothing but the password would be left.</summary>
    public static readonly Refusal LastFactor = Refusal.Rule("last-factor");

    /// <summary>The person has <see cref="PasskeyRules.Most"/> passkeys already.</summary>
    public static readonly Refusal TooManyPasskeys = Refusal.Rule("too-many-passkeys");

    /// <summary>The new password cannot be taken; why is <see cref="PasswordObjection"/>'s code.</summary>
    public static Refusal Password(PasswordObjection objection) => new(RefusalKind.Validation, PasswordRules.Code(objection));
}
