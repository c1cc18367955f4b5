using System.Text;
using Portal.Domain.Webhooks;

namespace Portal.Domain.Tests.Webhooks;

public class WebhookSignatureTests
{
    /// <summary>The example that the libraries of https://github.com/standard-webhooks/standard-webhooks test themselves with.</summary>
    [Fact]
    public void The_published_example_is_signed_as_published()
    {
        const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        var key = Convert.FromBase64String(Secret[WebhookSignature.SecretPrefix.Length..]);
        var signed = WebhookSignature.Header(
            [key], "msg_p5jXN8AQM9LWM0D4loKWxJek", WebhookSignature.Timestamp(DateTimeOffset.FromUnixTimeSeconds(1_614_265_330)), Encoding.UTF8.GetBytes("""{"test": 2432232314}"""));
        Assert.Equal("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", signed);
    }

    [Fact]
    public void Two_secrets_give_two_signatures_apart_by_a_space()
    {
        var (first, second) = (new byte[32], Enumerable.Repeat((byte)1, 32).ToArray());
        var both = WebhookSignature.Header([first, second], "id", "1", "{}"u8);
        Assert.Equal($"{WebhookSignature.Header([first], "id", "1", "{}"u8)} {WebhookSignature.Header([second], "id", "1", "{}"u8)}", both);
    }

    [Fact]
    public void Body_id_and_time_are_each_signed()
    {
        var signed = WebhookSignature.Header([new byte[32]], "id", "1", "{}"u8);
        Assert.DoesNotContain(signed, new[] { WebhookSignature.Header([new byte[32]], "id", "1", "{ }"u8), WebhookSignature.Header([new byte[32]], "ie", "1", "{}"u8), WebhookSignature.Header([new byte[32]], "id", "2", "{}"u8) });
    }

    [Fact]
    public void A_secret_is_shown_as_the_standard_writes_it() => Assert.Matches("^whsec_[A-Za-z0-9+/]{43}=$", WebhookSignature.Show(new byte[32]));
}
