using Microsoft.Extensions.Options;

namespace Portal.Web.Shared.Hosting;

/// <summary>What an operator decides about the pages that stand in other people's pages.</summary>
internal sealed class EmbedOptions
{
    public const string Section = "Embed";

    /// <summary>A host name of its own for the embedded pages (<c>chat.example.org</c>), served by this same program; empty for the portal's.</summary>
    public string PublicHost { get; set; } = "";

    /// <summary>What the patient's application tells people to call in an emergency; empty leaves it to the application's own words.</summary>
    public string EmergencyNumber { get; set; } = "";
}

internal sealed class EmbedOptionsValidator : IValidateOptions<EmbedOptions>
{
    private const int LongestNumber = 40;

    public ValidateOptionsResult Validate(string? name, EmbedOptions options)
    {
        if (options.PublicHost.Length > 0 && !Origins.TryParse($"https://{options.PublicHost}", out _))
            return ValidateOptionsResult.Fail("Embed:PublicHost must be a host name in lower case, with a port where it is not the usual one.");
        return options.EmergencyNumber.Length > LongestNumber
            ? ValidateOptionsResult.Fail("Embed:EmergencyNumber must be a telephone number.")
            : ValidateOptionsResult.Success;
    }
}
