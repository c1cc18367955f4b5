using System.Buffers;
using System.Security.Cryptography;

namespace Portal.Infrastructure.Audit.Exports;

/// <summary>The bytes of an export on their way out: counted and hashed as they go.</summary>
internal sealed class ExportFile(Stream output) : IDisposable
{
    private readonly IncrementalHash digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public long Bytes { get; private set; }

    /// <summary>Of all bytes so far.</summary>
    public byte[] Sha256 => digest.GetCurrentHash();

    public async ValueTask Write(ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        digest.AppendData(bytes.Span);
        Bytes += bytes.Length;
        await output.WriteAsync(bytes, cancel);
    }

    /// <summary>What the buffer holds, and empties it.</summary>
    public async ValueTask Write(ArrayBufferWriter<byte> buffer, CancellationToken cancel)
    {
        await Write(buffer.WrittenMemory, cancel);
        buffer.ResetWrittenCount();
    }

    public void Dispose() => digest.Dispose();
}

/// <summary>One kind of file.</summary>
internal interface IExportWriter
{
    string ContentType { get; }

    string Extension { get; }

    /// <summary>Writes all of it; how many lines of the trail that were.</summary>
    Task<long> Write(AuditQueryText asked, Guid upTo, ExportFile file, CancellationToken cancel);
}
