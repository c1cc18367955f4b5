namespace Portal.Domain.Shared;

/// <summary>Something optional that is not there: the program is ready without it, and the health page says what does not work then.</summary>
public interface IReadinessNote
{
    /// <summary>One line without addresses, or null when there is nothing to say.</summary>
    string? Note { get; }
}
