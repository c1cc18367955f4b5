using Portal.Domain.Shared;

namespace Portal.Domain.Identity.SignIn;

/// <summary>
/// Passkeys of staff (WebAuthn, level 3): a key in the person's device or security key, bound to the portal's own origin and used only after the device
/// has verified the person, so that one is both factors. A ceremony has two steps: a challenge, good once and for five minutes, and what the browser
/// makes of it. Whatever is wrong with an answer is the one refusal <see cref="SignInRefusals.PasskeyRefused"/>, told apart only in the audit.
/// </summary>
public interface IPasskeys
{
    /// <summary>What the browser makes a passkey from; needs a fresh proof (<see cref="Refusal.Reauthenticate"/>).</summary>
    [Decides(CareAction.ManageOwnAccount)]
    Task<Outcome<PasskeyChallenge>> BeginAdding(Actor actor, CancellationToken cancel);

    /// <summary>Keeps the passkey under a name of the person's own choice; needs a fresh proof. The person hears of it by mail.</summary>
    [Decides(CareAction.ManageOwnAccount)]
    Task<Outcome<Done>> Add(Actor actor, PasskeyAnswer answer, string name, CancellationToken cancel);

    /// <summary>The own passkeys, oldest first.</summary>
    [Decides(CareAction.ManageOwnAccount)]
    Task<Outcome<IReadOnlyList<PasskeyLine>>> List(Actor actor, CancellationToken cancel);

    /// <summary>
    /// Removes one of the own, and nothing where it is none of them (any more); needs a fresh proof. Refused as <see cref="SignInRefusals.LastFactor"/> where nothing but the password would be left.
    /// </summary>
    [Decides(CareAction.ManageOwnAccount)]
    Task<Outcome<Done>> Remove(Actor actor, string passkey, CancellationToken cancel);

    /// <summary>For <see cref="IOwnAccount.Confirm"/>: a challenge that the own passkeys alone can answer.</summary>
    [Decides(CareAction.ManageOwnAccount)]
    Task<Outcome<PasskeyChallenge>> BeginProof(Actor actor, CancellationToken cancel);

    /// <summary>A challenge for whoever holds a passkey of this portal; it names nobody.</summary>
    [DecidesNothing("asked before anybody is known")]
    Task<PasskeyChallenge> BeginSignIn(CancellationToken cancel);

    /// <summary>Both factors at once. Where the hospital's provider came before, <paramref name="ticket"/> is that sign-in's, and what waits in it is done.</summary>
    [DecidesNothing("the signature is the credential")]
    Task<Outcome<SignInStep>> SignIn(PasskeyAnswer answer, string? ticket, Browser browser, CancellationToken cancel);
}

/// <summary>
/// <paramref name="Token"/> names the ceremony and comes back with the answer; <paramref name="Options"/> is the JSON of
/// <c>PublicKeyCredentialCreationOptions</c> or <c>PublicKeyCredentialRequestOptions</c> for the browser.
/// </summary>
public sealed record PasskeyChallenge(string Token, string Options)
{
    public override string ToString() => "PasskeyChallenge";
}

/// <summary>The ceremony's token, and the JSON of the <c>PublicKeyCredential</c> that the browser made.</summary>
public sealed record PasskeyAnswer(string Token, string Credential)
{
    /// <summary>More than any authenticator sends.</summary>
    public const int LongestCredential = 32 * 1024;

    public override string ToString() => "PasskeyAnswer";
}

/// <summary><paramref name="IsSynced"/>: the device's maker keeps a copy, so that the person's other devices have it too.</summary>
public sealed record PasskeyLine(string Id, string Name, DateTimeOffset AddedAt, bool IsSynced);

/// <summary>What a passkey may be called, and how many one person may have.</summary>
public static class PasskeyRules
{
    public const int LongestName = 60;
    public const int Most = 10;

    /// <summary>Null when the name may stand.</summary>
    public static Refusal? Objection(string name) =>
        name.Trim() is { Length: > 0 and <= LongestName } trimmed && !trimmed.Any(char.IsControl) ? null : Refusal.Invalid("name", $"must be 1 to {LongestName} characters");

    /// <summary>Whether something would be left beside the password: the app, another passkey, or the hospital's own sign-in.</summary>
    public static bool MayRemove(bool hasApp, int passkeys, bool hasProvider) => hasApp || hasProvider || passkeys > 1;
}
