using System.Security.Cryptography;

namespace Portal.Testing.Database;

/// <summary>A folder with a key-encryption key, made once for the test process and removed at its end.</summary>
public static class TestKeys
{
    public static string Directory { get; } = Make();

    private static string Make()
    {
        var directory = System.IO.Directory.CreateTempSubdirectory("portal-keys-").FullName;
        // The same key in every process: a template database made by one is used by all. It protects test data only.
        File.WriteAllText(Path.Combine(directory, "kek-1.key"), Convert.ToBase64String(SHA256.HashData("a key of tests"u8)));
        AppDomain.CurrentDomain.ProcessExit += (_, _) => System.IO.Directory.Delete(directory, recursive: true);
        return directory;
    }
}
