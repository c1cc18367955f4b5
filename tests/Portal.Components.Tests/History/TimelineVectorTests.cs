using Portal.Web.Conversations.History;
using Xunit;

namespace Portal.Components.Tests.History;

public sealed class TimelineVectorTests
{
    public static TheoryData<string, string> Vectors()
    {
        var data = new TheoryData<string, string>();
        foreach (var file in Directory.EnumerateFiles(TimelineVector.Folder, "*.json").Order(StringComparer.Ordinal).Select(Path.GetFileName))
            foreach (var vector in TimelineVector.Of(file!))
                data.Add(file!, vector.GetProperty("name").GetString()!);
        return data;
    }

    [Fact]
    public void The_vectors_of_the_client_are_found() => Assert.True(Vectors().Count >= 60);

    [Theory]
    [MemberData(nameof(Vectors))]
    public void The_timeline_is_what_the_vector_says(string file, string name)
    {
        var vector = new TimelineVector(TimelineVector.Of(file).Single(found => found.GetProperty("name").GetString() == name));
        var timeline = vector.Start();
        var outcomes = new List<TimelineOutcome>();
        foreach (var input in vector.Inputs())
        {
            (timeline, var outcome) = TimelineReducer.Apply(timeline, input);
            outcomes.Add(outcome);
        }

        Assert.Equal(vector.Expected(), TimelineVector.Found(outcomes, timeline), ignoreLineEndingDifferences: true);
    }
}
