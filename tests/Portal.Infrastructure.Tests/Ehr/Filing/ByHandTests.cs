using Portal.Domain.Ehr;
using Portal.Domain.Shared;
using Portal.Domain.Summaries;
using Portal.Testing.Database;
using Portal.Testing.Ehr;
using Xunit;

namespace Portal.Infrastructure.Tests.Ehr.Filing;

/// <summary>What only a person can do in the EHR is asked for until somebody says that it is done.</summary>
public sealed class ByHandTests(PortalDatabase database) : IClassFixture<PortalDatabase>
{
    [Fact]
    public async Task A_correction_of_what_was_changed_in_the_EHR_can_be_done_there_and_said_to_be()
    {
        await using var ehr = await FhirServer.Start();
        await using var bench = await FilingBench.Start(database, ehr);
        var summary = await Edited(bench, ehr);
        await bench.Correct(summary, 2);
        await bench.Settle();
        var asked = await bench.Last(summary);
        Assert.Equal((FilingStatus.NeedsAttention, FilingCodes.EditedInEhr, FilingQuestion.CorrectByHand, false), (asked.Status, asked.Code, asked.Question, asked.CanRetry));
        Assert.Equal(FilingRefusals.NothingAsked, (await bench.Filings.Resolve(bench.Clinician, summary, 2, new FilingAnswer.Withdrawn(), default)).Refusal);
        Assert.True((await bench.Filings.Resolve(bench.Clinician, summary, 2, new FilingAnswer.Corrected(), default)).IsOk);
        var done = await bench.Last(summary);
        Assert.Equal((FilingStatus.Filed, FilingQuestion.None), (done.Status, done.Question));
        Assert.Equal(FilingRefusals.NothingAsked, (await bench.Filings.Resolve(bench.Clinician, summary, 2, new FilingAnswer.Corrected(), default)).Refusal);
        Assert.Equal(1L, await database.Scalar<long>($"select count(*) from audit_events where subject_id = '{summary}' and code = 'Corrected'"));
        Assert.Equal("stat", (string)Assert.Single(ehr.All("Communication"))["priority"]!);
    }

    [Fact]
    public async Task A_withdrawal_by_hand_answers_what_was_asked_of_the_versions_before()
    {
        await using var ehr = await FhirServer.Start();
        await using var bench = await FilingBench.Start(database, ehr);
        var summary = await Edited(bench, ehr);
        await bench.Correct(summary, 2);
        await bench.Settle();
        await bench.Withdraw(summary, 3);
        await bench.Settle();
        Assert.True((await bench.Filings.Resolve(bench.Clinician, summary, 3, new FilingAnswer.Withdrawn(), default)).IsOk);
        Assert.Equal(
            [(FilingStatus.Filed, FilingQuestion.None), (FilingStatus.Superseded, FilingQuestion.None), (FilingStatus.Filed, FilingQuestion.None)],
            (await bench.Of(summary)).Select(filing => (filing.Status, filing.Question)));
    }

    [Fact]
    public async Task The_list_of_a_conversation_does_not_call_withdrawn_what_the_EHR_still_has_in_force()
    {
        await using var ehr = await FhirServer.Start(FhirServerSettings.Oracle);
        await using var bench = await FilingBench.Start(database, ehr);
        var summary = await bench.Sign();
        await bench.Work();
        Assert.False((await Line(bench)).IsStillInForce);
        await bench.Withdraw(summary, 2);
        Assert.False((await Line(bench)).IsStillInForce);
        await bench.Work();
        Assert.True((await Line(bench)).IsStillInForce);
        Assert.True((await bench.Filings.Resolve(bench.Clinician, summary, 2, new FilingAnswer.Withdrawn(), default)).IsOk);
        Assert.False((await Line(bench)).IsStillInForce);
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("oracle")]
    public async Task What_another_EHR_holds_is_withdrawn_there_by_hand(string server)
    {
        await using var first = await FhirServer.Start(FilingServers.Named(server));
        await using var bench = await FilingBench.Start(database, first);
        var (withdrawn, corrected) = (await bench.Sign(), await bench.Sign());
        await bench.Work();
        await using var second = await FhirServer.Start(FilingServers.Named(server));
        await bench.Introduce(second);
        await database.Execute("truncate leases");
        await using var moved = bench.Again(database, second);
        await moved.Withdraw(withdrawn, 2);
        await moved.Correct(corrected, 2);
        await moved.Settle();
        var (asked, other) = (await moved.Last(withdrawn), await moved.Last(corrected));
        Assert.Equal((FilingStatus.NeedsAttention, FilingCodes.FiledElsewhere, FilingQuestion.WithdrawByHand, first.Address.Authority), (asked.Status, asked.Code, asked.Question, asked.ElsewhereIn));
        Assert.Equal((FilingStatus.NeedsAttention, FilingCodes.FiledElsewhere, FilingQuestion.CorrectByHand, first.Address.Authority), (other.Status, other.Code, other.Question, other.ElsewhereIn));
        Assert.Empty(second.Writes);
        Assert.True((await moved.Filings.Resolve(moved.Clinician, withdrawn, 2, new FilingAnswer.Withdrawn(), default)).IsOk);
        Assert.Equal(FilingStatus.Filed, (await moved.Last(withdrawn)).Status);
    }

    private static async Task<SummaryId> Edited(FilingBench bench, FhirServer ehr)
    {
        var summary = await bench.Sign();
        await bench.Work();
        ehr.Edit("Communication", (await bench.Last(summary)).Receipt!.ResourceId, one => one["priority"] = "stat");
        return summary;
    }

    private static async Task<SummaryLine> Line(FilingBench bench) => Assert.Single((await bench.Get<ISummaries>().List(bench.Clinician, bench.Conversation, default)).Value);
}
