using Portal.Domain.Shared;

namespace Portal.Web.Shared.Commands;

/// <summary>Finds and runs the command that the arguments name; anything that begins with a dash is a setting, not a command.</summary>
internal static class ConsoleCommands
{
    private const int Failed = 1;
    private const int NotUnderstood = 2;

    public static IServiceCollection AddCommand<TCommand>(this IServiceCollection services) where TCommand : class, IConsoleCommand =>
        services.AddScoped<IConsoleCommand, TCommand>();

    /// <summary>Serves when no command is named. A missing setting is one line on the error stream and exit code 1, not a stack trace.</summary>
    public static async Task<int> RunOrServe(this WebApplication app, string[] arguments)
    {
        try
        {
            if (arguments is [] || arguments[0].StartsWith('-')) return await Serve(app);
            await using var scope = app.Services.CreateAsyncScope();
            var commands = scope.ServiceProvider.GetServices<IConsoleCommand>().OrderByDescending(command => command.Name.Length).ToList();
            var line = string.Join(' ', arguments) + ' ';
            var command = commands.Find(one => line.StartsWith(one.Name + ' ', StringComparison.Ordinal));
            if (command is null) return await Explain(commands);
            using var ending = new CancellationTokenSource();
            Console.CancelKeyPress += (_, pressed) =>
            {
                pressed.Cancel = true;
                ending.Cancel();
            };
            return await command.Run(arguments[command.Name.Split(' ').Length..], ending.Token);
        }
        catch (SetupException missing)
        {
            await Console.Error.WriteLineAsync(missing.Message);
            return Failed;
        }
        catch (Microsoft.Extensions.Options.OptionsValidationException wrong)
        {
            foreach (var failure in wrong.Failures) await Console.Error.WriteLineAsync(failure);
            return Failed;
        }
    }

    /// <summary>Databases that are missing or of another version are found out now, not at somebody's first click.</summary>
    private static async Task<int> Serve(WebApplication app)
    {
        if (await app.Services.GetRequiredService<IDatabaseUpkeep>().Objection(CancellationToken.None) is { } objection) throw new SetupException(objection);
        await app.RunAsync();
        return 0;
    }

    private static async Task<int> Explain(List<IConsoleCommand> commands)
    {
        await Console.Error.WriteLineAsync("Portal.Web serves the portal; with one of these words it does that instead:");
        foreach (var command in commands.OrderBy(command => command.Name, StringComparer.Ordinal))
            await Console.Error.WriteLineAsync($"  {command.Name,-16} {command.Summary}");
        return NotUnderstood;
    }
}
