using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.Options;
using Portal.Domain.Identity.Provider;
using Portal.Infrastructure.Shared.Network;

namespace Portal.Infrastructure.Identity.Provider;

/// <summary>
/// Calls of the provider: answers of up to 64 KiB within the configured time, no redirects. Nothing of an answer but what is asked for leaves this class.
/// </summary>
internal sealed class ProviderHttp(IOptions<ProviderOptions> options, TimeProvider clock) : IDisposable
{
    private const int Limit = 64 * 1024;
    private readonly Lazy<HttpMessageInvoker> http = new(() => GuardedHttp.Client(new AddressGuard(options.Value.AllowPrivateAddresses)));
    private readonly Lazy<string> secret = new(() => options.Value.ReadSecret());

    /// <summary>The provider's answer to a code (RFC 6749 section 4.1.3): the status, and the bytes where it is 200.</summary>
    /// <exception cref="ProviderAwayException">None within the time, or none that can be read.</exception>
    public async Task<(HttpStatusCode Status, byte[] Body)> Exchange(ProviderCode code, CancellationToken cancel)
    {
        var provider = options.Value;
        using var request = new HttpRequestMessage(HttpMethod.Post, provider.TokenEndpoint);
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Uri.EscapeDataString(provider.ClientId)}:{Uri.EscapeDataString(secret.Value)}")));
        request.Content = new FormUrlEncodedContent(
        [
            new("grant_type", "authorization_code"),
            new("code", code.Code),
            new("redirect_uri", code.Redirect.OriginalString),
            new("code_verifier", code.Verifier),
        ]);
        return await Send(request, cancel);
    }

    /// <summary>What the provider publishes of its keys.</summary>
    /// <exception cref="ProviderAwayException">None within the time, or none that can be read.</exception>
    public async Task<(HttpStatusCode Status, byte[] Body)> Keys(CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, options.Value.JwksAddress);
        return await Send(request, cancel);
    }

    public void Dispose()
    {
        if (http.IsValueCreated) http.Value.Dispose();
    }

    private async Task<(HttpStatusCode Status, byte[] Body)> Send(HttpRequestMessage request, CancellationToken cancel)
    {
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        using var time = new CancellationTokenSource(TimeSpan.FromSeconds(options.Value.TimeoutSeconds), clock);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel, time.Token);
        try
        {
            using var response = await http.Value.SendAsync(request, patience.Token);
            if ((int)response.StatusCode >= 500 || response.StatusCode == HttpStatusCode.TooManyRequests) throw new ProviderAwayException();
            return (response.StatusCode, response.StatusCode == HttpStatusCode.OK ? await Read(response, patience.Token) : []);
        }
        catch (Exception error) when (error is HttpRequestException or IOException || (error is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            throw new ProviderAwayException();
        }
    }

    private static async Task<byte[]> Read(HttpResponseMessage response, CancellationToken cancel)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancel);
        var buffer = new byte[Limit + 1];
        var read = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancel);
        return read <= Limit ? buffer[..read] : throw new ProviderAwayException();
    }
}

/// <summary>The provider cannot be asked now; why is not told, since its words may repeat what was sent.</summary>
internal sealed class ProviderAwayException() : Exception("The identity provider did not answer in time, or not with what can be read.");
