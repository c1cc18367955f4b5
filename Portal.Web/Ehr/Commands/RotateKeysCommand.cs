using Portal.Domain.Ehr;
using Portal.Domain.Shared;
using Portal.Web.Shared.Commands;

namespace Portal.Web.Ehr.Commands;

/// <summary>Changes the keys by which the portal proves to EHRs who it is. The port is asked for when it is used: what is missing is said in one line.</summary>
internal sealed class RotateKeysCommand(IServiceProvider services) : IConsoleCommand
{
    public static string Name => "ehr rotate-keys";

    public static string Summary => "makes new keys for EHRs: the next ones sign, new next ones are published, the oldest are destroyed";

    public async Task<int> Run(IReadOnlyList<string> arguments, CancellationToken cancel)
    {
        if (await services.GetRequiredService<IDatabaseUpkeep>().Objection(cancel) is { } objection) throw new SetupException(objection);
        var keys = services.GetRequiredService<IEhrClientKeys>();
        await keys.Rotate(cancel);
        await Console.Out.WriteLineAsync($"The keys for EHRs are changed; nodes follow within a minute. Published at {ClientKeyEndpoint.Path}, oldest first:");
        foreach (var key in await keys.Published(cancel)) await Console.Out.WriteLineAsync($"  {key.Alg} {key.Kid}");
        return 0;
    }
}
