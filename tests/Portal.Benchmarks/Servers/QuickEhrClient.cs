using System.Net.Http.Json;
using System.Text;

namespace Portal.Benchmarks.Servers;

/// <summary>Asks one of the quick EHRs what it did.</summary>
internal sealed class QuickEhrClient(Uri address, string which) : IDisposable
{
    private readonly HttpClient http = new() { BaseAddress = new Uri(address, $"/{which}/") };

    /// <summary>The FHIR base.</summary>
    public Uri Fhir => new(http.BaseAddress!, "fhir");

    public async Task<EhrTold> Told() => (await http.GetFromJsonAsync<EhrTold>("told"))!;

    /// <summary>The bytes of the last write.</summary>
    public Task<byte[]> Last() => http.GetByteArrayAsync("last");

    public async Task Forget()
    {
        using var empty = new StringContent("", Encoding.ASCII);
        using var answer = await http.PostAsync("forget", empty);
        answer.EnsureSuccessStatusCode();
    }

    public void Dispose() => http.Dispose();
}
