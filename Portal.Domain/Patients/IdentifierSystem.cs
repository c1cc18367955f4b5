namespace Portal.Domain.Patients;

/// <summary>Who the identifiers of a system are for; a session body that names one of another kind is refused.</summary>
public enum IdentifierSystemKind
{
    Patient = 1,
    RelatedPerson = 2,
    Practitioner = 3,
}

public sealed record IdentifierSystem(string System, IdentifierSystemKind Kind);
