namespace Portal.Infrastructure.Ehr.Fhir;

/// <summary>What of FHIR JSON was not kept.</summary>
internal enum FhirRule
{
    /// <summary>Not one JSON value in UTF-8, or nested deeper than <see cref="FhirJson.MaxDepth"/>.</summary>
    NotJson = 1,

    /// <summary>No <c>resourceType</c>, or another than was asked for.</summary>
    WrongResourceType = 2,

    /// <summary>A property twice in one object.</summary>
    Repeated = 3,

    /// <summary>Another kind of JSON value than the element's.</summary>
    WrongJsonType = 4,

    /// <summary>An array where the element may stand only once.</summary>
    NotAList = 5,

    /// <summary>No array where the element may repeat.</summary>
    NotInAList = 6,

    /// <summary>An element that must be there is not.</summary>
    Missing = 7,

    /// <summary>More than one of the types of a choice.</summary>
    SeveralOfAChoice = 8,
    EmptyArray = 9,
    EmptyObject = 10,
    EmptyString = 11,

    /// <summary>null, which stands only in an array of primitives beside an extension.</summary>
    Null = 12,

    /// <summary>A character below U+0020 other than tab, line feed and carriage return.</summary>
    ControlCharacter = 13,

    /// <summary>A code that a required binding does not have.</summary>
    UnknownCode = 14,

    /// <summary>No date or time of the element's type, or no day of the calendar.</summary>
    BadDate = 15,

    /// <summary>Not of the form of the element's type: id, uri, code, base64, whole number.</summary>
    BadFormat = 16,

    /// <summary>The array of a primitive and that of its extensions are not of one length.</summary>
    UnequalLength = 17,
}

/// <summary>
/// Where FHIR JSON is broken and by which rule. <paramref name="Path"/> is the element's place as FHIRPath writes it
/// (<c>Communication.payload[0].content</c>), with <c>*</c> for an element that the specification does not have; neither repeats content.
/// </summary>
internal sealed record FhirDefect(string Path, FhirRule Rule)
{
    public override string ToString() => $"{Path}: {Rule}";
}
