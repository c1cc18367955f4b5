using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Portal.Domain.Conversations;
using Portal.Domain.Identity;
using Portal.Domain.Integrations;
using Portal.Domain.Shared;
using Portal.Infrastructure.Conversations;
using Portal.Infrastructure.Integrations.Usage;
using Portal.Infrastructure.Shared;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Tests.Shared;
using Portal.Testing.Care;
using Portal.Testing.Database;
using Xunit;

namespace Portal.Infrastructure.Tests.Integrations;

public sealed class UsageTests(PortalDatabase database) : HostTests(database)
{
    private IUsage Port => World.Get<IUsage>();

    private DateOnly Today => DateOnly.FromDateTime(World.Clock.GetUtcNow().UtcDateTime);

    [Fact]
    public async Task What_was_done_is_what_is_counted_by_day_and_by_integration_however_often()
    {
        var writer = World.Get<IEnumerable<IHostedService>>().OfType<PostWriter>().Single();
        await writer.StartAsync(None);
        var (host, other) = (await World.Host(), await World.Host("Other"));
        var (first, second) = (await Conversation(host, "1"), await Conversation(other, "1"));
        await Post(first, 3);
        await Post(second, 1);
        await Count();
        var yesterday = Today;
        World.Clock.Jump(TimeSpan.FromDays(1));
        await Post(first, 2);
        await Count();
        await Count();
        await writer.StopAsync(None);

        var days = (await Port.Current(host.Actor, yesterday, Today, None)).Value;
        Assert.Equal([(yesterday, 1, 3), (Today, 0, 2)], days.Select(day => (day.Day, (int)day.Sessions, (int)day.Messages)));
        Assert.Equal(await Stored(first.Conversation), days.Sum(day => day.Bytes));
        var theirs = Assert.Single((await Port.Of(await World.Care.Staff(StaffRoles.Auditor), other.Id, yesterday, Today, None)).Value);
        Assert.Equal((1, 1), (theirs.Sessions, theirs.Messages));
        Assert.Equal(await Stored(second.Conversation), theirs.Bytes);
    }

    [Fact]
    public async Task A_range_that_is_none_or_too_long_is_refused()
    {
        var host = await World.Host();
        Assert.Equal(RefusalKind.Validation, (await Port.Current(host.Actor, Today, Today.AddDays(-1), None)).Refusal!.Kind);
        Assert.Equal("range-too-long", (await Port.Current(host.Actor, Today.AddDays(-400), Today, None)).Refusal!.Reason);
        Assert.True((await Port.Current(host.Actor, Today.AddDays(-399), Today, None)).IsOk);
    }

    private async Task<(Actor Patient, ConversationId Conversation)> Conversation(TestHost host, string value)
    {
        var patient = await World.Patient(host, value);
        return (patient, await World.Care.Conversation(patient, await World.Care.CareTeam()));
    }

    private async Task Post((Actor Patient, ConversationId Conversation) who, int count)
    {
        for (var post = 0; post < count; post++) _ = (await World.Get<IMessages>().Post(who.Patient, who.Conversation, CareWorld.Draft($"Message {post}"), None)).Value;
    }

    private async Task Count()
    {
        var lease = await World.Get<Leases>().Take("test-usage", TimeSpan.FromDays(10), None);
        await World.Get<IEnumerable<IHostedService>>().OfType<UsageCount>().Single().Count(lease!, None);
    }

    /// <summary>As the database says it.</summary>
    private async Task<long> Stored(ConversationId conversation)
    {
        await using var context = await World.Get<IDbContextFactory<PortalDbContext>>().CreateDbContextAsync();
        return (await context.Set<ConversationEventRow>().Where(row => row.ConversationId == conversation.Value).Select(row => row.Body).ToListAsync()).Sum(body => body.Length);
    }
}
