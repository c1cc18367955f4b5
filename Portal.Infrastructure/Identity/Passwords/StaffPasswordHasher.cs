using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Portal.Domain.Identity.SignIn;

namespace Portal.Infrastructure.Identity.Passwords;

/// <summary>
/// Identity's own hash (PBKDF2 with HMAC-SHA512 and a random salt) over the normalised password. <see cref="Iterations"/> is what OWASP's password storage
/// advice asks of it at least; a hash made with fewer is made again at the next sign-in.
/// </summary>
internal sealed class StaffPasswordHasher(IOptions<PasswordHasherOptions> options) : PasswordHasher<StaffAccount>(options)
{
    public const int Iterations = 210_000;

    public override string HashPassword(StaffAccount user, string password) => base.HashPassword(user, PasswordRules.Normalize(password));

    public override PasswordVerificationResult VerifyHashedPassword(StaffAccount user, string hashedPassword, string providedPassword) =>
        base.VerifyHashedPassword(user, hashedPassword, Typed(providedPassword));

    /// <summary>What can be nobody's password still costs a whole comparison.</summary>
    private static string Typed(string password)
    {
        try
        {
            return password.Length <= PasswordRules.LongestTyped ? PasswordRules.Normalize(password) : "";
        }
        catch (ArgumentException)
        {
            return "";
        }
    }
}
