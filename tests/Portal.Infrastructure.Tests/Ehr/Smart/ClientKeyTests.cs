using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portal.Domain.Audit;
using Portal.Infrastructure.Audit;
using Portal.Infrastructure.Ehr.Smart;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Shared.Keys;
using Portal.Testing.Database;
using Xunit;

namespace Portal.Infrastructure.Tests.Ehr.Smart;

/// <summary>The portal's own keys: made once, kept wrapped, changed without an EHR noticing.</summary>
public sealed class ClientKeyTests(PortalDatabase database) : SmartBench(database), IClassFixture<PortalDatabase>
{
    [Fact]
    public async Task Of_each_signature_a_current_and_a_next_key_are_published_and_nothing_private()
    {
        var keys = await Keys.Published(CancellationToken.None);
        Assert.Equal(["ES384", "RS384"], keys.Select(key => key.Alg).Distinct());
        Assert.All(keys.GroupBy(key => key.Alg, StringComparer.Ordinal), group => Assert.InRange(group.Count(), 2, 3));
        Assert.All(keys.Where(key => key.Kty == "EC"), key => Assert.Equal(("P-384", 64, 64, null), (key.Crv, key.X?.Length, key.Y?.Length, key.N)));
        Assert.All(keys.Where(key => key.Kty == "RSA"), key => Assert.Equal((512, "AQAB", null), (key.N?.Length, key.E, key.X)));
    }

    [Fact]
    public async Task Two_nodes_have_the_same_keys_and_sign_with_the_same_one()
    {
        await using var other = Node();
        var theirs = other.GetRequiredService<ClientKeys>();
        var both = await Task.WhenAll(Keys.Published(CancellationToken.None), theirs.Published(CancellationToken.None));
        Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal((await Keys.Published(CancellationToken.None)).Select(key => key.Kid), (await theirs.Published(CancellationToken.None)).Select(key => key.Kid));
        Assert.Equal((await Keys.Signing(ClientAlgorithm.ES384, CancellationToken.None)).Kid, (await theirs.Signing(ClientAlgorithm.ES384, CancellationToken.None)).Kid);
        Assert.Subset((await Keys.Published(CancellationToken.None)).ToHashSet(), both.SelectMany(seen => seen).ToHashSet());
    }

    [Fact]
    public async Task A_rotation_makes_the_next_key_sign_and_a_second_one_destroys_the_first()
    {
        var before = await Elliptic();
        var first = (await Keys.Signing(ClientAlgorithm.ES384, CancellationToken.None)).Kid;
        await Rotate();
        var between = await Elliptic();
        Assert.Equal(before[^1], (await Keys.Signing(ClientAlgorithm.ES384, CancellationToken.None)).Kid);
        Assert.Contains(first, between);
        Assert.NotNull(await Token(Credentials()));
        await Rotate();
        Assert.DoesNotContain(first, await Elliptic());
        Assert.Equal(between[^1], (await Keys.Signing(ClientAlgorithm.ES384, CancellationToken.None)).Kid);
        Assert.Equal(3, (await Elliptic()).Count);
        Assert.NotNull(await Token(Credentials()));
        var destroyed = (await Stored()).Single(row => row.SubjectId == Guid.Parse(first));
        Assert.Empty(destroyed.Wrapped);
        Assert.NotNull(destroyed.DestroyedAt);
    }

    /// <summary>Until it reads them again, a minute at most, another node signs with the key that was current: it is still published.</summary>
    [Fact]
    public async Task A_node_that_has_not_heard_of_a_rotation_is_still_let_in()
    {
        await using var other = Node();
        var theirs = other.GetRequiredService<ClientKeys>();
        var old = (await theirs.Signing(ClientAlgorithm.ES384, CancellationToken.None)).Kid;
        await Rotate();
        Assert.NotNull(await Token(Credentials(keys: theirs)));
        Assert.Equal(old, Ehr.LastHeader.GetProperty("kid").GetString());
        Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.NotNull(await Token(Credentials(keys: theirs)));
        Assert.NotEqual(old, Ehr.LastHeader.GetProperty("kid").GetString());
    }

    [Fact]
    public async Task A_rotation_is_on_record()
    {
        await Rotate();
        await using var context = await Portal.GetRequiredService<IDbContextFactory<PortalDbContext>>().CreateDbContextAsync();
        Assert.True(await context.Set<AuditEventRow>().AnyAsync(row => row.Action == (short)AuditAction.EhrKeyRotated));
    }

    [Fact]
    public async Task Keys_are_stored_wrapped_and_bound_to_their_place()
    {
        await Keys.Published(CancellationToken.None);
        var row = (await Stored()).First(stored => stored.DestroyedAt is null);
        var keks = Portal.GetRequiredService<KeyEncryptionKeys>();
        Assert.NotEqual(0x30, row.Wrapped[0]); // what PKCS #8 begins with
        Assert.ThrowsAny<System.Security.Cryptography.CryptographicException>(() => keks.Unwrap(row.KekVersion, row.Wrapped, DataKeyRow.ContextOf(DataKeyKind.EhrClientRs384, row.SubjectId)));
        Assert.ThrowsAny<System.Security.Cryptography.CryptographicException>(() => keks.Unwrap(row.KekVersion, row.Wrapped, DataKeyRow.ContextOf(DataKeyKind.EhrClientEs384, Guid.CreateVersion7())));
    }

    /// <summary>Ids of one millisecond have no order of their own.</summary>
    private Task Rotate()
    {
        Clock.Advance(TimeSpan.FromSeconds(1));
        return Keys.Rotate(CancellationToken.None);
    }

    private async Task<IReadOnlyList<string>> Elliptic() => [.. (await Keys.Published(CancellationToken.None)).Where(key => key.Alg == "ES384").Select(key => key.Kid)];

    private async Task<List<DataKeyRow>> Stored()
    {
        await using var context = await Portal.GetRequiredService<IDbContextFactory<KeyStoreDbContext>>().CreateDbContextAsync();
        return await context.DataKeys.AsNoTracking().Where(row => row.Kind == (short)DataKeyKind.EhrClientEs384).ToListAsync();
    }
}
