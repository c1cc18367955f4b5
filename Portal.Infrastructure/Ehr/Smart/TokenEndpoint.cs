using System.Net;
using System.Text;
using Portal.Infrastructure.Ehr.Fhir.Exchange;

namespace Portal.Infrastructure.Ehr.Smart;

/// <summary>Finds an EHR's token endpoint, and asks it for a token by a signed assertion. What it finds is kept for a day.</summary>
internal sealed class TokenEndpoint(HttpMessageInvoker http, FhirEndpoint endpoint, SmartSettings settings, ClientKeys keys, TimeProvider clock)
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(1);
    private readonly FhirExchange exchange = new(http, endpoint, new NoCredentials(), clock);
    private volatile IReadOnlyList<NeededWrite> writes = settings.Writes;
    private Found? found;

    /// <summary>What is to be written from now on, in the place of what the settings say.</summary>
    public void Require(IReadOnlyList<NeededWrite> needed) => writes = needed;

    /// <summary>Whether a token with that scope is enough for what is written.</summary>
    public bool Suffices(string? granted) => writes.All(write => Allows(granted, write));

    /// <summary>Where nobody says what a token is good for, the server will.</summary>
    public bool Allows(string? granted, NeededWrite write)
    {
        var scope = granted ?? string.Join(' ', settings.Scopes);
        return scope.Length == 0 || GrantedScope.Allows(scope, write);
    }

    /// <summary>A token, or why there is none. Not for several callers at once.</summary>
    public async Task<(AccessToken? Token, Admission? Otherwise)> Ask(CancellationToken cancel)
    {
        var (configuration, otherwise) = await Discover(cancel);
        if (configuration is null) return (null, otherwise);
        if (configuration.Choose(settings.Algorithm) is not { } algorithm) return (null, new Admission.Refused(CredentialFault.NoCommonAlgorithm));
        var key = await keys.Signing(algorithm, cancel);
        var assertion = ClientAssertion.Make(key, settings.ClientId, configuration.TokenAddress, settings.KeySet, clock.GetUtcNow());
        var reply = await exchange.SendOpenly(() => Request(configuration.TokenAddress, assertion), endpoint.BodyLimit, cancel);
        return reply switch
        {
            FhirReply.Answer { IsSuccess: true } answer => Checked(AccessToken.Of(answer.Body)),
            FhirReply.Answer answer => (null, Refusal(answer)),
            _ => (null, Failure(reply)),
        };
    }

    private (AccessToken? Token, Admission? Otherwise) Checked(AccessToken? token)
    {
        if (token is null) return (null, new Admission.Refused(CredentialFault.BrokenToken));
        return Suffices(token.Scope) ? (token, null) : (null, new Admission.Refused(CredentialFault.ScopeTooSmall));
    }

    private async Task<(SmartConfiguration? Configuration, Admission? Otherwise)> Discover(CancellationToken cancel)
    {
        if (found is { } known && clock.GetElapsedTime(known.At) < Kept) return (known.Configuration, null);
        var reply = await exchange.SendOpenly(() => Get(endpoint.At(".well-known/smart-configuration")), endpoint.BodyLimit, cancel);
        if (reply is not FhirReply.Answer { IsSuccess: true } answer)
            return (null, reply is FhirReply.Answer { Status: < 500 and not 429 and not 408 } ? new Admission.Refused(CredentialFault.NoSmartConfiguration) : Failure(reply));
        if (SmartConfiguration.Of(answer.Body) is not { } configuration) return (null, new Admission.Refused(CredentialFault.NoSmartConfiguration));
        if (configuration.TokenAddress.Scheme != Uri.UriSchemeHttps && endpoint.Base.Scheme == Uri.UriSchemeHttps) return (null, new Admission.Refused(CredentialFault.TokenAddressForbidden));
        found = new Found(configuration, clock.GetTimestamp());
        return (configuration, null);
    }

    /// <summary>What was found may be out of date: the next time it is looked for again.</summary>
    private Admission Refusal(FhirReply.Answer answer)
    {
        found = null;
        return answer.Status is >= 500 or (int)HttpStatusCode.TooManyRequests or (int)HttpStatusCode.RequestTimeout
            ? new Admission.Unavailable(answer.RetryAfter)
            : new Admission.Refused(CredentialFault.ClientRefused);
    }

    private static Admission Failure(FhirReply reply) => reply switch
    {
        FhirReply.NotSent { Fault: TransportFault.AddressForbidden } => new Admission.Refused(CredentialFault.TokenAddressForbidden),
        FhirReply.Answer answer => new Admission.Unavailable(answer.RetryAfter),
        _ => new Admission.Unavailable(),
    };

    private HttpRequestMessage Request(Uri address, string assertion)
    {
        List<KeyValuePair<string, string>> form =
        [
            new("grant_type", "client_credentials"),
            new("client_assertion_type", ClientAssertion.Type),
            new("client_assertion", assertion),
        ];
        if (settings.Scopes.Count > 0) form.Add(new("scope", string.Join(' ', settings.Scopes)));
        var body = string.Join('&', form.Select(pair => $"{pair.Key}={Uri.EscapeDataString(pair.Value)}"));
        var request = Accepting(new HttpRequestMessage(HttpMethod.Post, address));
        request.Content = new SentContent(Encoding.ASCII.GetBytes(body), "application/x-www-form-urlencoded");
        return request;
    }

    private static HttpRequestMessage Get(Uri address) => Accepting(new HttpRequestMessage(HttpMethod.Get, address));

    private static HttpRequestMessage Accepting(HttpRequestMessage request)
    {
        request.Headers.Accept.ParseAdd("application/json");
        return request;
    }

    private sealed record Found(SmartConfiguration Configuration, long At);
}
