namespace Portal.Infrastructure.Shared.Keys;

/// <summary>Section <c>Keys</c>.</summary>
public sealed class KeyOptions
{
    public const string Section = "Keys";

    /// <summary>
    /// The folder with the key-encryption keys, one file a version: <c>kek-1.key</c>, <c>kek-2.key</c>, ..., each 32 random bytes in base64. The highest
    /// version wraps, older ones only unwrap. It lies outside every database and every database backup.
    /// </summary>
    public string? Directory { get; set; }
}
