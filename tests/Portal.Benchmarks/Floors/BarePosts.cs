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

    public async Task Post()
    {
        var body = sample.AsSpan().ToArray();
        var summary = Encoding.ASCII.GetBytes(Guid.CreateVersion7().ToString("D"));
        foreach (var name in names) summary.CopyTo(body, name);
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/fhir+json");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/fhir+json"));
        request.Headers.TryAddWithoutValidation("Prefer", "return=representation");
        request.Headers.TryAddWithoutValidation("X-Request-Id", Guid.CreateVersion7().ToString("D"));
        using var answer = await http.SendAsync(request, CancellationToken.None);
        answer.EnsureSuccessStatusCode();
        await answer.Content.ReadAsByteArrayAsync();
    }

    public void Dispose() => http.Dispose();
}
