using Microsoft.AspNetCore.Identity;
using Portal.Domain.Identity.SignIn;

namespace Portal.Infrastructure.Identity.Passwords;

/// <summary>Holds every password that Identity is given against <see cref="PasswordRules"/>; an error's code is the rule's.</summary>
internal sealed class StaffPasswordValidator : IPasswordValidator<StaffAccount>
{
    private static readonly string[] Product = ["portal", "care portal", "patient", "hospital", "clinic"];

    public Task<IdentityResult> ValidateAsync(UserManager<StaffAccount> manager, StaffAccount user, string? password)
    {
        string[] personal = [.. Product, user.UserName ?? "", user.Email ?? "", user.DisplayName];
        return Task.FromResult(PasswordRules.Objection(password ?? "", personal, CommonPasswords.Contains) is { } objection
            ? IdentityResult.Failed(new IdentityError { Code = PasswordRules.Code(objection) })
            : IdentityResult.Success);
    }
}
