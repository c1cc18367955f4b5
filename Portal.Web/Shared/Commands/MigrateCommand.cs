using Portal.Domain.Shared;

namespace Portal.Web.Shared.Commands;

internal sealed class MigrateCommand(IDatabaseUpkeep databases) : IConsoleCommand
{
    public static string Name => "migrate";

    public static string Summary => "brings both databases to this version and sets what the runtime roles may do";

    public async Task<int> Run(IReadOnlyList<string> arguments, CancellationToken cancel)
    {
        await databases.Migrate(cancel);
        return 0;
    }
}
