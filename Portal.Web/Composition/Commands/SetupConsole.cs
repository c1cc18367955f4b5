using Portal.Domain.Shared;

namespace Portal.Web.Composition.Commands;

/// <summary>Where the setup asks and answers. Nothing is asked where nobody is there to answer.</summary>
internal sealed class SetupConsole(TextReader input, TextWriter output, TextWriter errors, bool isInteractive)
{
    private const int Failed = 1;

    /// <summary>The answer, trimmed; empty where there is none.</summary>
    public string Ask(string question)
    {
        if (!isInteractive) return "";
        output.Write(question + " ");
        return input.ReadLine()?.Trim() ?? "";
    }

    public void Say(string line) => output.WriteLine(line);

    public int Help()
    {
        Say("setup makes an administrator while there are fewer than two, and an integration where one is named. What is not given is asked for.");
        foreach (var (option, question) in SetupAnswers.Questions) Say($"  --{option,-16} {question}");
        Say("Each may also stand in the environment: --user-name is PORTAL_SETUP_USER_NAME. Several origins are separated by commas.");
        return 0;
    }

    public int Fail(Refusal refusal) => Fail(refusal.Errors is { } wrong
        ? string.Join(Environment.NewLine, wrong.Select(error => $"{error.Key} {string.Join(", ", error.Value)}"))
        : $"Refused: {refusal.Reason ?? refusal.Kind.ToString()}");

    public int Fail(string line)
    {
        errors.WriteLine(line);
        return Failed;
    }
}
