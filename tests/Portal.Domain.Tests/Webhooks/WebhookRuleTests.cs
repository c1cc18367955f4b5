using Portal.Domain.Shared;
using Portal.Domain.Webhooks;

namespace Portal.Domain.Tests.Webhooks;

public class WebhookRuleTests
{
    private static readonly DateTimeOffset Made = new(2026, 1, 15, 9, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("https://hooks.hospital.example/portal?token=a", true)]
    [InlineData("https://hooks.hospital.example:8443/", true)]
    [InlineData("https://spital-zürich.example/", true)]
    [InlineData("http://hooks.hospital.example/", false)]
    [InlineData("http://127.0.0.1/", false)]
    [InlineData("https://user:password@hooks.hospital.example/", false)]
    [InlineData("https://hooks.hospital.example/#part", false)]
    [InlineData("ftp://hooks.hospital.example/", false)]
    [InlineData("javascript:alert(1)", false)]
    [InlineData("/hooks", false)]
    [InlineData("", false)]
    public void An_address_is_https_and_no_more_than_an_address(string address, bool good) => Assert.Equal(good, WebhookRules.AddressObjection(address, allowsPrivate: false) is null);

    [Fact]
    public void Plain_http_is_for_this_machine_alone_and_only_where_it_is_allowed()
    {
        Assert.Null(WebhookRules.AddressObjection("http://127.0.0.1:5000/", allowsPrivate: true));
        Assert.NotNull(WebhookRules.AddressObjection("http://10.0.0.1/", allowsPrivate: true));
    }

    [Fact]
    public void An_address_or_a_host_that_does_not_fit_is_refused()
    {
        Assert.NotNull(WebhookRules.AddressObjection($"https://hospital.example/{new string('a', WebhookRules.AddressLimit)}", allowsPrivate: false));
        Assert.NotNull(WebhookRules.AddressObjection($"https://{string.Join('.', Enumerable.Repeat(new string('a', 60), 5))}.example/", allowsPrivate: false));
    }

    [Theory]
    [InlineData(WebhookEvents.None, false)]
    [InlineData(WebhookEvents.MessagePosted | WebhookEvents.AuditCheckpoint, true)]
    [InlineData((WebhookEvents)512, false)]
    public void At_least_one_known_type_is_wanted(WebhookEvents events, bool good) => Assert.Equal(good, WebhookRules.EventsObjection(events) is null);

    [Fact]
    public void Every_type_has_one_word_and_is_found_by_it() =>
        Assert.All(Enum.GetValues<WebhookEvents>().Where(one => one != WebhookEvents.None), one => Assert.Equal(one, WebhookTypes.Of(WebhookTypes.Word(one))));

    [Fact]
    public void It_is_tried_eleven_times_within_a_day_and_then_given_up()
    {
        var (now, waits) = (Made, new List<TimeSpan>());
        while (WebhookPace.Again(Made, now, waits.Count + 1, share: 0) is { } next)
        {
            waits.Add(next - now);
            now = next;
        }

        Assert.Equal([5, 30, 120, 600, 1_800, 3_600, 7_200, 14_400, 28_800, 28_800, 1_045], waits.ConvertAll(wait => (int)wait.TotalSeconds));
        Assert.Equal(Made + WebhookPace.GivenUpAfter, now);
    }

    [Fact]
    public void What_failed_together_comes_back_spread_over_a_tenth() =>
        Assert.Equal(TimeSpan.FromSeconds(5.5), WebhookPace.Again(Made, Made, failed: 1, share: 1) - Made);

    [Theory]
    [InlineData(0, 5)]
    [InlineData(40, 10)]
    [InlineData(36_000, 600)]
    public void A_receiver_rests_the_longer_the_longer_it_fails(int failing, int rest) => Assert.Equal(rest, WebhookPace.Rest(TimeSpan.FromSeconds(failing)).TotalSeconds);

    [Theory]
    [InlineData(200, null)]
    [InlineData(204, null)]
    [InlineData(301, "redirected")]
    [InlineData(404, "refused")]
    [InlineData(410, "gone")]
    [InlineData(503, "failing")]
    public void A_status_means_one_thing(int status, string? code) => Assert.Equal(code, WebhookCodes.Of(status));

    [Fact]
    public void Addresses_and_secrets_are_not_printed()
    {
        Assert.DoesNotContain("token", $"{new NewWebhook(null, "a", "https://a.example/?token", WebhookEvents.MessagePosted)} {new WebhookChange("a", "https://a.example/?token", WebhookEvents.MessagePosted, true)}", StringComparison.Ordinal);
        Assert.DoesNotContain("whsec_", $"{new NewWebhookSecret(Id.New<WebhookId>(), "whsec_a")}", StringComparison.Ordinal);
    }
}
