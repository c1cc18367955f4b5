using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Portal.Domain.Shared;
using Portal.Domain.Summaries;
using Portal.Infrastructure.Shared.Outbox;
using Portal.Testing.Database;
using Portal.Testing.Time;
using Xunit;
using static Portal.Infrastructure.Tests.Summaries.SummaryBench;

namespace Portal.Infrastructure.Tests.Summaries;

public sealed class SummaryOutboxTests(PortalDatabase database) : IClassFixture<PortalDatabase>
{
    [Fact]
    public async Task Each_signed_version_is_owed_to_the_EHR_once_and_no_draft_is()
    {
        var target = new Recorder();
        await using var services = TestServices.Build(database, more => more.AddSingleton<IOutboxTarget>(target));
        await using var running = await TestServices.Start(services);
        var bench = await Make(services);
        var draft = await bench.Draft();
        Assert.True((await bench.Summaries.Edit(bench.Nurse, draft.Id, 1, Words("x"), None)).IsOk);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => bench.Summaries.Sign(bench.Clinician, draft.Id, new SummarySignature(2), None)));
        Assert.True((await bench.Summaries.Correct(bench.Clinician, draft.Id, new ClinicalText("y"), None)).IsOk);
        Assert.True((await bench.Summaries.EnterInError(bench.Clinician, draft.Id, ErrorReason.ClinicalError, None)).IsOk);
        await Until.True(() => target.Owes.Count >= 2);
        Assert.Equal([(draft.Id.Value, 1), (draft.Id.Value, 2)], target.Owes.Order());
    }

    private sealed class Recorder : IOutboxTarget
    {
        public ConcurrentQueue<(Guid Summary, int Version)> Owes { get; } = [];

        public string Name => "ehr";

        public int SideBySide => 1;

        public bool Wants(OutboxKind kind) => kind == OutboxKind.SummarySigned;

        public Task<IReadOnlyList<OwedDelivery>> Owed(IReadOnlyList<OutboxEventRow> events, CancellationToken cancel)
        {
            foreach (var one in events) Owes.Enqueue((one.SubjectId!.Value, one.SubjectVersion!.Value));
            return Task.FromResult<IReadOnlyList<OwedDelivery>>([]);
        }

        public Task<DeliveryResult> Deliver(OutboxDeliveryRow delivery, CancellationToken cancel) => throw new InvalidOperationException("Nothing was owed.");
    }
}
