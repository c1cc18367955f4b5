using Portal.Domain.Shared;
using Portal.Web.Shared.Problems;

namespace Portal.Web.Shared.Hubs;

/// <summary>What a hub's method answers, before it is put on the wire by <see cref="PortalHubProtocol"/>.</summary>
internal interface IHubAnswer
{
    object? Value { get; }

    /// <summary>The error's text where it was refused, else null.</summary>
    string? Error { get; }

    /// <summary>Called once the answer stands in the connection's output and before anything that is written after it.</summary>
    Action? Written { get; }
}

/// <summary>
/// A value or a refusal. Refusals are returned, not thrown: the framework would log each as an error with its stack. <see cref="Done"/> is null on
/// the wire.
/// </summary>
internal sealed class HubAnswer<T> : IHubAnswer
{
    private HubAnswer(object? value, string? error) => (Value, Error) = (value, error);

    public object? Value { get; }

    public string? Error { get; }

    public Action? Written { get; private init; }

    public static implicit operator HubAnswer<T>(T value) => new(value is Done ? null : value, null);

    public static implicit operator HubAnswer<T>(Refusal refusal) => new(null, HubProblems.Text(refusal));

    public static implicit operator HubAnswer<T>(Outcome<T> outcome) => outcome.TryGet(out var value, out var refusal) ? value : refusal;

    public static HubAnswer<T> Broken { get; } = new(null, HubProblems.Text(ProblemType.Internal));

    public HubAnswer<T> Then(Action? written) => new(Value, Error) { Written = written };
}
