using Portal.Domain.Identity;
using Portal.Domain.Notifications;
using Portal.Infrastructure.Ehr.Filing;
using Portal.Infrastructure.Shared.Outbox;
using Portal.Testing.Database;
using Portal.Testing.Ehr;
using Xunit;

namespace Portal.Infrastructure.Tests.Ehr.Filing;

/// <summary>
/// A fifth of all requests goes wrong in every way there is, and the process is ended in the middle of its work and started anew. A life ends as a killed process
/// does: what was under way writes nothing more, and its leases run out. It ends by turns behind the mark and before anything was stored, and behind the storing and before the answer.
/// </summary>
internal static class FaultyLives
{
    private const double Faults = 0.2;

    private static readonly FhirTrouble[] Troubles =
    [
        FhirTrouble.Answers(500), FhirTrouble.AnswersAfterStoring(500), FhirTrouble.Answers(502), FhirTrouble.AnswersAfterStoring(504), FhirTrouble.Answers(408), FhirTrouble.ClosesBeforeReading,
        FhirTrouble.ClosesAfterReading, FhirTrouble.ClosesAfterStoring, FhirTrouble.BreaksOffAfterStoring, FhirTrouble.SaysNothing, FhirTrouble.HtmlPage,
    ];

    /// <summary>Works off what is owed, <paramref name="all"/> deliveries, in lives of one node; all but the last are ended in the middle of their work.</summary>
    public static async Task Run(PortalDatabase database, FilingBench house, FhirServer ehr, int kills, int all)
    {
        var random = new Random(20261121);
        var faulty = 0;
        FhirTrouble last = FhirTrouble.None;
        TaskCompletionSource? stalled = null;
        var writesLeft = 0;
        ehr.Trouble = call =>
        {
            lock (random)
            {
                // Armed before the life begins, and so many writes are sure to come: a life cannot be over before it is ended.
                if (call.IsWrite && stalled is not null && --writesLeft < 0)
                {
                    stalled.TrySetResult();
                    return last;
                }

                // The first always, so that few summaries meet something too.
                if (faulty > 0 && random.NextDouble() >= Faults) return FhirTrouble.None;
                faulty++;

                // Each of these pauses the whole for half a second at least.
                return random.Next(100) == 0 ? FhirTrouble.Answers(503) : Troubles[random.Next(Troubles.Length)];
            }
        };
        var before = await Ended(database);
        await house.Dispatch();
        var administrator = await house.World.Staff(StaffRoles.Administrator);
        for (var life = 0; life <= kills; life++)
        {
            if (life < kills)
            {
                // The process ends before it hears whether the EHR has it. What is left is at least a share for each life that follows.
                lock (random) (last, stalled, writesLeft) = (life % 2 == 0 ? FhirTrouble.HangsAfterStoring : FhirTrouble.Hangs, new TaskCompletionSource(), (all / (kills + 2)) - 1);
            }

            await using var node = house.Again(database, ehr, new Dictionary<string, string?> { ["Outbox:Attempts"] = "100", ["Ehr:RequestTimeout"] = "00:00:10" });
            var workers = node.Get<OutboxWorkers>();
            var probe = node.Get<EhrProbe>();
            await workers.StartAsync(default);
            await probe.StartAsync(default);
            await Reach(house, administrator, async () => life < kills ? stalled!.Task.IsCompleted : await Ended(database) >= before + all);
            await workers.StopAsync(default);
            await probe.StopAsync(default);
            if (life < kills) Assert.NotEqual(0, await database.Scalar<long>("select count(*) from outbox_deliveries where state = 0 and lease_until is not null"));
            lock (random) stalled = null;
            house.Clock.Jump(TimeSpan.FromMinutes(2));
        }

        Assert.True(faulty > all / 10, $"only {faulty} requests went wrong: the test shows little");
        ehr.Trouble = _ => FhirTrouble.None;
        await house.Settle();
    }

    private static Task<long> Ended(PortalDatabase database) => database.Scalar<long>("select count(*) from outbox_deliveries where target = 'ehr' and state <> 0");

    /// <summary>What failed is made due at once, as often as it has to be, so that no test waits for a backoff.</summary>
    private static async Task Reach(FilingBench house, Actor administrator, Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(10));
        while (!await condition())
        {
            limit.Token.ThrowIfCancellationRequested();
            await house.Get<IDeliveries>().Drain(administrator, EhrTarget.TargetName, limit.Token);
            await Task.Delay(TimeSpan.FromMilliseconds(50), limit.Token);
        }
    }
}
