using Portal.Domain.Shared;

namespace Portal.Web.Shared.Commands;

internal sealed class CreateKeysCommand(IKeyUpkeep keys) : IConsoleCommand
{
    public static string Name => "keys create";

    public static string Summary => "makes the first key-encryption key in Keys:Directory where there is none";

    public async Task<int> Run(IReadOnlyList<string> arguments, CancellationToken cancel)
    {
        await Console.Out.WriteLineAsync(keys.CreateFirst()
            ? "The first key-encryption key is made. Keep a copy of it apart from the databases and their backups: without it nothing can be read again."
            : "There is a key-encryption key already; nothing was changed.");
        return 0;
    }
}
