using Portal.Infrastructure.Ehr.Filing;
using Portal.Infrastructure.Ehr.Profiles;
using Xunit;

namespace Portal.Infrastructure.Tests.Ehr.Filing;

/// <summary>The table of outcomes, a row a line: what was asked, what came, under which guarantee, what follows.</summary>
public sealed class FilingDecisionTests
{
    [Theory]
    [InlineData("201 Resource", "GoOn", "GoOn", "GoOn")]
    [InlineData("201 Empty", "GoOn", "GoOn", "GoOn")]
    [InlineData("201 Outcome", "GoOn", "GoOn", "GoOn")]
    [InlineData("201 NotFhir", "GoOn", "GoOn", "GoOn")]
    [InlineData("200 Resource", "Check", "GoOn", "GoOn")]
    [InlineData("200 Outcome", "Check", "GoOn", "GoOn")]
    [InlineData("200 Empty", "Check", "Search no-answer", "Ask no-answer")]
    [InlineData("200 NotFhir", "Again not-fhir", "Search not-fhir", "Ask not-fhir")]
    [InlineData("202 Empty", "Again no-answer", "Search no-answer", "Ask no-answer")]
    [InlineData("204 Empty", "Again no-answer", "Search no-answer", "Ask no-answer")]
    [InlineData("302 NotFhir", "Pause not-fhir", "Pause not-fhir", "Pause not-fhir")]
    [InlineData("400 Outcome", "Park refused-by-ehr", "Park refused-by-ehr", "Park refused-by-ehr")]
    [InlineData("400 Empty", "Park refused-by-ehr", "Park refused-by-ehr", "Park refused-by-ehr")]
    [InlineData("400 NotFhir", "Park refused-by-ehr", "Park refused-by-ehr", "Park refused-by-ehr")]
    [InlineData("401 Empty", "Pause credentials", "Pause credentials", "Pause credentials")]
    [InlineData("403 Outcome", "Forbidden", "Forbidden", "Forbidden")]
    [InlineData("404 NotFhir", "Park not-taken-by-ehr", "Park not-taken-by-ehr", "Park not-taken-by-ehr")]
    [InlineData("405 Outcome", "Park not-taken-by-ehr", "Park not-taken-by-ehr", "Park not-taken-by-ehr")]
    [InlineData("408 Empty", "Again no-answer", "Again no-answer", "Ask no-answer")]
    [InlineData("408 Outcome", "Again no-answer", "Again no-answer", "Again no-answer")]
    [InlineData("409 Outcome", "Park conflict-in-ehr", "Park conflict-in-ehr", "Park conflict-in-ehr")]
    [InlineData("412 Outcome", "Park duplicates-in-ehr", "Park refused-by-ehr", "Park refused-by-ehr")]
    [InlineData("415 Empty", "Park not-taken-by-ehr", "Park not-taken-by-ehr", "Park not-taken-by-ehr")]
    [InlineData("422 Outcome", "Park refused-by-ehr", "Park refused-by-ehr", "Park refused-by-ehr")]
    [InlineData("429 Empty", "Pause busy", "Pause busy", "Pause busy")]
    [InlineData("500 Outcome", "Again ehr-error", "Search ehr-error", "Ask ehr-error")]
    [InlineData("501 Outcome", "Park not-taken-by-ehr", "Park not-taken-by-ehr", "Park not-taken-by-ehr")]
    [InlineData("502 NotFhir", "Again ehr-error", "Search ehr-error", "Ask ehr-error")]
    [InlineData("503 NotFhir", "Pause unavailable", "Pause unavailable", "Ask no-answer")]
    [InlineData("504 NotFhir", "Again ehr-error", "Search ehr-error", "Ask ehr-error")]
    [InlineData("507 Empty", "Again ehr-error", "Search ehr-error", "Ask ehr-error")]
    [InlineData("not-sent", "Pause unreachable", "Pause unreachable", "Pause unreachable")]
    [InlineData("no-answer", "Again no-answer", "Search no-answer", "Ask no-answer")]
    public void After_a_create(string answer, string conditional, string searchFirst, string atMostOnce)
    {
        Assert.Equal(conditional, Next(FilingPhase.Create, answer, FilingGuarantee.Conditional));
        Assert.Equal(searchFirst, Next(FilingPhase.Create, answer, FilingGuarantee.SearchFirst));
        Assert.Equal(atMostOnce, Next(FilingPhase.Create, answer, FilingGuarantee.AtMostOnce));
    }

    [Theory]
    [InlineData("200 Resource", "GoOn")]
    [InlineData("200 Empty", "GoOn")]
    [InlineData("201 Resource", "GoOn")]
    [InlineData("204 Empty", "GoOn")]
    [InlineData("200 NotFhir", "Again not-fhir")]
    [InlineData("202 Empty", "Again no-answer")]
    [InlineData("400 Outcome", "Park refused-by-ehr")]
    [InlineData("401 Empty", "Pause credentials")]
    [InlineData("403 Empty", "Forbidden")]
    [InlineData("404 Outcome", "Park gone-in-ehr")]
    [InlineData("405 Outcome", "Park not-taken-by-ehr")]
    [InlineData("408 Empty", "Again no-answer")]
    [InlineData("409 Outcome", "Check")]
    [InlineData("410 Outcome", "Park gone-in-ehr")]
    [InlineData("412 Outcome", "Check")]
    [InlineData("415 Empty", "Park not-taken-by-ehr")]
    [InlineData("422 Outcome", "Park refused-by-ehr")]
    [InlineData("429 Empty", "Pause busy")]
    [InlineData("500 Outcome", "Again ehr-error")]
    [InlineData("501 Outcome", "Park not-taken-by-ehr")]
    [InlineData("502 NotFhir", "Again ehr-error")]
    [InlineData("503 Empty", "Pause unavailable")]
    [InlineData("504 NotFhir", "Again ehr-error")]
    [InlineData("not-sent", "Pause unreachable")]
    [InlineData("no-answer", "Again no-answer")]
    public void After_an_update_which_a_repeat_does_not_double(string answer, string expected)
    {
        foreach (var guarantee in Enum.GetValues<FilingGuarantee>()) Assert.Equal(expected, Next(FilingPhase.Update, answer, guarantee));
    }

    [Theory]
    [InlineData("200 Resource", "GoOn", "GoOn")]
    [InlineData("200 NotFhir", "Again not-fhir", "Without")]
    [InlineData("201 Empty", "GoOn", "GoOn")]
    [InlineData("400 Outcome", "Without", "Without")]
    [InlineData("403 Outcome", "Without", "Without")]
    [InlineData("422 Outcome", "Without", "Without")]
    [InlineData("429 Empty", "Pause busy", "Without")]
    [InlineData("500 Empty", "Again ehr-error", "Without")]
    [InlineData("503 Empty", "Pause unavailable", "Without")]
    [InlineData("not-sent", "Pause unreachable", "Without")]
    [InlineData("no-answer", "Again no-answer", "Without")]
    public void After_a_provenance_under_our_id_and_one_sent_once(string answer, string ownId, string once)
    {
        Assert.Equal(ownId, Next(FilingPhase.ProvenanceOwnId, answer, FilingGuarantee.Conditional));
        Assert.Equal(once, Next(FilingPhase.ProvenanceOnce, answer, FilingGuarantee.Conditional));
    }

    [Theory]
    [InlineData("200 Resource", "GoOn", "GoOn")]
    [InlineData("200 Outcome", "Again not-fhir", "Without")]
    [InlineData("200 NotFhir", "Again not-fhir", "Without")]
    [InlineData("400 Outcome", "Park refused-by-ehr", "Without")]
    [InlineData("401 Empty", "Pause credentials", "Without")]
    [InlineData("403 Empty", "Forbidden", "Without")]
    [InlineData("404 Outcome", "Park not-taken-by-ehr", "Without")]
    [InlineData("429 Empty", "Pause busy", "Without")]
    [InlineData("500 Empty", "Again ehr-error", "Without")]
    [InlineData("503 Empty", "Pause unavailable", "Without")]
    [InlineData("not-sent", "Pause unreachable", "Without")]
    [InlineData("no-answer", "Again no-answer", "Without")]
    public void After_a_lookup_and_after_reading_back(string answer, string lookUp, string readBack)
    {
        Assert.Equal(lookUp, Next(FilingPhase.LookUp, answer, FilingGuarantee.SearchFirst));
        Assert.Equal(readBack, Next(FilingPhase.ReadBack, answer, FilingGuarantee.SearchFirst));
    }

    [Fact]
    public void Every_status_has_a_next_step_in_every_phase()
    {
        foreach (var phase in Enum.GetValues<FilingPhase>())
            foreach (var guarantee in Enum.GetValues<FilingGuarantee>())
                foreach (var body in Enum.GetValues<BodyKind>())
                    for (var status = 100; status < 600; status++)
                        Assert.NotNull(FilingDecision.After(phase, EhrAnswer.Of(status, body), guarantee));
    }

    [Fact]
    public void Nothing_is_sent_again_by_itself_where_it_may_be_there_and_cannot_be_looked_for()
    {
        foreach (var status in Enumerable.Range(100, 500))
        {
            var answer = EhrAnswer.Of(status, BodyKind.Empty);
            if (FilingDecision.After(FilingPhase.Create, answer, FilingGuarantee.AtMostOnce) is NextStep.Again or NextStep.Pause or NextStep.Search) Assert.True(FilingDecision.StoredNothing(answer), $"{status}");
        }
    }

    private static string Next(FilingPhase phase, string answer, FilingGuarantee guarantee) => FilingDecision.After(phase, Answer(answer), guarantee) switch
    {
        NextStep.GoOn => "GoOn",
        NextStep.Check => "Check",
        NextStep.Without => "Without",
        NextStep.Forbidden => "Forbidden",
        NextStep.Again(var code) => "Again " + code,
        NextStep.Search(var code) => "Search " + code,
        NextStep.Ask(var code) => "Ask " + code,
        NextStep.Park(var code) => "Park " + code,
        NextStep.Pause(var code) => "Pause " + code,
        var other => other.ToString(),
    };

    private static EhrAnswer Answer(string written) => written.Split(' ') switch
    {
        ["not-sent"] => EhrAnswer.NotSent,
        ["no-answer"] => EhrAnswer.NoAnswer,
        [var status, var body] => EhrAnswer.Of(int.Parse(status, System.Globalization.CultureInfo.InvariantCulture), Enum.Parse<BodyKind>(body)),
        _ => throw new FormatException(written),
    };
}
