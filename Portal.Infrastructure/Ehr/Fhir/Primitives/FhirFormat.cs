using System.Buffers.Text;
using System.Text.RegularExpressions;

namespace Portal.Infrastructure.Ehr.Fhir.Primitives;

/// <summary>FHIR's primitive types that are a string or a number of JSON with a form of their own.</summary>
internal enum FhirFormat
{
    /// <summary>Any text, markdown too.</summary>
    Text = 0,
    Id = 1,

    /// <summary>Also url and canonical.</summary>
    Uri = 2,
    Code = 3,
    Base64 = 4,
    Xhtml = 5,
    PositiveInt = 6,
    UnsignedInt = 7,
}

/// <summary>The form of an element whose .NET type does not say it.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class FormatAttribute(FhirFormat format) : Attribute
{
    public FhirFormat Format { get; } = format;
}

/// <summary>
/// An element of several types, <c>content[x]</c> of the specification: of the properties whose JSON names are the prefix and a type's name, at most one is
/// there, and exactly one where it is required.
/// </summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
internal sealed class ChoiceAttribute(string prefix) : Attribute
{
    public string Prefix { get; } = prefix;

    public bool IsRequired { get; init; }
}

/// <summary>The forms themselves, as the specification's page on data types gives them.</summary>
internal static partial class FhirFormats
{
    public static bool Fits(this FhirFormat format, string text) => format switch
    {
        FhirFormat.Text => true,
        FhirFormat.Id => Id.IsMatch(text),
        FhirFormat.Uri => !text.Any(char.IsWhiteSpace),
        FhirFormat.Code => Code.IsMatch(text),
        FhirFormat.Base64 => Base64.IsValid(text),
        FhirFormat.Xhtml => text.StartsWith("<div", StringComparison.Ordinal) && text.EndsWith('>'),
        FhirFormat.PositiveInt or FhirFormat.UnsignedInt => false,
    };

    public static bool Fits(this FhirFormat format, int number) => format switch
    {
        FhirFormat.PositiveInt => number > 0,
        FhirFormat.UnsignedInt => number >= 0,
        FhirFormat.Text => true,
        FhirFormat.Id or FhirFormat.Uri or FhirFormat.Code or FhirFormat.Base64 or FhirFormat.Xhtml => false,
    };

    [GeneratedRegex(@"\A[A-Za-z0-9\-.]{1,64}\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Id { get; }

    [GeneratedRegex(@"\A\S+(\s\S+)*\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Code { get; }
}
