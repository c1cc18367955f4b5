using System.Collections.Immutable;
using System.Security.Cryptography;
using FsCheck;
using FsCheck.Fluent;
using Portal.Domain.Audit;

namespace Portal.Domain.Tests.Audit;

public class AuditChainTests
{
    private static readonly byte[] Key = Enumerable.Range(0, 32).Select(number => (byte)number).ToArray();

    [Fact]
    public void The_links_are_as_documented()
    {
        var (canonical, mac) = (Records.Golden.ToCanonicalBytes(), Records.Golden.Mac(Key));
        var first = AuditChain.Link(AuditChain.Genesis, 1, canonical, mac);
        Assert.Equal("e3f500ec3e298ecc95f16e259ea101585a5ab78429dcbffe31f6ce7b73212920", Convert.ToHexStringLower(first));
        Assert.Equal("e810811221e60d1a110b84cb9877186f86921e1e080110807e9e0a014b2ebe0a", Convert.ToHexStringLower(AuditChain.Link(first, 2, canonical, mac)));
    }

    [Fact]
    public void An_untouched_chain_holds() => ForAllChains(chain => FirstBroken(chain) is null);

    [Fact]
    public void A_change_of_one_bit_anywhere_breaks_that_link() =>
        ForAllChains((chain, place, bit) =>
        {
            var row = chain[place];
            var changed = (bit % 3) switch
            {
                0 => row with { Canonical = Flipped(row.Canonical, bit) },
                1 => row with { Mac = Flipped(row.Mac, bit) },
                _ => row with { Link = Flipped(row.Link, bit) },
            };
            return FirstBroken(chain.SetItem(place, changed)) == place;
        });

    [Fact]
    public void Swapping_two_events_breaks_the_first_of_them() =>
        ForAllChains((chain, place, other) =>
        {
            var second = other % chain.Count;
            if (second == place) return true;
            return FirstBroken(chain.SetItem(place, chain[second]).SetItem(second, chain[place])) == Math.Min(place, second);
        });

    [Fact]
    public void Taking_an_event_out_breaks_the_link_that_takes_its_place() =>
        ForAllChains((chain, place, _) => place == chain.Count - 1 || FirstBroken(chain.RemoveAt(place)) == place);

    [Fact]
    public void An_event_put_in_even_with_a_link_of_its_own_breaks_the_link_behind_it() =>
        ForAllChains((chain, place, _) =>
        {
            var previous = place == 0 ? AuditChain.Genesis : chain[place - 1].Link;
            var forged = new Row(RandomNumberGenerator.GetBytes(60), RandomNumberGenerator.GetBytes(32), []);
            forged = forged with { Link = AuditChain.Link(previous, place + 1, forged.Canonical, forged.Mac) };
            return FirstBroken(chain.Insert(place, forged)) == place + 1;
        });

    [Fact]
    public void Rewriting_the_whole_tail_changes_the_head_that_a_checkpoint_keeps() =>
        ForAllChains((chain, place, bit) =>
        {
            var rewritten = Seal(chain.Select((row, index) => index == place ? row with { Canonical = Flipped(row.Canonical, bit) } : row));
            return FirstBroken(rewritten) is null && !rewritten[^1].Link.AsSpan().SequenceEqual(chain[^1].Link);
        });

    [Theory]
    [InlineData(31, 32)]
    [InlineData(33, 32)]
    [InlineData(32, 31)]
    [InlineData(32, 0)]
    public void Borders_inside_a_link_cannot_be_moved(int previous, int mac) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => AuditChain.Link(new byte[previous], 1, [1, 2, 3], new byte[mac]));

    private static void ForAllChains(Func<ImmutableList<Row>, bool> holds) =>
        ForAllChains((chain, _, _) => holds(chain));

    private static void ForAllChains(Func<ImmutableList<Row>, int, int, bool> holds)
    {
        var cases =
            from records in Records.Any.Generator.NonEmptyListOf()
            from place in Gen.Choose(0, records.Count - 1)
            from number in Gen.Choose(0, 1_000)
            select (Chain: Seal(records.Select(record => new Row(record.ToCanonicalBytes(), record.Mac(Key), []))), place, number);
        Prop.ForAll(cases.ToArbitrary(), one => holds(one.Chain, one.place, one.number)).QuickCheckThrowOnFailure();
    }

    private static ImmutableList<Row> Seal(IEnumerable<Row> rows)
    {
        var chain = ImmutableList.CreateBuilder<Row>();
        foreach (var row in rows)
            chain.Add(row with { Link = AuditChain.Link(chain.Count == 0 ? AuditChain.Genesis : chain[^1].Link, chain.Count + 1, row.Canonical, row.Mac) });
        return chain.ToImmutable();
    }

    /// <summary>The index of the first row whose stored link is not the one that follows from the row before it.</summary>
    private static int? FirstBroken(ImmutableList<Row> chain)
    {
        for (var index = 0; index < chain.Count; index++)
        {
            var previous = index == 0 ? AuditChain.Genesis : chain[index - 1].Link;
            if (!AuditChain.Link(previous, index + 1, chain[index].Canonical, chain[index].Mac).AsSpan().SequenceEqual(chain[index].Link)) return index;
        }

        return null;
    }

    private static byte[] Flipped(byte[] bytes, int bit)
    {
        var copy = bytes.ToArray();
        copy[bit / 8 % copy.Length] ^= (byte)(1 << (bit % 8));
        return copy;
    }

    private sealed record Row(byte[] Canonical, byte[] Mac, byte[] Link);
}
