using Portal.Domain.Conversations;
using Portal.Domain.Identity;
using Portal.Testing.Care;
using Portal.Testing.Database;
using Xunit;

namespace Portal.Infrastructure.Tests.Rights;

public class PortWalkTests(PortWalkFixture fixture) : IClassFixture<PortWalkFixture>
{
    public static TheoryData<string> Methods => new(PortWalk.Methods.Select(PortWalk.Name));

    [Trait("ASVS", "8.2.1")]
    [Trait("ASVS", "8.2.2")]
    [Theory]
    [MemberData(nameof(Methods))]
    public async Task Everybody_is_answered_as_the_matrix_says(string name)
    {
        var method = PortWalk.Methods.Single(method => PortWalk.Name(method) == name);
        var before = await fixture.Walk.Refusals();
        var answers = await fixture.Walk.Walk(method);
        var wrong = answers.Select(answer => PortWalk.Objection(method, answer)).OfType<string>().ToList();
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));

        // A denial that is not recorded is as bad as one recorded twice.
        if (PortWalk.DenialsOf(method, answers) is { } denials) Assert.Equal(denials, await fixture.Walk.Refusals() - before);
    }

    [Fact]
    public async Task A_port_that_forgot_to_ask_would_be_seen()
    {
        var method = PortWalk.Methods.Single(method => PortWalk.Name(method) == "IConversations.View");
        var answers = await fixture.Walk.Walk(method, ForgetfulPort.In(fixture.Get<IConversations>(), fixture.Insider));
        var wrong = answers.Where(answer => PortWalk.Objection(method, answer) is not null).Select(answer => answer.Role.Name).ToHashSet(StringComparer.Ordinal);
        Assert.Subset(wrong, new HashSet<string>(StringComparer.Ordinal) { "clinician outside", "coordinator outside", "supervisor", "administrator", "auditor", "staff without a role", "integration without scopes", "bot" });
        Assert.DoesNotContain("clinician", wrong);
    }

    [Fact]
    public async Task What_is_shown_to_the_wrong_person_in_a_list_would_be_seen()
    {
        var method = PortWalk.Methods.Single(method => PortWalk.Name(method) == "IConversations.List");
        var answers = await fixture.Walk.Walk(method, ForgetfulPort.In(fixture.Get<IConversations>(), fixture.Insider));
        Assert.Contains(answers, answer => answer.Role.Name == "clinician outside" && PortWalk.Objection(method, answer)!.StartsWith("shown", StringComparison.Ordinal));
    }
}

public sealed class PortWalkFixture : IAsyncLifetime
{
    private readonly PortalDatabase database = new();
    private HostWorld? world;
    private IAsyncDisposable? running;

    internal PortWalk Walk { get; private set; } = null!;

    internal Actor Insider { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        await database.InitializeAsync();
        world = new HostWorld(database, TimeProvider.System);
        running = await world.Start();
        var roles = await RoleWorld.Make(world);
        Walk = new PortWalk(roles, world);
        Insider = roles.Of("clinician").Actor;
    }

    internal T Get<T>() where T : notnull => world!.Get<T>();

    public async Task DisposeAsync()
    {
        if (running is not null) await running.DisposeAsync();
        if (world is not null) await world.DisposeAsync();
        await database.DisposeAsync();
    }
}
