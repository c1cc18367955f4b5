using System.Diagnostics;
using System.Text.Json.Serialization;

namespace Portal.Domain.Shared;

/// <summary>
/// Words about or by a patient: message text, topics, names, reasons. It prints as <c>[redacted]</c> wherever it is printed by accident
/// (logs, exceptions, string interpolation, debugger), does not go into JSON, and its content is had only by asking for it with <see cref="Reveal"/>.
/// </summary>
[DebuggerDisplay("[redacted]")]
[JsonConverter(typeof(NotForJson<ClinicalText>))]
public readonly struct ClinicalText(string text) : IEquatable<ClinicalText>
{
    public const string Redacted = "[redacted]";

    private readonly string? text = text;

    /// <summary>The words themselves, for the person who may read them.</summary>
    public string Reveal() => text ?? "";

    public bool Equals(ClinicalText other) => string.Equals(Reveal(), other.Reveal(), StringComparison.Ordinal);

    public override bool Equals(object? obj) => obj is ClinicalText other && Equals(other);

    public override int GetHashCode() => Reveal().GetHashCode(StringComparison.Ordinal);

    public override string ToString() => Redacted;

    public static bool operator ==(ClinicalText left, ClinicalText right) => left.Equals(right);

    public static bool operator !=(ClinicalText left, ClinicalText right) => !left.Equals(right);
}
