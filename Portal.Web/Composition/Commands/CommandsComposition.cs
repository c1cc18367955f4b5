using Portal.Web.Shared.Commands;

namespace Portal.Web.Composition.Commands;

/// <summary>The commands that need the ports of more than one feature.</summary>
internal static class CommandsComposition
{
    public static void AddCommands(this IServiceCollection services)
    {
        services.AddSingleton(_ => new SetupConsole(Console.In, Console.Out, Console.Error, !Console.IsInputRedirected));
        services.AddCommand<SetupCommand>();
        services.AddCommand<VerifyAuditCommand>();
    }
}
