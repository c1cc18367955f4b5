using Portal.Infrastructure.Audit;
using Xunit;

namespace Portal.Infrastructure.Tests.Audit;

public sealed class SealingNetsTests
{
    private static readonly DateTimeOffset Nine = new(2026, 1, 15, 9, 0, 0, TimeSpan.Zero);
    private readonly SealingNets nets = new();

    [Fact]
    public void The_first_pass_of_a_node_looks_at_everything()
    {
        Assert.Null(nets.Due(Nine).Since);
    }

    [Fact]
    public void The_next_ones_look_back_from_where_the_last_good_one_began()
    {
        nets.Done(nets.Due(Nine));
        nets.Due(Nine.AddSeconds(1)); // fails: never done
        Assert.Equal(Nine - SealingNets.Near, nets.Due(Nine.AddSeconds(2)).Since);
    }

    [Fact]
    public void Twice_a_minute_one_looks_further_back()
    {
        nets.Done(nets.Due(Nine));
        Assert.Equal(new SealingPass(Reach.Far, Nine + SealingNets.FarEvery, Nine - SealingNets.Far), nets.Due(Nine + SealingNets.FarEvery));
    }

    [Fact]
    public void Once_an_hour_one_looks_at_everything()
    {
        for (var second = 0; second < 3_600; second++)
        {
            var pass = nets.Due(Nine.AddSeconds(second));
            Assert.Equal(second == 0, pass.Since is null);
            nets.Done(pass);
        }

        Assert.Equal(Reach.Everything, nets.Due(Nine.AddHours(1)).Reach);
    }

    [Fact]
    public void A_node_that_leads_again_looks_back_over_all_the_time_it_did_not()
    {
        nets.Done(nets.Due(Nine));
        Assert.Equal(Nine - SealingNets.Far, nets.Due(Nine.AddMinutes(40)).Since);
    }
}
