using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Portal.Infrastructure.Ehr.Filing;

/// <summary>The two entries of a frozen transaction: the summary, then its Provenance.</summary>
internal static class FrozenBundle
{
    /// <summary>The summary as it leaves, also out of a transaction.</summary>
    public static ReadOnlyMemory<byte> Summary(FrozenFiling frozen)
    {
        if (!frozen.IsTransaction) return frozen.Body;
        using var bundle = JsonDocument.Parse(frozen.Body);
        return Bytes(Entry(bundle, 0).GetProperty("resource").GetRawText());
    }

    /// <summary>The same summary under the same key by itself, and the Provenance after it.</summary>
    public static FrozenFiling Alone(FrozenFiling frozen)
    {
        using var bundle = JsonDocument.Parse(frozen.Body);
        var (summary, provenance) = (Entry(bundle, 0), Entry(bundle, 1).GetProperty("resource").GetRawText());
        var body = Bytes(summary.GetProperty("resource").GetRawText());
        var place = summary.GetProperty("fullUrl").GetString()!;
        return frozen with { Body = body, Hash = SHA256.HashData(body), IsTransaction = false, Provenance = Bytes(provenance.Replace(place, FrozenFiling.Place, StringComparison.Ordinal)) };
    }

    private static JsonElement Entry(JsonDocument bundle, int index) => bundle.RootElement.GetProperty("entry")[index];

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
