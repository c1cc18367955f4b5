using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Portal.Benchmarks.Floors;
using Portal.Benchmarks.Load;
using Portal.Domain.Audit;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Infrastructure.Audit.Reading;
using Portal.Testing.Database;

namespace Portal.Benchmarks;

/// <summary>
/// A page of the audit trail of 1,000,000 events: the first, and the one that 999 pages stand before. The line that an opening leaves of itself is not written
/// here: its commit costs the same for both, and would only hide a difference.
/// </summary>
internal static class AuditPages
{
    private const int Events = 1_000_000;
    private const int Limit = PageRequest.DefaultLimit;
    private const int Far = 999;
    private const int PagesARound = 200;
    private static readonly Actor Auditor = new() { Kind = ActorKind.Practitioner, PersonId = Id.New<PersonId>(), Roles = StaffRoles.Auditor };

    public static async Task Run(Report report, Effort effort)
    {
        var database = new PortalDatabase();
        await database.InitializeAsync();
        try
        {
            await LongTrail.Write(database, Events);
            await using var services = TestServices.Build(database);
            await using var floor = new BareKeyset(database.Settings["ConnectionStrings:Portal"]!);
            await Measure(report, effort, services.GetRequiredService<AuditReader>(), floor);
        }
        finally
        {
            await database.DisposeAsync();
        }
    }

    private static async Task Measure(Report report, Effort effort, AuditReader reader, BareKeyset bare)
    {
        var far = await bare.Page(behind: null, Far * Limit);
        var all = new AuditQuery();
        var one = new AuditQuery { Patient = LongTrail.Patient };
        Func<Task>[] sides =
        [
            () => Ours(reader, all, behind: null), () => Ours(reader, all, far), () => bare.Page(behind: null, Limit), () => bare.Page(far, Limit), () => Ours(reader, one, behind: null),
        ];
        foreach (var side in sides) await Times(side);
        var rounds = Array.ConvertAll(sides, _ => new List<double>());
        for (var round = 0; round < effort.Rounds; round++)
            await Effort.Alternate(round, [.. sides.Select((side, index) => (Func<Task>)(async () => rounds[index].Add(await Times(side))))]);
        var (first, last, bareFirst, bareLast, patients) = (new Rounds(rounds[0]), new Rounds(rounds[1]), new Rounds(rounds[2]), new Rounds(rounds[3]), new Rounds(rounds[4]));
        report.Row("page 1,000 beside page 1, median", "ms", last, first, Goal.AtMost(1.3));
        report.Row("page 1 beside the bare keyset query, median", "ms", first, bareFirst);
        report.Row("page 1,000 beside the bare keyset query, median", "ms", last, bareLast);
        report.Aside("page 1 of one patient of 10,000, median", "ms", patients);
    }

    private static async Task Ours(AuditReader reader, AuditQuery query, Guid? behind)
    {
        var view = await reader.View(Auditor, query, CancellationToken.None);
        var page = await reader.Page(view, query, behind, Limit, CancellationToken.None);
        if (page.Items.Count != Limit) throw new InvalidOperationException("Not read.");
    }

    /// <summary>Milliseconds of the median page.</summary>
    private static async Task<double> Times(Func<Task> page)
    {
        var times = new List<double>(PagesARound);
        for (var count = 0; count < PagesARound; count++)
        {
            var watch = Stopwatch.StartNew();
            await page();
            times.Add(watch.Elapsed.TotalMilliseconds);
        }

        return Rounds.Percentile([.. times.Order()], 0.5);
    }
}
