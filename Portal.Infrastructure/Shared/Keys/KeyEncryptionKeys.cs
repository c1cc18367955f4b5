using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Portal.Domain.Shared;

namespace Portal.Infrastructure.Shared.Keys;

/// <summary>The key-encryption keys, read once at start. In Development a missing one is made; elsewhere the program says what is missing and ends.</summary>
internal sealed class KeyEncryptionKeys
{
    private readonly SortedDictionary<int, byte[]> versions = [];

    public KeyEncryptionKeys(IOptions<KeyOptions> options, IHostEnvironment environment)
    {
        var directory = DirectoryOf(options.Value, environment);
        if (environment.IsDevelopment()) CreateFirst(directory);
        if (!System.IO.Directory.Exists(directory)) throw new SetupException("Keys:Directory does not exist. Make the first key with the command 'keys create'.");
        foreach (var file in System.IO.Directory.EnumerateFiles(directory, "kek-*.key"))
            versions[VersionOf(file)] = Read(file);
        if (versions.Count == 0) throw new SetupException("There is no key-encryption key in Keys:Directory. Make the first one with the command 'keys create'.");
    }

    public int Current => versions.Keys.Last();

    /// <summary>Wraps under the current version; <paramref name="context"/> is bound to it and must be the same at unwrapping.</summary>
    public byte[] Wrap(ReadOnlySpan<byte> key, ReadOnlySpan<byte> context) => Sealed.Seal(versions[Current], key, context);

    public byte[] Unwrap(int version, ReadOnlySpan<byte> wrapped, ReadOnlySpan<byte> context) =>
        versions.TryGetValue(version, out var kek)
            ? Sealed.Open(kek, wrapped, context)
            : throw new CryptographicException($"Key-encryption key version {version.ToString(CultureInfo.InvariantCulture)} is not in Keys:Directory.");

    public static string DirectoryOf(KeyOptions options, IHostEnvironment environment) =>
        options.Directory
        ?? (environment.IsDevelopment() ? Path.Combine(environment.ContentRootPath, "..", ".data", "keys") : throw new SetupException("Keys:Directory is not set: the folder with kek-1.key (32 random bytes, base64)."));

    /// <summary>
    /// Makes <c>kek-1.key</c> where there is no key of any version, and says whether it did; a race of two starters leaves one file, and both read it.
    /// </summary>
    public static bool CreateFirst(string directory)
    {
        System.IO.Directory.CreateDirectory(directory);
        var file = Path.Combine(directory, "kek-1.key");
        if (System.IO.Directory.EnumerateFiles(directory, "kek-*.key").Any()) return false;
        var temporary = Path.Combine(directory, $".{Guid.CreateVersion7():N}");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var stream = new FileStream(temporary, options))
        using (var writer = new StreamWriter(stream))
            writer.WriteLine(Convert.ToBase64String(RandomNumberGenerator.GetBytes(Sealed.KeySize)));
        try
        {
            File.Move(temporary, file, overwrite: false);
            return true;
        }
        catch (IOException) when (File.Exists(file))
        {
            File.Delete(temporary);
            return false;
        }
    }

    private static int VersionOf(string file) =>
        int.TryParse(Path.GetFileNameWithoutExtension(file)["kek-".Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var version) && version > 0
            ? version
            : throw new SetupException($"{Path.GetFileName(file)} in Keys:Directory is not named kek-<version>.key.");

    private static byte[] Read(string file)
    {
        try
        {
            var key = Convert.FromBase64String(File.ReadAllText(file).Trim());
            return key.Length == Sealed.KeySize ? key : throw new FormatException();
        }
        catch (FormatException)
        {
            throw new SetupException($"{Path.GetFileName(file)} in Keys:Directory does not hold 32 bytes in base64.");
        }
    }
}
