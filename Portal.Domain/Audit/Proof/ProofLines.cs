using System.Security.Cryptography;
using System.Text.Json;

namespace Portal.Domain.Audit.Proof;

/// <summary>The lines of a proof one at a time, with the hash of all bytes up to and with the last one. A line too long or no line of a proof ends it.</summary>
internal sealed class ProofLines(Stream file) : IDisposable
{
    private readonly IncrementalHash digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] buffer = new byte[4 * ProofLine.Limit];
    private int begin;
    private int end;
    private bool isDone;

    /// <summary>Of all lines so far, with their line feeds.</summary>
    public byte[] Sha256 => digest.GetCurrentHash();

    /// <summary>False once something stood there that is no line; bytes behind the last line feed are a line that was cut.</summary>
    public bool IsWhole { get; private set; } = true;

    /// <summary>Bytes behind the last line feed.</summary>
    public bool HasRest => end > begin;

    /// <summary>Null at the end, or where no line stands.</summary>
    public async ValueTask<ProofLine?> Next(CancellationToken cancel)
    {
        while (IsWhole)
        {
            var feed = buffer.AsSpan(begin, end - begin).IndexOf((byte)'\n');
            if (feed >= 0) return Take(feed);
            if (end - begin > ProofLine.Limit) IsWhole = false;
            else if (isDone) return null;
            else await Fill(cancel);
        }

        return null;
    }

    public void Dispose() => digest.Dispose();

    private ProofLine? Take(int length)
    {
        var text = buffer.AsSpan(begin, length);
        digest.AppendData(buffer.AsSpan(begin, length + 1));
        begin += length + 1;
        try
        {
            var line = length <= ProofLine.Limit ? JsonSerializer.Deserialize(text, ProofJson.Default.ProofLine) : null;
            IsWhole = line is not null;
            return line;
        }
        catch (JsonException)
        {
            IsWhole = false;
            return null;
        }
    }

    private async ValueTask Fill(CancellationToken cancel)
    {
        buffer.AsSpan(begin, end - begin).CopyTo(buffer);
        (begin, end) = (0, end - begin);
        var read = await file.ReadAsync(buffer.AsMemory(end), cancel);
        end += read;
        isDone = read == 0;
    }
}
