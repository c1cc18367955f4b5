using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Portal.Testing.Time;
using Portal.Web.Tests.Fakes;
using Xunit;

namespace Portal.Web.Tests.Shared;

public sealed class HealthTests
{
    [Fact]
    public async Task A_running_program_is_live_whatever_its_dependencies_do()
    {
        await using var host = HostWith(new FakeDependency("database") { Answer = () => throw new IOException("down") });
        var answer = await host.CreateClient().GetFromJsonAsync<JsonElement>("/health/live");
        Assert.Equal("healthy", answer.GetProperty("status").GetString());
        Assert.Empty(answer.GetProperty("dependencies").EnumerateObject());
    }

    [Fact]
    public async Task It_is_ready_while_every_dependency_answers()
    {
        await using var host = HostWith(new FakeDependency("database"), new FakeDependency("keys"));
        using var response = await host.CreateClient().GetAsync("/health/ready");
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(["database", "keys"], answer.GetProperty("dependencies").EnumerateObject().Select(one => one.Name));
        Assert.Equal(JsonValueKind.Number, answer.GetProperty("dependencies").GetProperty("keys").GetProperty("ms").ValueKind);
    }

    [Fact]
    public async Task One_dependency_that_fails_makes_it_unready_and_is_named_without_its_error()
    {
        await using var host = HostWith(new FakeDependency("database"), new FakeDependency("keys") { Answer = () => throw new IOException("10.0.0.7 refused") });
        using var response = await host.CreateClient().GetAsync("/health/ready");
        var text = await response.Content.ReadAsStringAsync();
        var dependencies = JsonElement.Parse(text).GetProperty("dependencies");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal("healthy", dependencies.GetProperty("database").GetProperty("status").GetString());
        Assert.Equal("unhealthy", dependencies.GetProperty("keys").GetProperty("status").GetString());
        Assert.DoesNotContain("10.0.0.7", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Asking_often_asks_the_dependencies_once_a_second()
    {
        var database = new FakeDependency("database");
        await using var host = HostWith(database);
        var client = host.CreateClient();
        for (var time = 0; time < 5; time++) await client.GetAsync("/health/ready");
        Assert.Equal(1, database.Asked);
        host.Clock.Advance(TimeSpan.FromSeconds(1));
        await client.GetAsync("/health/ready");
        Assert.Equal(2, database.Asked);
    }

    [Fact]
    public async Task A_dependency_that_hangs_is_given_two_seconds()
    {
        var never = new TaskCompletionSource();
        var database = new FakeDependency("database") { Answer = async () => await never.Task.WaitAsync(CancellationToken.None) };
        await using var host = HostWith(database);
        var asking = host.CreateClient().GetAsync("/health/ready");
        await Until.True(() => database.Asked == 1);
        while (!asking.IsCompleted)
        {
            host.Clock.Advance(TimeSpan.FromSeconds(2));
            await Task.Yield();
        }

        using var response = await asking;
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
    }

    [Fact]
    public async Task What_is_not_set_up_is_noted_and_makes_nothing_unready()
    {
        await using var host = HostWith(new FakeDependency("database"));
        host.Ports.Notes.AddRange([new FakeNote("turn: none is configured"), new FakeNote(null)]);
        using var response = await host.CreateClient().GetAsync("/health/ready");
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(["turn: none is configured"], answer.GetProperty("notes").EnumerateArray().Select(note => note.GetString()));
    }

    private static EdgeHost HostWith(params FakeDependency[] dependencies)
    {
        var host = new EdgeHost();
        host.Ports.Dependencies.AddRange(dependencies);
        return host;
    }
}
