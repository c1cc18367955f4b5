using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Portal.Benchmarks.Floors;

/// <summary>
/// The least that telling an EHR costs: the bytes that the portal posted, posted again under the same headers and answered to the end, and nothing before or behind it.
/// Each post is of another summary, so that the EHR does the same for it.
/// </summary>
internal sealed class BarePosts : IDisposable
{
    private const int UuidLength = 36;
    private static readonly MediaTypeWithQualityHeaderValue Fhir = new("application/fhir+json");
    private readonly HttpMessageInvoker http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false, ActivityHeadersPropagator = null });
    private readonly Uri address;
    private readonly byte[] sample;
    private readonly List<int> names = [];

    /// <summary>Opens no connection yet.</summary>
    /// <param name="address">The FHIR base.</param>
    /// <param name="sample">A transaction as the portal posted it.</param>
    public BarePosts(Uri address, byte[] sample)
    {
        this.address = address;
        this.sample = sample;
        using var bundle = JsonDocument.Parse(sample);
        var summary = Encoding.ASCII.GetBytes(bundle.RootElement.GetProperty("entry")[0].GetProperty("resource").GetProperty("identifier")[0].GetProperty("value").GetString()!);
        for (var at = 0; sample.AsSpan(at).IndexOf(summary) is >= 0 and var next; at += next + UuidLength) names.Add(at + next);
    }

    /// <summary>The bytes of one post.</summary>
    public int Length => sample.Length;

    public Task Post() => Send();

    /// <summary>The same, and a read of what was stored.</summary>
    public async Task PostAndRead()
    {
        using var answer = JsonDocument.Parse(await Send());
        var place = answer.RootElement.GetProperty("entry")[0].GetProperty("response").GetProperty("location").GetString()!;
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{address}/{place[..place.IndexOf("/_history", StringComparison.Ordinal)]}");
        request.Headers.Accept.Add(Fhir);
        using var read = await http.SendAsync(request, CancellationToken.None);
        read.EnsureSuccessStatusCode();
        await read.Content.ReadAsByteArrayAsync();
    }

    public void Dispose() => http.Dispose();

    private async Task<byte[]> Send()
    {
        var body = sample.AsSpan().ToArray();
        var summary = Encoding.ASCII.GetBytes(Guid.CreateVersion7().ToString("D"));
        foreach (var name in names) summary.CopyTo(body, name);
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/fhir+json");
        request.Headers.Accept.Add(Fhir);
        request.Headers.TryAddWithoutValidation("Prefer", "return=representation");
        request.Headers.TryAddWithoutValidation("X-Request-Id", Guid.CreateVersion7().ToString("D"));
        using var answer = await http.SendAsync(request, CancellationToken.None);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadAsByteArrayAsync();
    }
}
