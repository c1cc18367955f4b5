using Microsoft.Extensions.Options;
using Portal.Infrastructure.Visits.Turn;
using Portal.Testing.Networks;

namespace Portal.Infrastructure.Tests.Visits.Turn;

/// <summary>What an operator would have set.</summary>
internal static class TurnSettings
{
    public const string Secret = "0123456789abcdef0123456789abcdef0123456789abcdef";

    public static TurnOptions Of(params string[] urls) => new() { Urls = urls, Secret = Secret };

    public static TurnOptions Of(TurnServer server) => new() { Urls = [.. server.Urls], SecretFile = server.SecretFile };

    public static TurnCredentials Credentials(this TurnOptions options) => new(Options.Create(options));
}
