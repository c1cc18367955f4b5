using Portal.Domain.Shared;

namespace Portal.Domain.Identity;

/// <summary>What kind of someone acts; on the wire the same words in camel case.</summary>
public enum ActorKind
{
    Patient = 1,
    RelatedPerson = 2,
    Practitioner = 3,
    System = 4,
    Bot = 5,
    Integration = 6,
}

/// <summary>What a member of staff may be, several at once. Patients, related persons and integrations have no role: their kind says all.</summary>
[Flags]
public enum StaffRoles
{
    None = 0,

    /// <summary>The screen says "clinician".</summary>
    Practitioner = 1,

    /// <summary>Nurse or front desk.</summary>
    Coordinator = 2,
    Supervisor = 4,
    Administrator = 8,
    Auditor = 16,
}

/// <summary>What an integration's key opens.</summary>
[Flags]
public enum IntegrationScopes
{
    None = 0,
    SessionsPatient = 1,
    SessionsPractitioner = 2,
    ConversationsRead = 4,
    ConversationsWrite = 8,
    KeysManage = 16,
    WebhooksManage = 32,
    VisitsWrite = 64,
    PeopleManage = 128,
}

/// <summary>
/// Who acts, as the edge has proven it from a credential: first parameter of every port. It carries no permission; every port decides
/// again from the facts in the database. It prints as ids only.
/// </summary>
public sealed record Actor
{
    public required ActorKind Kind { get; init; }

    /// <summary>The person; of an integration's own key, the id of the integration's bot account.</summary>
    public required PersonId PersonId { get; init; }

    /// <summary>The name others see beside what this person writes.</summary>
    public ClinicalText DisplayName { get; init; }

    /// <summary>Roles as they stood when the credential was last looked at; never older than five seconds.</summary>
    public StaffRoles Roles { get; init; }

    /// <summary>The integration whose key or session this is; null for staff signed in at the portal.</summary>
    public IntegrationId? Integration { get; init; }

    public IntegrationScopes Scopes { get; init; }

    /// <summary>The patient a session of a patient or related person is for; both may reach only this patient.</summary>
    public PersonId? Patient { get; init; }

    /// <summary>True where a host's token stands for a linked practitioner: it never signs, exports, administers or breaks glass.</summary>
    public bool IsDelegated { get; init; }

    public SessionId? Session { get; init; }

    /// <summary>When the person last proved who is there; acts that need a fresh proof compare with it.</summary>
    public DateTimeOffset? AuthenticatedAt { get; init; }

    /// <summary>The network address the call came from, for the audit; null inside the portal.</summary>
    public string? Address { get; init; }

    public bool IsStaff => Kind == ActorKind.Practitioner;

    public bool IsPatientSide => Kind is ActorKind.Patient or ActorKind.RelatedPerson;

    /// <summary>The portal itself, for sweepers and commands.</summary>
    public static readonly Actor System = new() { Kind = ActorKind.System, PersonId = PersonId.System, DisplayName = new("System") };

    public bool Has(StaffRoles role) => (Roles & role) != StaffRoles.None;

    public override string ToString() => $"{Kind}:{PersonId}";
}
