using Portal.Domain.Shared;
using Portal.Web.Shared.Commands;

namespace Portal.Web.Demo;

internal sealed class SeedDemoCommand(IDemoData demo) : IConsoleCommand
{
    public static string Name => "seed-demo";

    public static string Summary => "makes the demo's people, care teams, integration, conversations and visits where they are missing";

    public async Task<int> Run(IReadOnlyList<string> arguments, CancellationToken cancel)
    {
        await demo.Seed(cancel);
        return 0;
    }
}
