using System.Text.Json.Serialization;
using Portal.Infrastructure.Ehr.Fhir.Primitives;
using Portal.Infrastructure.Ehr.Fhir.Reading;

namespace Portal.Infrastructure.Ehr.Fhir.DataTypes;

/// <summary>Whether the text says more than the data.</summary>
[JsonConverter(typeof(CodeConverter<NarrativeStatus>))]
internal enum NarrativeStatus
{
    Generated = 1,
    Extensions = 2,
    Additional = 3,
    Empty = 4,
}

/// <summary>What a person reads where a program cannot.</summary>
internal sealed record Narrative : Element
{
    public required NarrativeStatus? Status { get; init; }

    /// <summary>One XHTML div with its namespace.</summary>
    [Format(FhirFormat.Xhtml)]
    public required string? Div { get; init; }

    /// <summary>Plain text as XHTML: a paragraph for each part that an empty line ends, line breaks kept, everything escaped.</summary>
    public static Narrative Of(string text)
    {
        var paragraphs = Tidy.Clean(text).ReplaceLineEndings("\n").Split("\n\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var body = string.Concat(paragraphs.Select(paragraph => $"<p>{Escape(paragraph).Replace("\n", "<br/>", StringComparison.Ordinal)}</p>"));
        return new Narrative { Status = NarrativeStatus.Generated, Div = $"<div xmlns=\"http://www.w3.org/1999/xhtml\">{body}</div>" };
    }

    private static string Escape(string text) => text
        .Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal)
        .Replace("\"", "&quot;", StringComparison.Ordinal);
}
