using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Portal.Infrastructure.Audit;
using Portal.Infrastructure.Shared.Database;
using Portal.Testing.Care;

namespace Portal.Benchmarks;

/// <summary>
/// Acknowledged sends a second at 16 senders while the audit is sealed once a second, beside the same on a portal of its own where nobody seals. That the
/// one was sealed and the other was not is looked at afterwards.
/// </summary>
internal static class Sealing
{
    private const int Senders = 16;

    public static async Task Run(Report report, Effort effort)
    {
        CareFixture[] sides = [new(), new UnsealedCare()];
        try
        {
            foreach (var side in sides) await side.InitializeAsync();
            List<Func<Task>>[] posts = [await Sends.Posts(sides[0], Senders), await Sends.Posts(sides[1], Senders)];
            foreach (var some in posts) await Sends.Rate(some, effort.WarmUp);
            List<double>[] rates = [[], []];
            for (var round = 0; round < effort.Rounds; round++)
                await Effort.Alternate(round, async () => rates[0].Add(await Sends.Rate(posts[0], effort.Slice)), async () => rates[1].Add(await Sends.Rate(posts[1], effort.Slice)));
            if (await Sealed(sides[0]) == 0 || await Sealed(sides[1]) != 0) throw new InvalidOperationException("What was to be sealed was not, or what was not was.");
            report.Row($"acknowledged sends, {Senders} senders, sealed", "/s", new(rates[0]), new(rates[1]), Goal.AtLeast(0.95));
        }
        finally
        {
            foreach (var side in sides) await side.DisposeAsync();
        }
    }

    private static async Task<int> Sealed(CareFixture side)
    {
        await using var context = await side.Get<IDbContextFactory<PortalDbContext>>().CreateDbContextAsync();
        return await context.Set<AuditLinkRow>().CountAsync();
    }

    private sealed class UnsealedCare : CareFixture
    {
        protected override bool Runs(IHostedService service) => service is not AuditSealer;
    }
}
