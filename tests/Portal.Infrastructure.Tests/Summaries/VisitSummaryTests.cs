using Portal.Domain.Conversations;
using Portal.Domain.Shared;
using Portal.Domain.Summaries;
using Portal.Infrastructure.Tests.Visits;
using Portal.Testing.Care;
using Xunit;
using static Portal.Infrastructure.Tests.Visits.VisitBench;

namespace Portal.Infrastructure.Tests.Summaries;

public sealed class VisitSummaryTests(CareFixture care) : IClassFixture<CareFixture>
{
    [Fact]
    public async Task A_visit_is_summed_up_from_its_record_and_what_was_written_about_it()
    {
        var bench = await VisitBench.Make(care);
        var messages = care.Get<IMessages>();
        Assert.True((await messages.Post(bench.Patient, bench.Conversation, CareWorld.Draft("Long before: my knee hurts."), None)).IsOk);
        var visit = await bench.Admitted();
        Assert.True((await messages.Post(bench.Patient, bench.Conversation, CareWorld.Draft("The rash is on my arm, it itches."), None)).IsOk);
        await bench.Join(bench.Clinician, visit);
        await bench.Join(bench.Patient, visit);
        Ok(await bench.Room.End(bench.Clinician, visit, None));
        Assert.True((await messages.Post(bench.Patient, bench.Conversation, CareWorld.Draft("Later: my back hurts."), None)).IsOk);

        var summary = (await care.Get<ISummaries>().Draft(bench.Nurse, new NewSummary(bench.Conversation, null, visit), None)).Value;
        Assert.Equal((SummaryKind.Visit, visit, "A rash that itches"), (summary.Kind, summary.Visit, summary.Text.Topic.Reveal()));
        var words = string.Join('\n', summary.Text.Sections.Select(section => section.Text.Reveal()));
        Assert.Contains("Booked for: “A rash that itches”", words, StringComparison.Ordinal);
        Assert.Contains("In the call: ", words, StringComparison.Ordinal);
        Assert.Contains("The rash is on my arm", words, StringComparison.Ordinal);
        Assert.DoesNotContain("knee", words, StringComparison.Ordinal);
        Assert.DoesNotContain("back", words, StringComparison.Ordinal);
        var log = (await bench.Log()).ToDictionary(one => one.Sequence);
        Assert.All(summary.Draft.Sections.SelectMany(section => section.Sentences), sentence => Assert.All(sentence.Sources, source => Assert.Contains(source, log.Keys)));
        Assert.True(summary.Period.From <= summary.Period.To);
    }

    [Fact]
    public async Task A_visit_of_another_conversation_is_unknown()
    {
        var (bench, other) = (await VisitBench.Make(care), await VisitBench.Make(care));
        var visit = await other.Visit();
        Assert.Equal(SummaryRefusals.UnknownVisit, (await care.Get<ISummaries>().Draft(bench.Nurse, new NewSummary(bench.Conversation, null, visit), None)).Refusal);
        Assert.Equal(SummaryRefusals.UnknownVisit, (await care.Get<ISummaries>().Draft(bench.Nurse, new NewSummary(bench.Conversation, null, Id.New<VisitId>()), None)).Refusal);
    }
}
