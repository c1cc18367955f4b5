using Portal.Domain.Shared;

namespace Portal.Domain.Identity.SignIn;

/// <summary>
/// What a member of staff does with the own account, signed in at the portal itself: never through a host's delegated session. Changing a factor needs a
/// fresh proof (<see cref="Refusal.Reauthenticate"/>).
/// </summary>
public interface IOwnAccount
{
    [Decides(CareAction.ManageOwnAccount)]
    Task<Outcome<OwnAccount>> Get(Actor actor, CancellationToken cancel);

    /// <summary>Proves again who is there, by password, by a code of the app or by a passkey: acts that need it are open for five minutes.</summary>
    [Decides(CareAction.ManageOwnAccount)]
    Task<Outcome<Done>> Confirm(Actor actor, Proof proof, CancellationToken cancel);

    /// <summary>Ends every other session of the account.</summary>
    [Decides(CareAction.ManageOwnAccount)]
    Task<Outcome<Done>> ChangePassword(Actor actor, string current, string next, CancellationToken cancel);

    /// <summary>A new secret beside the one in use, which stays until the new one is confirmed. It is this session's alone: another is shown another one.</summary>
    [Decides(CareAction.ManageOwnAccount)]
    Task<Outcome<Enrolment>> BeginSecondFactor(Actor actor, CancellationToken cancel);

    /// <summary>Takes the new secret into use; the answer is ten new recovery codes, the old ones are gone.</summary>
    [Decides(CareAction.ManageOwnAccount)]
    Task<Outcome<IReadOnlyList<string>>> ConfirmSecondFactor(Actor actor, string code, CancellationToken cancel);

    [Decides(CareAction.ManageOwnAccount)]
    Task<Outcome<IReadOnlyList<string>>> NewRecoveryCodes(Actor actor, CancellationToken cancel);
}

/// <summary>Exactly one of the three.</summary>
public sealed record Proof(string? Password, string? Code, PasskeyAnswer? Passkey = null)
{
    public override string ToString() => "Proof";
}

public sealed record OwnAccount(string UserName, string Email, string DisplayName, StaffRoles Roles, DateTimeOffset? SecondFactorSince, int RecoveryCodesLeft, bool MustHaveSecondFactor, int Passkeys = 0);
