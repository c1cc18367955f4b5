using System.Net.Http.Headers;
using Portal.Domain.Webhooks;
using Portal.Infrastructure.Shared.Network;

namespace Portal.Infrastructure.Webhooks;

/// <summary>What came of one request: the status where there was one, and what was wrong with it.</summary>
internal readonly record struct WebhookAnswer(int? Status, string? Code, TimeSpan Took);

/// <summary>
/// One signed POST to an address that somebody typed: no redirect, no private network, no longer than its time. Of what is answered only the status counts; the rest is read as
/// far as it is small, so that the connection can be used again, and never looked at.
/// </summary>
internal sealed class WebhookCaller(AddressGuard guard, TimeSpan timeout, TimeProvider clock) : IDisposable
{
    private const int ReadAtMost = 64 * 1024;
    private readonly HttpMessageInvoker http = GuardedHttp.Client(guard);

    public async Task<WebhookAnswer> Post(Uri address, string id, string timestamp, string signature, byte[] body, CancellationToken cancel)
    {
        var begun = clock.GetTimestamp();
        using var limit = new CancellationTokenSource(timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        try
        {
            using var request = Request(address, id, timestamp, signature, body);
            using var response = await http.SendAsync(request, either.Token);
            var status = (int)response.StatusCode;
            var answer = new WebhookAnswer(status, WebhookCodes.Of(status), clock.GetElapsedTime(begun));
            await ThrowAway(response, either.Token);
            return answer;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return new WebhookAnswer(null, limit.IsCancellationRequested ? WebhookCodes.Slow : WebhookCodes.Unreachable, clock.GetElapsedTime(begun));
        }
        catch (HttpRequestException error)
        {
            return new WebhookAnswer(null, error.InnerException is AddressForbiddenException ? WebhookCodes.AddressForbidden : WebhookCodes.Unreachable, clock.GetElapsedTime(begun));
        }
    }

    public void Dispose() => http.Dispose();

    private static HttpRequestMessage Request(Uri address, string id, string timestamp, string signature, byte[] body)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add("webhook-id", id);
        request.Headers.Add("webhook-timestamp", timestamp);
        request.Headers.Add("webhook-signature", signature);
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("Portal-Webhooks", "1"));
        return request;
    }

    /// <summary>The status has been said: whatever happens to the rest changes nothing.</summary>
    private static async Task ThrowAway(HttpResponseMessage response, CancellationToken cancel)
    {
        try
        {
            await using var stream = await response.Content.ReadAsStreamAsync(cancel);
            var buffer = new byte[8 * 1024];
            for (var read = 0; read < ReadAtMost;)
            {
                var now = await stream.ReadAsync(buffer, cancel);
                if (now == 0) return;
                read += now;
            }
        }
        catch (Exception error) when (error is IOException or HttpRequestException or OperationCanceledException)
        {
        }
    }
}
