using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Portal.Domain.Shared;
using Portal.Infrastructure.Integrations;
using Portal.Infrastructure.Shared;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Tests.Shared;
using Portal.Testing.Database;
using Portal.Testing.Time;
using Xunit;

namespace Portal.Infrastructure.Tests.Integrations;

public sealed class SessionSweepTests(PortalDatabase database) : HostTests(database)
{
    private static readonly TimeSpan Over = TimeSpan.FromHours(36);

    [Fact]
    public async Task What_is_long_over_is_cleared_away_and_what_is_not_stays()
    {
        var host = await World.Host();
        var old = (await World.Sessions.CreateForPatient(host.Actor, host.Request("1"), None)).Value;
        await Use(host.Id, World.Clock.GetUtcNow().AddMinutes(5));
        World.Clock.Advance(TimeSpan.FromHours(1));
        var young = (await World.Sessions.CreateForPatient(host.Actor, host.Request("1"), None)).Value;
        World.Clock.Advance(Over - TimeSpan.FromMinutes(30));
        await Use(host.Id, World.Clock.GetUtcNow().AddMilliseconds(1));
        Assert.Equal((2, 2, 2), await Rows());

        using var sweep = new SessionSweep(Contexts, World.Get<Leases>(), World.Clock, NullLogger<SessionSweep>.Instance);
        await ((IHostedService)sweep).StartAsync(None);
        await Until.True(async () => await Rows() == (1, 1, 1));
        await sweep.StopAsync(None);
        Assert.Equal(Refusal.Unauthorized, (await World.Sessions.Renew(old.Token, None)).Refusal);
        Assert.Equal(RefusalKind.SessionExpired, (await World.Sessions.Renew(young.Token, None)).Refusal!.Kind);
    }

    private IDbContextFactory<PortalDbContext> Contexts => World.Get<IDbContextFactory<PortalDbContext>>();

    private async Task Use(IntegrationId integration, DateTimeOffset until)
    {
        await using var context = await Contexts.CreateDbContextAsync();
        context.Add(new AssertionUseRow { IntegrationId = integration.Value, Jti = Guid.CreateVersion7().ToByteArray(), ExpiresAt = until });
        await context.SaveChangesAsync();
    }

    private async Task<(int Sessions, int Tokens, int Uses)> Rows()
    {
        await using var context = await Contexts.CreateDbContextAsync();
        return (await context.Set<WidgetSessionRow>().CountAsync(), await context.Set<WidgetTokenRow>().CountAsync(), await context.Set<AssertionUseRow>().CountAsync());
    }
}
