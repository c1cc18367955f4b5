using System.Globalization;
using System.Security.Cryptography;
using Portal.Domain.Audit;
using Portal.Domain.Audit.Proof;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Web.Shared.Commands;

namespace Portal.Web.Composition.Commands;

/// <summary>
/// Proves the audit trail from the console, or a proof that was exported, for which no database is asked. One summary line on the output; where it does not
/// hold, the first broken place on the error stream and exit code 1, for a scheduler to see. The port is asked for when it is used: what is missing is
/// said in one line.
/// </summary>
internal sealed class VerifyAuditCommand(IServiceProvider services) : IConsoleCommand
{
    private const int Broken = 1;
    private const int NotUnderstood = 2;

    public static string Name => "verify-audit";

    public static string Summary => "checks the audit trail's MACs, links and checkpoints [--from N] [--to N], or a proof: --export FILE --key PEM";

    public async Task<int> Run(IReadOnlyList<string> arguments, CancellationToken cancel)
    {
        if (Asked.Read(arguments) is not { } asked)
        {
            await Console.Error.WriteLineAsync("verify-audit takes [--from POSITION] [--to POSITION], or --export FILE --key PEM.");
            return NotUnderstood;
        }

        return asked.Export is null ? await VerifyTrail(asked.Range, cancel) : await VerifyExport(asked.Export, asked.Key!, cancel);
    }

    private async Task<int> VerifyTrail(AuditRange range, CancellationToken cancel)
    {
        if (await services.GetRequiredService<IDatabaseUpkeep>().Objection(cancel) is { } objection) throw new SetupException(objection);
        var verified = await services.GetRequiredService<IAuditProof>().Verify(Actor.System, range, progress: null, cancel);
        if (verified.Refusal is { Kind: RefusalKind.Validation }) throw new SetupException("The audit trail has no such positions.");
        if (!verified.TryGet(out var verdict, out var refusal)) throw new InvalidOperationException($"The system may verify the audit trail, and was refused: {refusal.Kind}.");
        await Console.Out.WriteLineAsync(Line(range, verdict));
        if (verdict.FirstBroken is { } broken) return await Tell("audit trail", broken);
        await Console.Out.WriteLineAsync(verdict is { Checkpoints: > 0, OutsideCheckpoints: 0 }
            ? "The audit trail holds; no checkpoint of it is in this node's Audit:CheckpointFile, so a cut tail would not be seen here."
            : range == AuditRange.Whole ? "The audit trail holds." : "This part of the audit trail holds.");
        return 0;
    }

    private static async Task<int> VerifyExport(string path, string pem, CancellationToken cancel)
    {
        using var key = LoadKey(pem);
        await using var file = Open(path);
        var verdict = await ProofReader.Read(file, key, progress: null, cancel);
        var records = verdict.Verified.ToString(CultureInfo.InvariantCulture);
        await Console.Out.WriteLineAsync($"{(verdict.Holds ? "" : "Before the break: ")}{records} records from position {verdict.From}; {verdict.Checkpoints} checkpoints.");
        if (verdict.FirstBroken is { } broken) return await Tell("proof", broken);
        await Console.Out.WriteLineAsync(verdict.Checkpoints == 0 ? "The proof holds; no checkpoint is in it, so it rests on the signature of the export alone." : "The proof holds.");
        return 0;
    }

    private static ECDsa LoadKey(string path)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(File.ReadAllText(path));
            return key;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or CryptographicException)
        {
            key.Dispose();
            throw new SetupException("The key cannot be read: it must be a PEM file with the portal's public key.");
        }
    }

    private static FileStream Open(string path)
    {
        try
        {
            return new FileStream(path, new FileStreamOptions { Options = FileOptions.SequentialScan | FileOptions.Asynchronous, BufferSize = 0 });
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new SetupException("The export cannot be read.");
        }
    }

    private static async Task<int> Tell(string what, BrokenLink broken)
    {
        await Console.Error.WriteLineAsync($"The {what} is broken at position {broken.Position}: {Explain(broken.Code)} ({broken.Code}).");
        return Broken;
    }

    /// <summary>Where it is broken, the figures are those of the part before.</summary>
    private static string Line(AuditRange range, AuditVerdict verdict)
    {
        var head = (range.From ?? 1) - 1 + verdict.Verified;
        return $"{(verdict.Holds ? "" : "Before the break: ")}{verdict.Verified + verdict.Unsealed} records, sealed up to {head}, unsealed {verdict.Unsealed}; " +
            $"{verdict.Checkpoints} checkpoints, {verdict.OutsideCheckpoints} of them also outside the database.";
    }

    private static string Explain(string code) => code switch
    {
        BrokenCodes.Mac => "the record was changed, or written without the portal's key",
        BrokenCodes.Link => "the link does not follow from the record and the link before",
        BrokenCodes.Gap => "the link is gone",
        BrokenCodes.Missing => "the record is gone",
        BrokenCodes.Checkpoint => "a signed checkpoint says otherwise",
        BrokenCodes.Tail => "a checkpoint promises more, the tail was cut off",
        BrokenCodes.Format => "what stands there is no line of a proof",
        BrokenCodes.Truncated => "the file was cut off",
        BrokenCodes.Signature => "this key did not sign the file",
        _ => "it does not hold",
    };

    private sealed record Asked(AuditRange Range, string? Export, string? Key)
    {
        /// <summary>Null where it is not understood.</summary>
        public static Asked? Read(IReadOnlyList<string> arguments)
        {
            var asked = new Asked(AuditRange.Whole, null, null);
            foreach (var pair in arguments.Chunk(2))
            {
                if (pair is not [var name, var value] || asked.With(name, value) is not { } more) return null;
                asked = more;
            }

            return asked.IsSane ? asked : null;
        }

        /// <summary>A file needs its key, and has its own range.</summary>
        private bool IsSane => Range.IsSane && (Export is null) == (Key is null) && (Export is null || Range == AuditRange.Whole);

        private Asked? With(string name, string value) => (name, long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var position)) switch
        {
            ("--from", true) => this with { Range = Range with { From = position } },
            ("--to", true) => this with { Range = Range with { To = position } },
            ("--export", _) => this with { Export = value },
            ("--key", _) => this with { Key = value },
            _ => null,
        };
    }
}
