using System.Text;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Portal.Domain.Shared;

namespace Portal.Infrastructure.Audit;

/// <summary>
/// The checkpoints outside the database, one <see cref="CheckpointLine"/> a line, ascending. A crash may leave a last line without its end; it counts as
/// not written, and the next append begins over it.
/// </summary>
internal sealed class CheckpointFile
{
    /// <summary>Longer than any two lines.</summary>
    private const int TailSize = 4_096;
    private readonly string path;

    public CheckpointFile(IOptions<AuditOptions> options, IHostEnvironment environment)
    {
        path = options.Value.CheckpointFile
            ?? (environment.IsDevelopment() ? Path.Combine(environment.ContentRootPath, "..", ".data", "audit", "checkpoints.jsonl")
                : throw new SetupException("Audit:CheckpointFile is not set: the file outside the database that signed checkpoints of the audit trail go to."));
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            Open(FileAccess.ReadWrite).Dispose();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SetupException("Audit:CheckpointFile cannot be written: the program needs a folder there that it may write to.");
        }
    }

    /// <summary>The last whole line's position; zero where there is none.</summary>
    /// <exception cref="InvalidDataException">The last line is not a checkpoint: somebody else wrote here.</exception>
    public long LastPosition()
    {
        using var file = Open(FileAccess.Read);
        var end = EndOfLastLine(file);
        if (end == 0) return 0;
        var tail = new byte[Math.Min(end, TailSize)];
        file.Seek(end - tail.Length, SeekOrigin.Begin);
        file.ReadExactly(tail);
        var text = tail.AsSpan(..^1);
        var line = CheckpointLine.Parse(Encoding.UTF8.GetString(text[(text.LastIndexOf((byte)'\n') + 1)..]));
        return line?.Checkpoint.Position ?? throw new InvalidDataException("The last line of the checkpoint file is not a checkpoint.");
    }

    /// <summary>Appends, and returns when it is on the disk.</summary>
    public async Task Append(IEnumerable<SignedCheckpoint> checkpoints, CancellationToken cancel)
    {
        await using var file = Open(FileAccess.ReadWrite);
        file.SetLength(EndOfLastLine(file));
        file.Seek(0, SeekOrigin.End);
        foreach (var one in checkpoints) await file.WriteAsync(Encoding.UTF8.GetBytes(CheckpointLine.Format(one) + "\n"), cancel);
        file.Flush(flushToDisk: true);
    }

    /// <summary>The lines that are whole when the first one is asked for, one at a time; null for one that is not a checkpoint.</summary>
    public IEnumerable<SignedCheckpoint?> Read()
    {
        using var file = Open(FileAccess.Read);
        var end = EndOfLastLine(file);
        file.Seek(0, SeekOrigin.Begin);
        using var reader = new StreamReader(file, Encoding.UTF8);
        long read = 0;
        while (read < end && reader.ReadLine() is { } text)
        {
            read += Encoding.UTF8.GetByteCount(text) + 1;
            yield return CheckpointLine.Parse(text);
        }
    }

    private FileStream Open(FileAccess access)
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = access, Share = FileShare.ReadWrite };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(path, options);
    }

    /// <summary>Behind the last line feed.</summary>
    private static long EndOfLastLine(FileStream file)
    {
        var block = new byte[TailSize];
        for (var end = file.Length; end > 0; end -= Math.Min(end, TailSize))
        {
            var size = (int)Math.Min(end, TailSize);
            file.Seek(end - size, SeekOrigin.Begin);
            file.ReadExactly(block, 0, size);
            var feed = Array.LastIndexOf(block, (byte)'\n', size - 1, size);
            if (feed >= 0) return end - size + feed + 1;
        }

        return 0;
    }
}
