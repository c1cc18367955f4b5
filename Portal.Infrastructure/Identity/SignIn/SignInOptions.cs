using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Portal.Infrastructure.Identity.SignIn;

/// <summary>Section <c>SignIn</c>.</summary>
public sealed class SignInOptions
{
    public const string Section = "SignIn";

    /// <summary>
    /// Nobody gets in without a second factor; who has none enrols before anything else. Always true outside Development; null is false there.
    /// </summary>
    public bool? RequireSecondFactor { get; set; }

    /// <summary>
    /// An attempt that fails is answered no sooner than so many milliseconds after it came, so that the time tells nothing of whether there is such an
    /// account.
    /// </summary>
    public int SlowestAnswerMilliseconds { get; set; } = 600;
}

internal sealed class SignInOptionsValidator(IHostEnvironment environment) : IValidateOptions<SignInOptions>
{
    public ValidateOptionsResult Validate(string? name, SignInOptions options)
    {
        if (options.RequireSecondFactor == false && !environment.IsDevelopment())
            return ValidateOptionsResult.Fail("SignIn:RequireSecondFactor cannot be false outside Development: staff sign in with a second factor.");
        return options.SlowestAnswerMilliseconds is < 0 or > 10_000
            ? ValidateOptionsResult.Fail("SignIn:SlowestAnswerMilliseconds must be between 0 and 10000.")
            : ValidateOptionsResult.Success;
    }
}

/// <summary>The options as they hold in this environment.</summary>
internal sealed class SignInRules(IOptions<SignInOptions> options, IHostEnvironment environment)
{
    public bool MustHaveSecondFactor => !environment.IsDevelopment() || options.Value.RequireSecondFactor == true;

    public TimeSpan SlowestAnswer => TimeSpan.FromMilliseconds(options.Value.SlowestAnswerMilliseconds);
}
