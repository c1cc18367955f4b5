using System.Net;

namespace Portal.Infrastructure.Ehr.Fhir.Exchange;

/// <summary>One request and its answer, with a credential; see <see cref="FhirReply"/> for what can come of it.</summary>
internal sealed class FhirExchange(HttpMessageInvoker http, FhirEndpoint endpoint, IFhirCredentials credentials, TimeProvider clock)
{
    /// <summary>
    /// A server that answers 401 has looked at the credential and at nothing else, so that one more try with a fresh one writes nothing twice.
    /// <paramref name="make"/> is called for each try: a request can be sent only once.
    /// </summary>
    public async Task<FhirReply> Send(Func<HttpRequestMessage> make, CancellationToken cancel)
    {
        var (reply, used) = await Try(make, cancel);
        if (reply is FhirReply.Answer { Status: (int)HttpStatusCode.Unauthorized } && credentials.Discard(used!)) (reply, used) = await Try(make, cancel);

        // What a token was granted it keeps: once somebody widened the scope, the next one shows it.
        if (reply is FhirReply.Answer { Status: (int)HttpStatusCode.Forbidden, LacksScope: true }) credentials.Discard(used!);
        return reply switch
        {
            FhirReply.Answer { Status: (int)HttpStatusCode.Unauthorized } said => new FhirReply.NotAdmitted(CredentialFault.Unauthorized, said),
            FhirReply.Answer { Status: (int)HttpStatusCode.Forbidden, LacksScope: true } said => new FhirReply.NotAdmitted(CredentialFault.ScopeTooSmall, said),
            FhirReply.Answer { Status: (int)HttpStatusCode.Forbidden } said => new FhirReply.NotAdmitted(CredentialFault.Forbidden, said),
            _ => reply,
        };
    }

    /// <summary>Without a credential, for what every server says to everybody; an answer has up to so many bytes.</summary>
    public async Task<FhirReply> SendOpenly(Func<HttpRequestMessage> make, int bytes, CancellationToken cancel)
    {
        using var request = make();
        return await Exchange(request, bytes, cancel);
    }

    private async Task<(FhirReply Reply, Admission.Granted? Used)> Try(Func<HttpRequestMessage> make, CancellationToken cancel)
    {
        switch (await credentials.Current(cancel))
        {
            case Admission.Granted granted:
                using (var request = make())
                {
                    request.Headers.Authorization = granted.Header;
                    return (await Exchange(request, endpoint.BodyLimit, cancel), granted);
                }

            case Admission.Refused refused:
                return (new FhirReply.NotAdmitted(refused.Fault), null);
            case Admission.Unavailable unavailable:
                return (new FhirReply.NotSent(TransportFault.NoToken) { RetryAfter = unavailable.RetryAfter }, null);
            case var other:
                throw new InvalidOperationException($"{other} is no admission.");
        }
    }

    private async Task<FhirReply> Exchange(HttpRequestMessage request, int bytes, CancellationToken cancel)
    {
        using var limit = new CancellationTokenSource(endpoint.Timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, limit.Token);
        HttpResponseMessage response;
        try
        {
            response = await http.SendAsync(request, either.Token);
        }
        catch (Exception problem) when (TransportFaults.Of(problem) is { } fault && !cancel.IsCancellationRequested)
        {
            return HasLeft(request, fault) ? new FhirReply.NoAnswer(fault) : new FhirReply.NotSent(fault);
        }

        using (response)
        {
            var (body, state) = await AnswerBody.Read(response.Content, bytes, cancel, either.Token);
            return Answers.Of(response, body, state, endpoint, clock);
        }
    }

    /// <summary>A request with a body is carried out only once it is there; one without changes nothing, so that it matters only whether somebody was reached.</summary>
    private static bool HasLeft(HttpRequestMessage request, TransportFault fault) =>
        request.Content is SentContent content ? content.HasBegun : fault is TransportFault.TimedOut or TransportFault.ConnectionLost or TransportFault.NotHttp;
}
