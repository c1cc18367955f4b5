namespace Portal.Domain.Identity;

/// <summary>Why somebody reaches past the own panel; a code, stored. The words beside it are the care team's alone.</summary>
public enum BreakGlassPurpose
{
    EmergencyTreatment = 1,

    /// <summary>Whoever treats the patient is away.</summary>
    CoverForAbsence = 2,

    /// <summary>The patient, or who speaks for the patient, has asked for it.</summary>
    PatientAsked = 3,

    /// <summary>Somebody's safety depends on it.</summary>
    Safety = 4,
}
