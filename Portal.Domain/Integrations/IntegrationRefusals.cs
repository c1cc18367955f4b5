using Portal.Domain.Shared;

namespace Portal.Domain.Integrations;

/// <summary>Every no of integrations that is neither about form nor about access.</summary>
public static class IntegrationRefusals
{
    public static readonly Refusal KidInUse = new(RefusalKind.Conflict, "kid-in-use");
    public static readonly Refusal TooManyKeys = Refusal.Rule("too-many-keys");

    /// <summary>It was replaced already, or revoked: only a key that stands is replaced.</summary>
    public static readonly Refusal KeyNotCurrent = Refusal.Rule("key-not-current");

    /// <summary>Another integration has registered the identifier system.</summary>
    public static readonly Refusal SystemTaken = new(RefusalKind.Conflict, "system-taken");

    /// <summary>People are known by identifiers of that system, so it stays for the kind of people it is for.</summary>
    public static readonly Refusal SystemInUse = new(RefusalKind.Conflict, "system-in-use");

    /// <summary>Somebody else has linked that identifier.</summary>
    public static readonly Refusal IdentifierTaken = new(RefusalKind.Conflict, "identifier-taken");

    /// <summary>No active integration has registered that system for practitioners.</summary>
    public static readonly Refusal UnknownSystem = Refusal.Rule("unknown-identifier-system");
}
