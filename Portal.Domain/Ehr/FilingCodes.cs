namespace Portal.Domain.Ehr;

/// <summary>Why a filing is as it is; stable, of the public contract, and free of anything about the patient. The screens have words for each.</summary>
public static class FilingCodes
{
    /// <summary>The patient has no identifier of the EHR's system in the portal.</summary>
    public const string PatientWithoutIdentifier = "patient-without-identifier";

    /// <summary>The EHR knows nobody by the patient's identifier.</summary>
    public const string PatientNotInEhr = "patient-not-in-ehr";

    /// <summary>The EHR knows several by the patient's identifier.</summary>
    public const string PatientAmbiguous = "patient-ambiguous";

    /// <summary>The clinician who signed has no identifier of the EHR's system, or the EHR does not know it.</summary>
    public const string PractitionerNotInEhr = "practitioner-not-in-ehr";

    /// <summary>This EHR takes notes of its own encounters only, and none was found for the visit.</summary>
    public const string EncounterNotInEhr = "encounter-not-in-ehr";

    /// <summary>The EHR refused what was sent; its words are kept.</summary>
    public const string Refused = "refused-by-ehr";

    /// <summary>The EHR holds more than one under our identifier.</summary>
    public const string Duplicates = "duplicates-in-ehr";

    /// <summary>Somebody changed it in the EHR after it was filed.</summary>
    public const string EditedInEhr = "edited-in-ehr";

    /// <summary>What was filed is no longer in the EHR.</summary>
    public const string GoneInEhr = "gone-in-ehr";

    /// <summary>The EHR answered with a resource that is not the one sent.</summary>
    public const string OtherResource = "other-resource";

    /// <summary>It was sent and no answer came.</summary>
    public const string NoAnswer = "no-answer";

    /// <summary>The EHR failed while it worked on it, and may have stored it.</summary>
    public const string EhrError = "ehr-error";

    /// <summary>The EHR cannot be reached.</summary>
    public const string Unreachable = "unreachable";

    /// <summary>The EHR says that it cannot just now.</summary>
    public const string Unavailable = "unavailable";

    /// <summary>The EHR asked for fewer requests.</summary>
    public const string Busy = "busy";

    /// <summary>The EHR refused the portal's credentials.</summary>
    public const string Credentials = "credentials";

    /// <summary>The EHR answered with something that is not FHIR.</summary>
    public const string NotFhir = "not-fhir";

    /// <summary>This EHR has no place for summaries.</summary>
    public const string NoPlace = "no-place";

    /// <summary>An earlier version is not settled yet.</summary>
    public const string EarlierVersion = "earlier-version";

    /// <summary>The EHR lets nobody change what was filed: it has to be withdrawn there by hand.</summary>
    public const string WithdrawByHand = "withdraw-by-hand";

    /// <summary>A newer version took its place before it was sent, or there was nothing in the EHR to withdraw.</summary>
    public const string Superseded = "superseded";
}
