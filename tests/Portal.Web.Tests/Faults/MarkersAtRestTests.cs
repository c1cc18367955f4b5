using Npgsql;
using Portal.Testing.Care;
using Portal.Testing.Running;
using Xunit;

namespace Portal.Web.Tests.Faults;

/// <summary>What patients and staff wrote is searched for wherever something comes to rest: in the clear it lies nowhere.</summary>
public sealed class MarkersAtRestTests(CareFixture care) : IClassFixture<CareFixture>
{
    private static readonly Dictionary<string, string> EveryLogLine = new(StringComparer.Ordinal)
    {
        ["Logging__LogLevel__Default"] = "Trace",
        ["Logging__LogLevel__Microsoft"] = "Trace",
    };

    [Fact]
    public async Task No_clinical_word_lies_in_the_clear_in_the_cluster_the_output_mails_or_temporary_files()
    {
        var began = Began();
        var marker = new Marker();
        await using var portal = await PortalProcess.Start(care.Database, EveryLogLine);
        await new MarkedCare(care.Services, () => portal.Address, marker).Happen();
        var mails = Path.Combine(portal.Home, ".data", "mail");
        await portal.Until(() => Directory.Exists(mails) && Directory.EnumerateFiles(mails).Any(), "the nurse, who is away, has a mail");

        foreach (var file in Directory.EnumerateFiles(portal.Home, "*", SearchOption.AllDirectories)) marker.AssertAbsent(file, await File.ReadAllBytesAsync(file));
        Assert.Contains("dbug: ", portal.Output, StringComparison.Ordinal);
        marker.AssertAbsent("the program's output", portal.Output);
        await ClusterFiles.AssertAbsent(care.Database.Superuser, began, marker);
    }

    [Trait("ASVS", "16.2.5")]
    [Fact]
    public async Task No_clinical_word_stands_in_a_trace_a_metric_or_a_log_of_any_level()
    {
        var marker = new Marker();
        using var observed = new Observed();
        await using (var host = new LiveHost(care.Database, observed)) await new MarkedCare(host.Services, () => host.Address, marker).Happen();
        foreach (var source in (string[])["activity Microsoft.AspNetCore.Hosting.HttpRequestIn", "measurement http.server.request.duration", "activity postgresql", "log Portal."])
            Assert.Contains(observed.Lines, line => line.StartsWith(source, StringComparison.Ordinal));
        marker.AssertAbsent("what is observed", string.Join('\n', observed.Lines));
    }

    [Theory]
    [InlineData("create table planted_{0} as select '{0}'::text as word", "")]
    [InlineData("create table planted_64_{1} as select encode(convert_to('xx{0}yy', 'UTF8'), 'base64') as word", "")]
    [InlineData("do $$ begin raise warning '{0}'; end $$", "../server.log")]
    public async Task The_search_finds_a_word_that_does_lie_in_the_clear(string plant, string place)
    {
        var began = Began();
        var marker = new Marker();
        await using (var source = NpgsqlDataSource.Create(care.Database.Superuser))
        await using (var command = source.CreateCommand(string.Format(null, plant, marker.Of("planted"), Guid.CreateVersion7().ToString("N")))) await command.ExecuteNonQueryAsync();
        var found = await Assert.ThrowsAsync<Xunit.Sdk.FailException>(() => ClusterFiles.AssertAbsent(care.Database.Superuser, began, marker));
        Assert.StartsWith($"A marker lies in the cluster's {place}", found.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_observer_sees_a_word_that_does_stand_in_a_trace()
    {
        var marker = new Marker();
        using var observed = new Observed();
        using var source = new System.Diagnostics.ActivitySource("Portal.Web.Tests.Planted");
        source.StartActivity("planted")!.SetTag("word", marker.Of("planted")).Dispose();
        Assert.Throws<Xunit.Sdk.FailException>(() => marker.AssertAbsent("what is observed", string.Join('\n', observed.Lines)));
    }

    /// <summary>A little earlier, since file times are coarse.</summary>
    private static DateTimeOffset Began() => TimeProvider.System.GetUtcNow().AddSeconds(-2);
}
