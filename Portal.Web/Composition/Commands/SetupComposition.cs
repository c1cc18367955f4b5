using Portal.Web.Shared.Commands;

namespace Portal.Web.Composition.Commands;

internal static class SetupComposition
{
    public static void AddSetup(this IServiceCollection services)
    {
        services.AddSingleton(_ => new SetupConsole(Console.In, Console.Out, Console.Error, !Console.IsInputRedirected));
        services.AddCommand<SetupCommand>();
    }
}
