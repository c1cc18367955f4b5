using System.Diagnostics.CodeAnalysis;
using Portal.Infrastructure.Ehr.Fhir.Resources;

namespace Portal.Infrastructure.Ehr.Fhir.Exchange;

/// <summary>
/// What came of one request. Whether a write may have been carried out is what the cases tell apart: <see cref="NotSent"/> and <see cref="NotAdmitted"/>
/// never, <see cref="NoAnswer"/> perhaps, <see cref="Answer"/> as its status says.
/// </summary>
internal abstract record FhirReply
{
    private FhirReply()
    {
    }

    public sealed override string ToString() => GetType().Name;

    /// <summary>Nothing of a write's body left this machine: sending it again cannot write it twice.</summary>
    internal sealed record NotSent(TransportFault Fault) : FhirReply
    {
        /// <summary>How long the token endpoint asks to be left alone.</summary>
        public TimeSpan? RetryAfter { get; init; }
    }

    /// <summary>It left, and what became of it is not known: a write may have been carried out.</summary>
    internal sealed record NoAnswer(TransportFault Fault) : FhirReply;

    /// <summary>The server or its token endpoint does not take who we are: nothing was done, and nothing will be until a person changes it.</summary>
    /// <param name="Fault">What is to be changed.</param>
    /// <param name="Said">The answer that said so, where the FHIR server did.</param>
    internal sealed record NotAdmitted(CredentialFault Fault, Answer? Said = null) : FhirReply;

    /// <summary>The server's word. With a 2xx status it was carried out, even where the body was lost.</summary>
    internal sealed record Answer(int Status) : FhirReply
    {
        /// <summary>Empty unless <see cref="BodyState"/> is whole.</summary>
        public ReadOnlyMemory<byte> Body { get; init; }

        public BodyState BodyState { get; init; }

        /// <summary>As it came: <c>W/"1"</c>.</summary>
        public string? ETag { get; init; }

        /// <summary>Where it says the resource is, relative addresses made whole; null where it is none or of another origin.</summary>
        public ResourceAddress? Location { get; init; }

        /// <summary>How long it asks to be left alone.</summary>
        public TimeSpan? RetryAfter { get; init; }

        /// <summary>It says that the token's scope is what is missing (RFC 6750 section 3.1, <c>insufficient_scope</c>).</summary>
        public bool LacksScope { get; init; }

        /// <summary>What it says in an OperationOutcome; null where the body is none.</summary>
        public OutcomeWords? Outcome { get; init; }

        public bool IsSuccess => Status is >= 200 and < 300;

        /// <summary>The version that the ETag names; null where it names none.</summary>
        public string? Version => ETags.VersionOf(ETag);

        /// <summary>The resource in the body. False, with a defect, also for a body that is empty, HTML or lost.</summary>
        public bool TryRead<T>([NotNullWhen(true)] out T? resource, [NotNullWhen(false)] out FhirDefect? defect) where T : Resource =>
            FhirJson.TryRead(Body, out resource, out defect);
    }
}

/// <summary>Whether the body of an answer is there.</summary>
internal enum BodyState
{
    Whole = 0,

    /// <summary>Larger than is taken, and not read.</summary>
    TooLarge = 1,

    /// <summary>The connection or the time ended within it.</summary>
    CutShort = 2,
}

/// <summary>Why there is no answer.</summary>
internal enum TransportFault
{
    /// <summary>The name leads nowhere.</summary>
    NameNotFound = 1,

    /// <summary>The name leads to an address that configuration does not allow.</summary>
    AddressForbidden = 2,

    /// <summary>Nobody took the connection.</summary>
    NotConnected = 3,

    /// <summary>The server's certificate is not trusted, or there is no common TLS.</summary>
    TlsFailed = 4,
    TimedOut = 5,

    /// <summary>The connection ended before an answer.</summary>
    ConnectionLost = 6,

    /// <summary>What came back is no HTTP.</summary>
    NotHttp = 7,

    /// <summary>No token could be had for now: the token endpoint or its discovery does not answer, or asks to wait.</summary>
    NoToken = 8,
}

/// <summary>What a person has to change before the server lets us in.</summary>
internal enum CredentialFault
{
    /// <summary>401, with a fresh credential as well.</summary>
    Unauthorized = 1,

    /// <summary>403: known, and not allowed to do this.</summary>
    Forbidden = 2,

    /// <summary>The token endpoint refuses the client: its id, its keys or its scopes are not registered there.</summary>
    ClientRefused = 3,

    /// <summary>The granted scope lacks what is to be done: by its own words, or by the server's.</summary>
    ScopeTooSmall = 4,

    /// <summary><c>.well-known/smart-configuration</c> is missing, or names no usable token endpoint.</summary>
    NoSmartConfiguration = 5,

    /// <summary>The token endpoint takes none of the signatures that are made here (ES384, RS384).</summary>
    NoCommonAlgorithm = 6,

    /// <summary>The token endpoint's answer is no token.</summary>
    BrokenToken = 7,

    /// <summary>The token endpoint's address is not allowed by configuration, or in the clear where the server's is not.</summary>
    TokenAddressForbidden = 8,
}
