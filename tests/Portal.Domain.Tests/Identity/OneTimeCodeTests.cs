using System.Text;
using Portal.Domain.Identity.SignIn;

namespace Portal.Domain.Tests.Identity;

public class OneTimeCodeTests
{
    private static readonly byte[] Secret = "12345678901234567890"u8.ToArray();
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 10, 0, 15, TimeSpan.Zero);

    /// <summary>RFC 6238, appendix B, SHA-1; the RFC prints eight digits, of which apps show the last six.</summary>
    [Theory]
    [InlineData(59, "94287082")]
    [InlineData(1111111109, "07081804")]
    [InlineData(1111111111, "14050471")]
    [InlineData(1234567890, "89005924")]
    [InlineData(2000000000, "69279037")]
    [InlineData(20000000000, "65353130")]
    public void The_codes_are_those_of_the_standard(long seconds, string published) =>
        Assert.Equal(published[2..], OneTimeCode.At(Secret, OneTimeCode.StepAt(DateTimeOffset.FromUnixTimeSeconds(seconds))));

    /// <summary>RFC 4648, section 10, without padding.</summary>
    [Theory]
    [InlineData("", "")]
    [InlineData("f", "MY")]
    [InlineData("fo", "MZXQ")]
    [InlineData("foo", "MZXW6")]
    [InlineData("foob", "MZXW6YQ")]
    [InlineData("fooba", "MZXW6YTB")]
    [InlineData("foobar", "MZXW6YTBOI")]
    public void Base32_is_that_of_the_standard(string text, string encoded) => Assert.Equal(encoded, OneTimeCode.Base32(Encoding.ASCII.GetBytes(text)));

    [Trait("ASVS", "6.5.5")]
    [Theory]
    [InlineData(-2, false)]
    [InlineData(-1, true)]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public void A_phone_may_be_one_step_wrong(int steps, bool accepted) =>
        Assert.Equal(accepted, OneTimeCode.Match(Secret, CodeAt(steps), Now, last: 0) is not null);

    [Fact]
    public void A_used_code_and_every_earlier_one_never_count_again()
    {
        var used = OneTimeCode.Match(Secret, CodeAt(0), Now, last: 0)!.Value;
        Assert.Null(OneTimeCode.Match(Secret, CodeAt(0), Now, used));
        Assert.Null(OneTimeCode.Match(Secret, CodeAt(-1), Now, used));
        Assert.Equal(used + 1, OneTimeCode.Match(Secret, CodeAt(1), Now, used));
    }

    [Fact]
    public void The_space_in_the_middle_may_be_typed() => Assert.NotNull(OneTimeCode.Match(Secret, CodeAt(0).Insert(3, " "), Now, last: 0));

    [Theory]
    [InlineData("")]
    [InlineData("12345")]
    [InlineData("1234567")]
    [InlineData("12345a")]
    [InlineData("\u0661\u0662\u0663\u0664\u0665\u0666")]
    public void What_is_not_six_digits_is_no_code(string code) => Assert.Null(OneTimeCode.Match(Secret, code, Now, last: 0));

    [Fact]
    public void The_key_uri_names_issuer_account_and_secret() =>
        Assert.Equal(
            "otpauth://totp/Care%20Portal:rosa.q?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Care%20Portal&algorithm=SHA1&digits=6&period=30",
            OneTimeCode.Uri("Care Portal", "rosa.q", Secret));

    private static string CodeAt(int steps) => OneTimeCode.At(Secret, OneTimeCode.StepAt(Now) + steps);
}
