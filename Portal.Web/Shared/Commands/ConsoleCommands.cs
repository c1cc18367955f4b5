using Microsoft.Extensions.Options;
using Portal.Domain.Shared;

namespace Portal.Web.Shared.Commands;

/// <summary>
/// What the console says and hears: finds and runs the command that the arguments name (anything that begins with a dash is a setting, not a command), and
/// says of everything that is missing one line on the error stream and exit code 1, never a stack trace.
/// </summary>
internal static class ConsoleCommands
{
    private const int Failed = 1;
    private const int NotUnderstood = 2;

    public static IServiceCollection AddCommand<TCommand>(this IServiceCollection services) where TCommand : class, IConsoleCommand =>
        services.AddScoped<TCommand>().AddSingleton(new CommandEntry(TCommand.Name, TCommand.Summary, typeof(TCommand)));

    /// <summary>
    /// The exit code where a command was called, or where something is missing that serving needs; null where the portal can be served. Settings, and
    /// databases of another version, are found out now, not at somebody's first click.
    /// </summary>
    public static Task<int?> Answer(this WebApplication app, string[] arguments) => Guard<int?>(
        async () =>
        {
            if (arguments is not [] && !arguments[0].StartsWith('-')) return await Call(app, arguments);
            app.Services.GetService<IStartupValidator>()?.Validate();
            return await app.Services.GetRequiredService<IDatabaseUpkeep>().Objection(CancellationToken.None) is { } objection ? throw new SetupException(objection) : null;
        },
        Failed);

    public static Task<int> Serve(this WebApplication app) => Guard(
        async () =>
        {
            await app.RunAsync();
            return 0;
        },
        Failed);

    private static async Task<int> Call(WebApplication app, string[] arguments)
    {
        var commands = app.Services.GetServices<CommandEntry>().OrderByDescending(command => command.Name.Length).ToList();
        var line = string.Join(' ', arguments) + ' ';
        var command = commands.Find(one => line.StartsWith(one.Name + ' ', StringComparison.Ordinal));
        if (command is null) return await Explain(commands);
        using var ending = new CancellationTokenSource();
        Console.CancelKeyPress += (_, pressed) =>
        {
            pressed.Cancel = true;
            ending.Cancel();
        };
        await using var scope = app.Services.CreateAsyncScope();
        return await ((IConsoleCommand)scope.ServiceProvider.GetRequiredService(command.Type)).Run(arguments[command.Name.Split(' ').Length..], ending.Token);
    }

    private static async Task<T> Guard<T>(Func<Task<T>> run, T failed)
    {
        try
        {
            return await run();
        }
        catch (Exception error) when (Sentences(error) is { Count: > 0 } missing)
        {
            foreach (var sentence in missing) await Console.Error.WriteLineAsync(sentence);
            return failed;
        }
    }

    /// <summary>What is missing, in words that are meant for the console; none where the error is a bug.</summary>
    private static IReadOnlyList<string> Sentences(Exception error) => error switch
    {
        SetupException missing => [missing.Message],
        OptionsValidationException wrong => [.. wrong.Failures],
        AggregateException many when many.InnerExceptions.All(one => Sentences(one).Count > 0) => [.. many.InnerExceptions.SelectMany(Sentences)],
        _ => [],
    };

    private static async Task<int> Explain(List<CommandEntry> commands)
    {
        await Console.Error.WriteLineAsync("Portal.Web serves the portal; with one of these words it does that instead:");
        foreach (var command in commands.OrderBy(command => command.Name, StringComparer.Ordinal))
            await Console.Error.WriteLineAsync($"  {command.Name,-16} {command.Summary}");
        return NotUnderstood;
    }
}

internal sealed record CommandEntry(string Name, string Summary, Type Type);
