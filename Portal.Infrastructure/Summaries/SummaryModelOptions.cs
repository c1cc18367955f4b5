using System.ComponentModel.DataAnnotations;

namespace Portal.Infrastructure.Summaries;

/// <summary>
/// A language model that drafts summaries, behind an OpenAI-compatible address; off where none is set. What is sent to it leaves the portal: the messages of the span that somebody
/// asks to be summed up.
/// </summary>
internal sealed class SummaryModelOptions
{
    public const string Section = "Summaries:Model";

    public const int NameLimit = 120;

    /// <summary>Absolute, up to before <c>/chat/completions</c>, such as <c>https://models.example.org/v1</c>. Plain http is taken for this machine only.</summary>
    public string Address { get; set; } = "";

    /// <summary>The model's name there, shown beside its drafts.</summary>
    [MaxLength(NameLimit)]
    public string Name { get; set; } = "";

    /// <summary>Sent as a bearer token; empty where the address asks for none.</summary>
    public string Key { get; set; } = "";

    /// <summary>After so long the portal's own drafter does it.</summary>
    [Range(1, 120)]
    public int TimeoutSeconds { get; set; } = 20;

    public bool IsOn => Address.Length > 0;

    /// <summary>Null where the settings are good, else what is wrong with them.</summary>
    public string? Objection()
    {
        if (!IsOn) return null;
        if (!Uri.TryCreate(Address, UriKind.Absolute, out var address) || address.Scheme is not ("https" or "http")) return $"{Section}:Address must be an absolute address.";
        if (address.Scheme == "http" && !address.IsLoopback) return $"{Section}:Address must be https, unless it is this machine.";
        return Name.Length == 0 ? $"{Section}:Name must say which model." : null;
    }
}
