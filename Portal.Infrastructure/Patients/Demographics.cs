using System.Text.Json;
using Portal.Domain.Patients;
using Portal.Domain.Shared;
using Portal.Infrastructure.Shared.Keys;

namespace Portal.Infrastructure.Patients;

/// <summary>What is sealed about a patient or a related person as one record, under the person's own key with the person's id as associated data.</summary>
internal sealed record Demographics(HumanName Name, DateOnly? BirthDate = null)
{
    private const string What = "demographics";

    public byte[] Seal(DataKey key, Guid person) =>
        key.Seal(JsonSerializer.SerializeToUtf8Bytes(new Stored(Name.Given, Name.Family, BirthDate)), Context.Of(What, person));

    /// <summary>The record of that person.</summary>
    /// <exception cref="System.Security.Cryptography.CryptographicException">It was changed, or is somebody else's.</exception>
    public static Demographics Open(DataKey key, Guid person, ReadOnlySpan<byte> data)
    {
        var stored = JsonSerializer.Deserialize<Stored>(key.Open(data, Context.Of(What, person))) ?? throw new InvalidDataException("Empty demographics.");
        return new(new HumanName(stored.Given, stored.Family), stored.BirthDate);
    }

    public override string ToString() => ClinicalText.Redacted;

    private sealed record Stored(string Given, string Family, DateOnly? BirthDate)
    {
        public override string ToString() => ClinicalText.Redacted;
    }
}
