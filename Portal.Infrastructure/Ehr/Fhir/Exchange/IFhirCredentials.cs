using System.Net.Http.Headers;

namespace Portal.Infrastructure.Ehr.Fhir.Exchange;

/// <summary>By what a FHIR server knows us: nothing, a password, or a token that is fetched and renewed.</summary>
internal interface IFhirCredentials
{
    /// <summary>What to send now. Callers at once share one fetch.</summary>
    ValueTask<Admission> Current(CancellationToken cancel);

    /// <summary>The server did not take it. True where the next <see cref="Current"/> is a fresh one, so that asking once more makes sense.</summary>
    bool Discard(Admission.Granted refused);
}

/// <summary>What came of asking for a credential.</summary>
internal abstract record Admission
{
    private Admission()
    {
    }

    /// <summary>It is a secret and prints as nothing.</summary>
    public sealed override string ToString() => GetType().Name;

    /// <summary><paramref name="Header"/> is null where the server asks for nothing.</summary>
    internal sealed record Granted(AuthenticationHeaderValue? Header) : Admission;

    /// <summary>A person has to change something first.</summary>
    internal sealed record Refused(CredentialFault Fault) : Admission;

    /// <summary>Not now; later it may be had.</summary>
    internal sealed record Unavailable(TimeSpan? RetryAfter = null) : Admission;
}
