using Portal.Domain.Shared;
using Portal.Domain.Visits;
using Xunit;

namespace Portal.Infrastructure.Tests.Visits.Turn;

public sealed class TurnCredentialsTests
{
    private const string Udp = "turn:turn.example.org:3478?transport=udp";
    private const string Tcp = "turn:turn.example.org:3478?transport=tcp";
    private const string Tls = "turns:turn.example.org:443?transport=tcp";
    private static readonly DateTimeOffset Now = new(2026, 1, 15, 9, 0, 0, TimeSpan.Zero);
    private static readonly VisitId Visit = new(new Guid("0199aaaa-0000-7000-8000-000000000001"));
    private static readonly PersonId Person = new(new Guid("0199bbbb-0000-7000-8000-000000000002"));

    [Fact]
    public void The_password_is_the_user_name_s_mac_under_the_secret()
    {
        // printf 'USER' | openssl dgst -sha1 -hmac SECRET -binary | base64; the tokens: printf 'visit.ID' | openssl dgst -sha256 -hmac SECRET, 20 digits
        var server = TurnSettings.Of(Udp).Credentials().For(Visit, Person, Now)[^1];
        Assert.Equal("1768468200:53011da5487ef371f779.56c948f2503a289966ff", server.Username);
        Assert.Equal("g5UK2C6tMtB4kxfaj7zg+M+xfyA=", server.Credential);
    }

    [Fact]
    public void It_ends_ten_minutes_later_and_at_the_time_that_is_set()
    {
        Assert.Equal(Now.AddMinutes(10).ToUnixTimeSeconds(), Expiry(TimeSpan.FromMinutes(10)));
        Assert.Equal(Now.AddMinutes(3).ToUnixTimeSeconds(), Expiry(TimeSpan.FromMinutes(3)));

        static long Expiry(TimeSpan life)
        {
            var options = TurnSettings.Of(Udp);
            options.Life = life;
            return long.Parse(options.Credentials().For(Visit, Person, Now)[^1].Username!.Split(':')[0], System.Globalization.CultureInfo.InvariantCulture);
        }
    }

    [Fact]
    public void It_is_bound_to_the_visit_and_the_person_and_names_neither()
    {
        var credentials = TurnSettings.Of(Udp).Credentials();
        var own = Who(credentials.For(Visit, Person, Now));
        Assert.Equal(own, Who(credentials.For(Visit, Person, Now.AddMinutes(7))));
        var other = Who(credentials.For(Visit, Id.New<PersonId>(), Now));
        var later = Who(credentials.For(Id.New<VisitId>(), Person, Now));
        Assert.Equal(own[0], other[0]);
        Assert.NotEqual(own[1], other[1]);
        Assert.NotEqual(own[0], later[0]);
        Assert.NotEqual(own[1], later[1]);
        Assert.All(own, part => Assert.Matches("^[0-9a-f]{20}$", part));
        Assert.DoesNotContain(own, part => Visit.Value.ToString("N").Contains(part[..8], StringComparison.Ordinal) || Person.Value.ToString("N").Contains(part[..8], StringComparison.Ordinal));

        static string[] Who(IReadOnlyList<IceServer> servers) => servers[^1].Username!.Split(':')[1].Split('.');
    }

    [Fact]
    public void Browsers_are_told_the_ways_in_their_order_and_to_ask_the_same_server_by_stun_without_a_credential()
    {
        var servers = TurnSettings.Of(Udp, Tcp, Tls).Credentials().For(Visit, Person, Now);
        Assert.Equal(["stun:turn.example.org:3478"], servers[0].Urls);
        Assert.Null(servers[0].Username);
        Assert.Null(servers[0].Credential);
        Assert.Equal([Udp, Tcp, Tls], servers[1].Urls);
        Assert.Equal(2, servers.Count);
    }

    [Theory]
    [InlineData(Tcp)]
    [InlineData(Tls)]
    public void Where_there_is_no_udp_there_is_no_stun(string url) => Assert.Single(TurnSettings.Of(url).Credentials().For(Visit, Person, Now));

    [Fact]
    public void Without_a_server_there_is_nothing_to_tell()
    {
        var credentials = new Portal.Infrastructure.Visits.Turn.TurnOptions().Credentials();
        Assert.False(credentials.HasServer);
        Assert.Empty(credentials.For(Visit, Person, Now));
    }
}
