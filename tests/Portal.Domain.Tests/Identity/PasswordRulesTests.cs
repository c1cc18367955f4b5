using Portal.Domain.Identity.SignIn;

namespace Portal.Domain.Tests.Identity;

public class PasswordRulesTests
{
    private static readonly string[] Personal = ["portal", "rosa.quintero", "rosa@clinic.example", "Rosa Quintero"];
    private static readonly HashSet<string> Common = ["password", "correcthorsebatterystaple", "letmein"];

    [Trait("ASVS", "6.2.5")]
    [Theory]
    [InlineData("violet tractor seven lamps")]
    [InlineData("aB3$aB3$xY9!kkq2")]
    [InlineData("ein Pfund Äpfel für Ölaf")]
    [InlineData("🦊🐢🦉🐙🦋🐝🐬🦜🐘🦩🐊🦔🐌🦚🐳")]
    [InlineData("   spaces   are  characters  ")]
    [InlineData("rosa ate nineteen yellow kites")]
    public void A_long_password_of_any_characters_is_taken(string password) => Assert.Null(Objection(password));

    [Trait("ASVS", "6.2.9")]
    [Trait("ASVS", "6.2.8")]
    [Fact]
    public void Sixty_four_and_128_characters_are_taken_and_129_are_not()
    {
        Assert.Null(Objection(Varied(64)));
        Assert.Null(Objection(Varied(128)));
        Assert.Equal(PasswordObjection.TooLong, Objection(Varied(129)));
    }

    [Trait("ASVS", "6.2.1")]
    [Fact]
    public void Fifteen_characters_are_enough_and_fourteen_are_not()
    {
        Assert.Null(Objection(Varied(15)));
        Assert.Equal(PasswordObjection.TooShort, Objection(Varied(14)));
    }

    [Fact]
    public void Characters_are_counted_and_not_their_code_units()
    {
        var fourteen = string.Concat("🦊🐢🦉🐙🦋🐝🐬🦜🐘🦩🐊🦔🐌🦚".EnumerateRunes());
        Assert.Equal(28, fourteen.Length);
        Assert.Equal(PasswordObjection.TooShort, Objection(fourteen));
    }

    [Trait("ASVS", "6.2.4")]
    [Trait("ASVS", "6.2.12")]
    [Theory]
    [InlineData("correct horse battery staple")]
    [InlineData("Correct-Horse-Battery-Staple-2024")]
    [InlineData("C0rrectH0rseB4tteryStaple")]
    [InlineData("P@ssw0rd2024202420242024")]
    [InlineData("0123456789012345")]
    [InlineData("abcdefghijklmnop")]
    [InlineData("zyxwvutsrqponmlk")]
    [InlineData("aaaaaaaaaaaaaaaaaaaa")]
    [InlineData("xyzzyxyzzyxyzzyxyzzy")]
    [InlineData("Rosa.Quintero.2024")]
    [InlineData("rosaquinterorosaquintero1")]
    [InlineData("portal-portal-portal-99")]
    [InlineData("PortalPassword2026")]
    [InlineData("rosa@clinic.example1")]
    public void What_is_tried_first_is_refused(string password) => Assert.Equal(PasswordObjection.Guessable, Objection(password));

    [Fact]
    public void An_unpaired_surrogate_is_no_text() => Assert.Equal(PasswordObjection.NotText, Objection("violet tractor seven \ud83e lamps"));

    [Fact]
    public void Two_ways_to_write_an_accent_are_one_password() =>
        Assert.Equal(PasswordRules.Normalize("caf\u00e9 con leche y nueve sillas"), PasswordRules.Normalize("cafe\u0301 con leche y nueve sillas"));

    [Fact]
    public void Every_objection_has_a_code_of_its_own()
    {
        var codes = Enum.GetValues<PasswordObjection>().Select(PasswordRules.Code).ToList();
        Assert.Equal(codes.Count, codes.Distinct().Count());
        Assert.All(codes, code => Assert.StartsWith("password-", code, StringComparison.Ordinal));
    }

    private static PasswordObjection? Objection(string password) => PasswordRules.Objection(password, Personal, Common.Contains);

    /// <summary>Letters that neither repeat nor run.</summary>
    private static string Varied(int length)
    {
        var random = new Random(20260101);
        return string.Concat(Enumerable.Range(0, length).Select(_ => (char)('a' + random.Next(26))));
    }
}
