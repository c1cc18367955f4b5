namespace Portal.Web.Shared.Commands;

/// <summary>
/// Something that the program does instead of serving: <c>Portal.Web -- NAME [ARGUMENT ...]</c>. Each feature registers its own; hosted services do not run, and
/// only the command that was called is made: the one that makes the first key must not need one.
/// </summary>
internal interface IConsoleCommand
{
    /// <summary>The words that call it, for example <c>migrate</c> or <c>keys create</c>.</summary>
    static abstract string Name { get; }

    /// <summary>One line for the list of commands.</summary>
    static abstract string Summary { get; }

    /// <summary>The process's exit code: 0 is done.</summary>
    Task<int> Run(IReadOnlyList<string> arguments, CancellationToken cancel);
}
