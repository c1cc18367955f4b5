namespace Portal.Infrastructure.Ehr.Smart;

/// <summary>The signatures that SMART Backend Services ask for (RFC 7518 section 3), by their registered names, the preferred one first.</summary>
internal enum ClientAlgorithm
{
    /// <summary>ECDSA on P-384 with SHA-384.</summary>
    ES384 = 1,

    /// <summary>RSASSA-PKCS1-v1_5 with SHA-384.</summary>
    RS384 = 2,
}
