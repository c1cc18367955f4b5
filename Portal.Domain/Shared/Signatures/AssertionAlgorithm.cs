namespace Portal.Domain.Shared.Signatures;

/// <summary>
/// The signatures that are accepted (RFC 7518 section 3), by their registered names. Which one holds is a property of the registered key, never
/// of what arrives: neither <c>none</c> nor a keyed hash has a member here, so neither can be asked for.
/// </summary>
public enum AssertionAlgorithm
{
    /// <summary>ECDSA on P-256 with SHA-256.</summary>
    ES256 = 1,

    /// <summary>ECDSA on P-384 with SHA-384.</summary>
    ES384 = 2,

    /// <summary>RSASSA-PKCS1-v1_5 with SHA-256.</summary>
    RS256 = 3,

    /// <summary>RSASSA-PSS with SHA-256 and a salt of 32 bytes.</summary>
    PS256 = 4,
}
