using Portal.Domain.Audit;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Web.Shared.Commands;

namespace Portal.Web.Composition.Commands;

/// <summary>
/// Proves the audit trail from the console. One summary line on the output; where the trail does not hold, the first broken place on the error stream and exit
/// code 1, for a scheduler to see. The port is asked for when it is used: what is missing is said in one line.
/// </summary>
internal sealed class VerifyAuditCommand(IServiceProvider services) : IConsoleCommand
{
    private const int Broken = 1;

    public static string Name => "verify-audit";

    public static string Summary => "checks every MAC, link and checkpoint of the audit trail; exit code 1 where one does not hold";

    public async Task<int> Run(IReadOnlyList<string> arguments, CancellationToken cancel)
    {
        if (await services.GetRequiredService<IDatabaseUpkeep>().Objection(cancel) is { } objection) throw new SetupException(objection);
        if (!(await services.GetRequiredService<IAuditTrail>().Verify(Actor.System, cancel)).TryGet(out var verdict, out var refusal))
            throw new InvalidOperationException($"The system may verify the audit trail, and was refused: {refusal.Kind}.");
        await Console.Out.WriteLineAsync(Line(verdict));
        if (verdict.FirstBroken is { } broken)
        {
            await Console.Error.WriteLineAsync($"The audit trail is broken at position {broken.Position}: {Explain(broken.Code)} ({broken.Code}).");
            return Broken;
        }

        await Console.Out.WriteLineAsync(verdict is { Checkpoints: > 0, OutsideCheckpoints: 0 }
            ? "The audit trail holds; no checkpoint of it is in this node's Audit:CheckpointFile, so a cut tail would not be seen here."
            : "The audit trail holds.");
        return 0;
    }

    /// <summary>Where it is broken, the figures are those of the part before.</summary>
    private static string Line(AuditVerdict verdict) =>
        $"{(verdict.Holds ? "" : "Before the break: ")}{verdict.Verified + verdict.Unsealed} records, sealed up to {verdict.Verified}, unsealed {verdict.Unsealed}; " +
        $"{verdict.Checkpoints} checkpoints, {verdict.OutsideCheckpoints} of them also outside the database.";

    private static string Explain(string code) => code switch
    {
        BrokenCodes.Mac => "the record was changed, or written without the portal's key",
        BrokenCodes.Link => "the link does not follow from the record and the link before",
        BrokenCodes.Gap => "the link is gone",
        BrokenCodes.Missing => "the record is gone",
        BrokenCodes.Checkpoint => "a signed checkpoint says otherwise",
        BrokenCodes.Tail => "a checkpoint promises more, the tail was cut off",
        _ => "it does not hold",
    };
}
