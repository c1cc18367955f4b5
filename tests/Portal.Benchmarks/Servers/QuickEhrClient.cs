using System.Net.Http.Json;
using System.Text;

namespace Portal.Benchmarks.Servers;

/// <summary>Asks the quick EHR what it did.</summary>
internal sealed class QuickEhrClient(Uri address) : IDisposable
{
    private readonly HttpClient http = new() { BaseAddress = address };

    /// <summary>The FHIR base.</summary>
    public Uri Fhir { get; } = new(address, QuickEhr.Base);

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
