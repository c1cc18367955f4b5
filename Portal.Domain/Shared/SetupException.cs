namespace Portal.Domain.Shared;

/// <summary>A setting is missing or wrong, or the databases are not ready: the program prints the sentence and does not start.</summary>
public sealed class SetupException(string message) : Exception(message);
