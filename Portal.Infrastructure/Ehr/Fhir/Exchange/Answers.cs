using System.Net.Http.Headers;

namespace Portal.Infrastructure.Ehr.Fhir.Exchange;

/// <summary>An answer of HTTP as one of FHIR.</summary>
internal static class Answers
{
    public static FhirReply.Answer Of(HttpResponseMessage response, ReadOnlyMemory<byte> body, BodyState state, FhirEndpoint endpoint, TimeProvider clock) => new((int)response.StatusCode)
    {
        Body = body,
        BodyState = state,
        ETag = Header(response, "ETag"),
        Location = ResourceAddress.Of(Header(response, "Location") ?? Header(response, "Content-Location"), endpoint),
        RetryAfter = Wait(response.Headers.RetryAfter, clock),
        LacksScope = response.Headers.WwwAuthenticate.Any(challenge => challenge.Parameter?.Contains("insufficient_scope", StringComparison.Ordinal) == true),
        Outcome = OutcomeWords.Of(body),
    };

    /// <summary>Seconds, or the time until a date; never negative.</summary>
    public static TimeSpan? Wait(RetryConditionHeaderValue? asked, TimeProvider clock)
    {
        var wait = asked?.Delta ?? (asked?.Date is { } date ? date - clock.GetUtcNow() : null);
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.NonValidated.TryGetValues(name, out var values) || response.Content.Headers.NonValidated.TryGetValues(name, out values) ? values.ToString() : null;
}
