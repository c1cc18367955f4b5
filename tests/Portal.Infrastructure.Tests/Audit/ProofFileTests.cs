using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Portal.Domain.Audit;
using Portal.Domain.Audit.Exports;
using Portal.Domain.Audit.Proof;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Testing.Database;
using Xunit;

namespace Portal.Infrastructure.Tests.Audit;

/// <summary>Somebody who has a proof's file changes it, with or without a key of his own; the reader, without a database, sees it and says where.</summary>
public sealed class ProofFileTests(PortalDatabase database) : IClassFixture<PortalDatabase>, IAsyncLifetime
{
    private const int Links = 60;
    private const int Edits = 200;
    private readonly AuditBench bench = new(database);
    private readonly ECDsa key = ECDsa.Create();

    [Fact]
    public async Task A_proof_that_nobody_touched_holds()
    {
        var verdict = await Read(await Export());
        Assert.Equal(new ProofVerdict(1, Links, 3, null), verdict);
    }

    [Fact]
    public async Task A_part_of_the_chain_is_proven_alone()
    {
        var verdict = await Read(await Export(new AuditRange(11, 45)));
        Assert.Equal(new ProofVerdict(11, 35, 2, null), verdict);
        Assert.True((await bench.Verify(new AuditRange(11, 45))) is { Holds: true, Verified: 35, Checkpoints: 2 });
        Assert.Equal(new ProofVerdict(41, 5, 0, null), await Read(await Export(new AuditRange(41, 45))));
    }

    [Fact]
    public async Task Two_hundred_random_edits_of_the_file_are_each_seen_and_each_named_by_a_position()
    {
        var lines = Lines(await Export());
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        for (var round = 0; round < Edits; round++)
        {
            var edited = new List<string>(lines);
            var (name, expected) = Edit(edited, random, round);
            var verdict = await Read(Bytes(edited));
            Assert.True(verdict.FirstBroken is not null, $"seed {seed}, round {round}: {name} was not seen");
            Assert.True(expected == verdict.FirstBroken, $"seed {seed}, round {round}: {name} was named {verdict.FirstBroken} instead of {expected}");
        }
    }

    [Fact]
    public async Task No_byte_can_be_another_and_no_end_can_be_cut()
    {
        var bytes = await Export(new AuditRange(19, 21));
        for (var index = 0; index < bytes.Length; index++)
        {
            var changed = (byte[])bytes.Clone();
            changed[index] ^= 1;
            Assert.False((await Read(changed)).Holds, $"another byte at {index} was not seen");
            Assert.False((await Read(bytes[..index])).Holds, $"a cut at {index} was not seen");
        }

        Assert.Equal(BrokenCodes.Format, (await Read([.. bytes, (byte)'x'])).FirstBroken?.Code);
    }

    [Fact]
    public async Task A_file_signed_by_another_key_is_refused()
    {
        using var forger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var lines = Lines(await Export(new AuditRange(41, 45)));
        Sign(lines, forger);
        Assert.Equal(new BrokenLink(45, BrokenCodes.Signature), (await Read(Bytes(lines))).FirstBroken);
    }

    [Fact]
    public async Task A_trail_that_was_broken_before_the_export_is_named_from_the_file()
    {
        await database.Execute("update audit_events set code = 'other' where id = (select audit_event_id from audit_links where position = 7)");
        Assert.Equal(new BrokenLink(7, BrokenCodes.Link), (await Read(await Export())).FirstBroken);
        await database.Execute("delete from audit_events where id = (select audit_event_id from audit_links where position = 5)");
        Assert.Equal(new BrokenLink(5, BrokenCodes.Missing), (await Read(await Export())).FirstBroken);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("null\n")]
    [InlineData("[]\n")]
    [InlineData("{\"line\":\"head\"}\n")]
    [InlineData("{\"line\":\"head\",\"line\":\"head\"}\n")]
    [InlineData("{\"line\":\"head\",\"format\":\"portal-audit-proof/2\",\"from\":1,\"to\":0,\"previous\":\"\"}\n")]
    public async Task What_is_no_proof_is_refused_and_nothing_is_thrown(string text) => Assert.False((await Read(Encoding.UTF8.GetBytes(text))).Holds);

    [Fact]
    public async Task A_line_without_an_end_is_refused_before_it_fills_the_memory()
    {
        using var endless = new Endless();
        Assert.Equal(BrokenCodes.Format, (await ProofReader.Read(endless, key, progress: null, default)).FirstBroken?.Code);
        Assert.InRange(endless.Position, 1, 1024 * 1024);
    }

    public async Task InitializeAsync()
    {
        await database.Execute("truncate audit_events, audit_links, audit_checkpoints, audit_exports");
        for (var round = 0; round < 3; round++)
        {
            await bench.Write(Links / 3);
            await bench.Seal();
            await bench.Checkpoint();
        }

        key.ImportFromPem((await bench.Proof.PublicKey(Auditor, default)).Value.Pem);
    }

    public async Task DisposeAsync()
    {
        key.Dispose();
        await bench.DisposeAsync();
    }

    private static readonly Actor Auditor = new() { Kind = ActorKind.Practitioner, PersonId = Id.New<PersonId>(), Roles = StaffRoles.Auditor, Session = Id.New<SessionId>(), AuthenticatedAt = DateTimeOffset.MaxValue };

    private async Task<byte[]> Export(AuditRange? range = null)
    {
        var export = (await bench.Exports.Request(Auditor, new AuditExportRequest(AuditExportFormat.Proof) { Range = range ?? AuditRange.Whole }, default)).Value;
        using var bytes = new MemoryStream();
        await (await bench.Exports.Open(Auditor, export, default)).Value.Write(bytes, default);
        return bytes.ToArray();
    }

    private async Task<ProofVerdict> Read(byte[] bytes)
    {
        using var file = new MemoryStream(bytes);
        return await ProofReader.Read(file, key, progress: null, default);
    }

    private static List<string> Lines(byte[] bytes) => [.. Encoding.UTF8.GetString(bytes).Split('\n', StringSplitOptions.RemoveEmptyEntries)];

    private static byte[] Bytes(List<string> lines) => Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + '\n')));

    /// <summary>Makes one edit; its name, and the answer that is right.</summary>
    private static (string Name, BrokenLink Expected) Edit(List<string> lines, Random random, int round)
    {
        var position = random.Next(1, Links + 1);
        var line = lines.FindIndex(text => text.StartsWith($"{{\"line\":\"link\",\"position\":{position},", StringComparison.Ordinal));
        switch (round % 10)
        {
            case 0:
                Change(lines, line, "record", bytes => bytes[random.Next(bytes.Length)] ^= 1);
                return ($"record {position}", new(position, BrokenCodes.Link));
            case 1:
                Change(lines, line, "mac", bytes => bytes[random.Next(bytes.Length)] ^= 1);
                return ($"mac {position}", new(position, BrokenCodes.Link));
            case 2:
                Change(lines, line, "hash", bytes => bytes[random.Next(bytes.Length)] ^= 1);
                return ($"hash {position}", new(position, BrokenCodes.Link));
            case 3:
                lines.RemoveAt(line);
                // The next that stands there: a link, or the checkpoint of the one that is gone.
                return ($"without {position}", position % (Links / 3) == 0 ? new(position - 1, BrokenCodes.Checkpoint) : new(position, BrokenCodes.Gap));
            case 4:
                lines.Insert(line, lines[line]);
                return ($"{position} twice", new(position + 1, BrokenCodes.Gap));
            case 5:
                lines.RemoveRange(line, lines.Count - line);
                return ($"cut at {position}", new(position, BrokenCodes.Truncated));
            case 6:
                lines[line] = lines[line].Replace("\"mac\":", "\"more\":1,\"mac\":", StringComparison.Ordinal);
                return ($"unknown member at {position}", new(position, BrokenCodes.Format));
            case 7:
                var checkpoint = (((position - 1) / (Links / 3)) + 1) * (Links / 3);
                var place = lines.FindIndex(text => text.StartsWith($"{{\"line\":\"checkpoint\",\"position\":{checkpoint},", StringComparison.Ordinal));
                Change(lines, place, random.Next(2) == 0 ? "signature" : "hash", bytes => bytes[random.Next(bytes.Length)] ^= 1);
                return ($"checkpoint {checkpoint}", new(checkpoint, BrokenCodes.Checkpoint));
            case 8:
                // All that follows computed anew, which needs no key: the next checkpoint says otherwise.
                ComputeAnew(lines, line, random);
                return ($"computed anew from {position}", new((((position - 1) / (Links / 3)) + 1) * (Links / 3), BrokenCodes.Checkpoint));
            default:
                // Without the checkpoints as well, the file's own signature is left.
                ComputeAnew(lines, line, random);
                lines.RemoveAll(text => text.StartsWith("{\"line\":\"checkpoint\"", StringComparison.Ordinal));
                return ($"computed anew from {position}, without checkpoints", new(Links, BrokenCodes.Signature));
        }
    }

    private static void ComputeAnew(List<string> lines, int from, Random random)
    {
        Change(lines, from, "record", bytes => bytes[random.Next(bytes.Length)] ^= 1);
        var hash = AuditChain.Genesis;
        for (var index = 0; index < lines.Count; index++)
        {
            var line = JsonNode.Parse(lines[index])!.AsObject();
            if ((string?)line["line"] != "link") continue;
            hash = AuditChain.Link(hash, (long)line["position"]!, BytesOf(line, "record"), BytesOf(line, "mac"));
            line["hash"] = Convert.ToBase64String(hash);
            lines[index] = line.ToJsonString();
        }
    }

    private static void Change(List<string> lines, int index, string member, Action<byte[]> change)
    {
        var line = JsonNode.Parse(lines[index])!.AsObject();
        var bytes = BytesOf(line, member);
        change(bytes);
        line[member] = Convert.ToBase64String(bytes);
        lines[index] = line.ToJsonString();
    }

    private static byte[] BytesOf(JsonObject line, string member) => Convert.FromBase64String((string)line[member]!);

    private static void Sign(List<string> lines, ECDsa signer)
    {
        lines.RemoveAt(lines.Count - 1);
        var signature = signer.SignData(ProofLine.SignedBytes(SHA256.HashData(Bytes(lines))), HashAlgorithmName.SHA256);
        lines.Add($"{{\"line\":\"signature\",\"signature\":\"{Convert.ToBase64String(signature)}\"}}");
    }

    /// <summary>A file of a terabyte without a line feed.</summary>
    private sealed class Endless : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get; set; }

        public override int Read(byte[] buffer, int offset, int count)
        {
            buffer.AsSpan(offset, count).Fill((byte)' ');
            Position += count;
            return count;
        }

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
