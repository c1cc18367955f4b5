using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Portal.Infrastructure.Shared.Keys;
using Portal.Testing.Database;
using Portal.Testing.People;
using Xunit;

namespace Portal.Infrastructure.Tests.Identity;

public sealed class DataProtectionTests(StaffFixture fixture) : IClassFixture<StaffFixture>
{
    [Fact]
    public async Task What_one_node_protects_another_reads_by_the_keys_in_the_database()
    {
        var data = Protector(fixture.Services).Protect("a session id");
        await using var other = fixture.Node();
        Assert.Equal("a session id", Protector(other).Unprotect(data));
    }

    [Trait("ASVS", "13.3.1")]
    [Trait("ASVS", "13.3.2")]
    [Fact]
    public async Task The_keys_in_the_database_are_sealed_under_the_key_encryption_key()
    {
        Protector(fixture.Services).Protect("makes the first key");
        await using var source = NpgsqlDataSource.Create(fixture.Database.Superuser);
        await using var command = source.CreateCommand("select string_agg(xml, ' ') from data_protection_keys");
        var stored = (string)(await command.ExecuteScalarAsync())!;
        Assert.Contains("<sealed kek=\"1\"", stored, StringComparison.Ordinal);
        Assert.DoesNotContain("masterKey", stored, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Without_the_right_key_encryption_key_they_open_nothing()
    {
        var data = Protector(fixture.Services).Protect("a session id");
        var folder = Directory.CreateTempSubdirectory("portal-other-keys-");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "kek-1.key"), Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
            await using var thief = fixture.Node(null, ("Keys:Directory", folder.FullName));
            Assert.ThrowsAny<CryptographicException>(() => Protector(thief).Unprotect(data));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Keys_of_an_older_version_are_still_read_after_a_newer_one_is_there()
    {
        var data = Protector(fixture.Services).Protect("a session id");
        var folder = Directory.CreateTempSubdirectory("portal-newer-keys-");
        try
        {
            File.Copy(Path.Combine(TestKeys.Directory, "kek-1.key"), Path.Combine(folder.FullName, "kek-1.key"));
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "kek-2.key"), Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
            await using var node = fixture.Node(null, ("Keys:Directory", folder.FullName));
            Assert.Equal("a session id", Protector(node).Unprotect(data));
            node.GetRequiredService<IKeyManager>().CreateNewKey(DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddDays(90));
            await using var source = NpgsqlDataSource.Create(fixture.Database.Superuser);
            await using var command = source.CreateCommand("select count(*) from data_protection_keys where xml like '%<sealed kek=\"2\"%'");
            Assert.Equal(1L, await command.ExecuteScalarAsync());
            await using var remove = source.CreateCommand("delete from data_protection_keys where xml like '%<sealed kek=\"2\"%'");
            await remove.ExecuteNonQueryAsync();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void The_first_key_is_made_once_and_never_overwritten()
    {
        var folder = Directory.CreateTempSubdirectory("portal-first-key-");
        try
        {
            Assert.True(KeyEncryptionKeys.CreateFirst(folder.FullName));
            var file = Path.Combine(folder.FullName, "kek-1.key");
            var key = File.ReadAllText(file);
            Assert.Equal(32, Convert.FromBase64String(key.Trim()).Length);
            Assert.False(KeyEncryptionKeys.CreateFirst(folder.FullName));
            Assert.Equal(key, File.ReadAllText(file));
            if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static IDataProtector Protector(IServiceProvider services) => services.GetRequiredService<IDataProtectionProvider>().CreateProtector("test");
}
