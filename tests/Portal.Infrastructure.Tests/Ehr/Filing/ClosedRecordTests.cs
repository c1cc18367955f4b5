using Portal.Domain.Ehr;
using Portal.Domain.Shared;
using Portal.Infrastructure.Ehr.Filing;
using Portal.Infrastructure.Shared.Outbox;
using Portal.Testing.Database;
using Portal.Testing.Ehr;
using Xunit;

namespace Portal.Infrastructure.Tests.Ehr.Filing;

/// <summary>A 403 may be about one patient or about the portal.</summary>
public sealed class ClosedRecordTests(PortalDatabase database) : IClassFixture<PortalDatabase>
{
    private static readonly FhirTrouble Forbidden = FhirTrouble.Answers(403);

    [Theory]
    [InlineData("plain")]
    [InlineData("oracle")]
    public async Task One_record_that_is_closed_to_the_portal_is_for_a_person_and_holds_nobody_up(string server)
    {
        await using var ehr = await FhirServer.Start(FilingServers.Named(server));
        await using var bench = await FilingBench.Start(database, ehr);
        var closed = await SignNext(bench);
        var open = await SignNext(bench);
        ehr.Next(Forbidden);
        await bench.Work();
        var filing = await bench.Last(closed);
        Assert.Equal((FilingStatus.NeedsAttention, FilingCodes.Forbidden, true), (filing.Status, filing.Code, filing.CanRetry));
        Assert.Equal("Communication.category[0]: The server says no.", filing.EhrWords!.Value.Reveal());
        Assert.Equal(FilingStatus.Filed, (await bench.Last(open)).Status);
        Assert.Null(await Pause(bench));
        Assert.True((await bench.Filings.Retry(bench.Clinician, closed, 1, default)).IsOk);
        await bench.Work();
        Assert.Equal(FilingStatus.Filed, (await bench.Last(closed)).Status);
        Assert.Equal(2, ehr.All("Communication").Count);
    }

    [Fact]
    public async Task Where_reads_are_refused_with_it_everything_waits_for_an_administrator()
    {
        await using var ehr = await FhirServer.Start();
        await using var bench = await FilingBench.Start(database, ehr);
        var summary = await bench.Sign();
        var hasBegun = false;
        ehr.Trouble = call => (hasBegun |= call.IsWrite) && call.Path != "metadata" ? Forbidden : FhirTrouble.None;
        await bench.Work();
        Assert.Equal(FilingCodes.NotAllowed, (await Pause(bench))?.Code);
        Assert.Equal((FilingStatus.Waiting, FilingCodes.NotAllowed), ((await bench.Last(summary)).Status, (await bench.Last(summary)).Code));
        bench.Clock.Jump(TimeSpan.FromMinutes(20));
        await bench.Get<EhrProbe>().Ask(default);
        Assert.NotNull(await Pause(bench));
        Assert.Equal(0, Assert.Single(await bench.Deliveries()).Attempts);
        ehr.Trouble = _ => FhirTrouble.None;
        await bench.Settle();
        Assert.Equal(FilingStatus.Filed, (await bench.Last(summary)).Status);
        Assert.Single(ehr.All("Communication"));
    }

    [Fact]
    public async Task The_third_patient_in_a_row_makes_it_the_portals_and_a_closed_record_among_them_keeps_the_others_out_no_longer()
    {
        await using var ehr = await FhirServer.Start();
        await using var bench = await FilingBench.Start(database, ehr);
        var summaries = new List<SummaryId> { await SignNext(bench) };
        for (var patient = 2; patient <= 4; patient++)
        {
            await bench.NextPatient(ehr);
            summaries.Add(await SignNext(bench));
        }

        ehr.Trouble = call => call.IsWrite ? Forbidden : FhirTrouble.None;
        await bench.Settle(rounds: 3);
        await bench.Work();
        Assert.Equal(
            [(FilingStatus.NeedsAttention, FilingCodes.Forbidden), (FilingStatus.NeedsAttention, FilingCodes.Forbidden), (FilingStatus.Waiting, FilingCodes.WritesNotAllowed), (FilingStatus.Waiting, FilingCodes.WritesNotAllowed)],
            await Stand(bench, summaries));
        Assert.All((await bench.Deliveries()).Where(row => row.State == (short)DeliveryState.Waiting), row => Assert.Equal(0, row.Attempts));
        Assert.Equal(FilingCodes.WritesNotAllowed, (await Pause(bench))?.Code);

        // The portal may write now; the record of the last of them stays closed.
        ehr.Trouble = _ => FhirTrouble.None;
        ehr.Next(FhirTrouble.None, Forbidden);
        await bench.Settle();
        Assert.Equal((FilingStatus.Filed, null), (await Stand(bench, summaries))[2]);
        Assert.Equal((FilingStatus.NeedsAttention, FilingCodes.Forbidden), (await Stand(bench, summaries))[3]);
        foreach (var summary in summaries.Take(2)) Assert.True((await bench.Filings.Retry(bench.Clinician, summary, 1, default)).IsOk);
        await bench.Settle();
        Assert.All((await Stand(bench, summaries)).Take(3), stand => Assert.Equal(FilingStatus.Filed, stand.Item1));
        Assert.Equal(3, ehr.All("Communication").Count);
    }

    [Fact]
    public async Task What_is_good_to_have_and_may_not_be_read_is_done_without()
    {
        await using var ehr = await FhirServer.Start();
        await using var bench = await FilingBench.Start(database, ehr);
        ehr.Trouble = call => call.Path.StartsWith("CareTeam", StringComparison.Ordinal) ? Forbidden : FhirTrouble.None;
        var summary = await bench.Sign();
        await bench.Work();
        Assert.Equal(FilingStatus.Filed, (await bench.Last(summary)).Status);
        Assert.StartsWith("Practitioner/", (string)Assert.Single(ehr.All("Communication"))["recipient"]![0]!["reference"]!, StringComparison.Ordinal);
    }

    /// <summary>Tried after those that were signed before it.</summary>
    private static async Task<SummaryId> SignNext(FilingBench bench)
    {
        var summary = await bench.Sign();
        await bench.Dispatch();
        return summary;
    }

    private static async Task<OutboxPauseRow?> Pause(FilingBench bench) => (await bench.Get<OutboxPauses>().All(default)).SingleOrDefault(row => row.Target == EhrTarget.TargetName);

    private static async Task<IReadOnlyList<(FilingStatus, string?)>> Stand(FilingBench bench, IEnumerable<SummaryId> summaries)
    {
        var stand = new List<(FilingStatus, string?)>();
        foreach (var summary in summaries) stand.Add((await bench.Last(summary)) is var filing ? (filing.Status, filing.Code) : default);
        return stand;
    }
}
