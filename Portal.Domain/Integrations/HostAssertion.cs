using System.Text.Json.Serialization;
using Portal.Domain.Patients;
using Portal.Domain.Shared;

namespace Portal.Domain.Integrations;

/// <summary>
/// What a host has signed, after it was verified: this person is in front of this page. It opens one session, once. It names a patient, so
/// it prints as its issuer and is not serialised.
/// </summary>
[JsonConverter(typeof(NotForJson<HostAssertion>))]
public sealed record HostAssertion
{
    /// <summary>Characters of the whole compact form; more is too large (413).</summary>
    public const int Limit = 16 * 1024;

    public const int JwtIdLimit = 200;

    /// <summary>The longest that <c>exp</c> may lie behind <c>iat</c>.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(300);

    /// <summary>How far two clocks may differ, either way.</summary>
    public static readonly TimeSpan Skew = TimeSpan.FromSeconds(60);

    public required IntegrationId Issuer { get; init; }

    /// <summary>Accepted once per issuer.</summary>
    public required string JwtId { get; init; }

    /// <summary>From here on the assertion is refused anyway: as long as its <see cref="JwtId"/> must be remembered.</summary>
    public required DateTimeOffset UsableUntil { get; init; }

    public required Identifier Patient { get; init; }

    /// <summary>The related person who acts for the patient (<c>act</c>); null where the patient acts.</summary>
    public Identifier? RelatedPerson { get; init; }

    /// <summary>Well formed; whether the issuer has registered it is the caller's to ask.</summary>
    public required string Origin { get; init; }

    /// <summary>The patient's.</summary>
    public HumanName? Name { get; init; }

    /// <summary>The patient's.</summary>
    public DateOnly? BirthDate { get; init; }

    /// <summary>A language tag (BCP 47).</summary>
    public string? Language { get; init; }

    /// <summary>The identifier of the care team whose conversation is to be opened.</summary>
    public string? CareTeam { get; init; }

    /// <summary>The same session as its issuer's key would ask for.</summary>
    public PatientSessionRequest ToRequest() => new()
    {
        Patient = Patient,
        Name = Name,
        BirthDate = BirthDate,
        Language = Language,
        RelatedPerson = RelatedPerson is null ? null : new RelatedPersonRequest(RelatedPerson, null, null),
        Conversation = CareTeam is null ? null : new ConversationRequest(CareTeam, null),
        Origin = Origin,
    };

    public override string ToString() => $"HostAssertion of {Issuer}";
}
