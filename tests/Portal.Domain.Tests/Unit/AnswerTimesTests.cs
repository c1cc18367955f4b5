using Portal.Domain.CareTeams.Unit;

namespace Portal.Domain.Tests.Unit;

public sealed class AnswerTimesTests
{
    private static readonly DateTimeOffset Begun = new(2026, 1, 15, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_patient_waits_from_the_first_word_to_the_first_answer()
    {
        var times = new AnswerTimes();
        Assert.Null(times.Take(Begun, isOfThePatientsSide: false)); // nobody had asked
        Assert.Null(times.Take(Begun.AddMinutes(1), isOfThePatientsSide: true));
        Assert.Null(times.Take(Begun.AddMinutes(5), isOfThePatientsSide: true));
        Assert.Equal(new Answer(Begun.AddMinutes(11), TimeSpan.FromMinutes(10)), times.Take(Begun.AddMinutes(11), isOfThePatientsSide: false));
        Assert.Null(times.Take(Begun.AddMinutes(12), isOfThePatientsSide: false)); // more of the same answer
        Assert.Null(times.Take(Begun.AddMinutes(20), isOfThePatientsSide: true));
        Assert.Equal(TimeSpan.FromMinutes(1), times.Take(Begun.AddMinutes(21), isOfThePatientsSide: false)!.Waited);
    }

    [Theory]
    [InlineData(50, 5)]
    [InlineData(90, 9)]
    [InlineData(91, 10)]
    [InlineData(100, 10)]
    [InlineData(1, 1)]
    public void A_percentile_is_an_answer_that_there_was(int percent, int minutes) =>
        Assert.Equal(TimeSpan.FromMinutes(minutes), AnswerTimes.Percentile([.. Enumerable.Range(1, 10).Reverse().Select(Of)], percent));

    [Fact]
    public void Of_none_there_is_none_and_of_one_it_is_that()
    {
        Assert.Null(AnswerTimes.Percentile([], 50));
        Assert.Equal(TimeSpan.FromMinutes(7), AnswerTimes.Percentile([Of(7)], 1));
    }

    private static Answer Of(int minutes) => new(Begun, TimeSpan.FromMinutes(minutes));
}
