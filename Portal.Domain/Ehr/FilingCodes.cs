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

    /// <summary>The record that the patient's identifier leads to is closed in the EHR, or was merged with another.</summary>
    public const string PatientInactive = "patient-inactive-in-ehr";

    /// <summary>The clinician who signed is no longer active in the EHR.</summary>
    public const string PractitionerInactive = "practitioner-inactive-in-ehr";

    /// <summary>The clinician who signed has no identifier of the EHR's system, or the EHR does not know it.</summary>
    public const string PractitionerNotInEhr = "practitioner-not-in-ehr";

    /// <summary>This EHR takes notes of its own encounters only, and none was found for the visit.</summary>
    public const string EncounterNotInEhr = "encounter-not-in-ehr";

    /// <summary>The same, and several were found.</summary>
    public const string EncounterAmbiguous = "encounter-ambiguous";

    /// <summary>The EHR refused what was sent; its words are kept.</summary>
    public const string Refused = "refused-by-ehr";

    /// <summary>The EHR lets the portal in and refuses this alone: the patient's record may be closed to the portal.</summary>
    public const string Forbidden = "forbidden-in-ehr";

    /// <summary>The EHR does not take this kind of resource, or not in this way.</summary>
    public const string NotTaken = "not-taken-by-ehr";

    /// <summary>The EHR does not know something that the summary names, such as a patient whose records were merged.</summary>
    public const string ReferenceNotInEhr = "reference-not-in-ehr";

    /// <summary>It is too long for the EHR.</summary>
    public const string TooLarge = "too-large-for-ehr";

    /// <summary>Something else stands in its way in the EHR, such as a chart that somebody has open.</summary>
    public const string Conflict = "conflict-in-ehr";

    /// <summary>A rule of the EHR's own stands against it; its words say which.</summary>
    public const string AgainstRule = "against-ehr-rule";

    /// <summary>The EHR holds more than one under our identifier.</summary>
    public const string Duplicates = "duplicates-in-ehr";

    /// <summary>Somebody changed it in the EHR after it was filed.</summary>
    public const string EditedInEhr = "edited-in-ehr";

    /// <summary>What was filed is no longer in the EHR.</summary>
    public const string GoneInEhr = "gone-in-ehr";

    /// <summary>The EHR answered with a resource that is not the one sent.</summary>
    public const string OtherResource = "other-resource";

    /// <summary>The same, and the proof of who signed was stored with it: it names something that is not the summary.</summary>
    public const string StrayProvenance = "stray-provenance";

    /// <summary>The patient's identifier leads to another record of the EHR than the one that the summary was filed in.</summary>
    public const string PatientMoved = "patient-moved-in-ehr";

    /// <summary>It was sent to another EHR than the one that is configured now, and no answer came.</summary>
    public const string AnotherEhr = "another-ehr";

    /// <summary>What is to be corrected or withdrawn was filed in another EHR than the one that is configured now.</summary>
    public const string FiledElsewhere = "filed-in-another-ehr";

    /// <summary>What somebody named is not this summary.</summary>
    public const string NotThatOne = "not-that-one";

    /// <summary>The portal itself failed over it; its log says how.</summary>
    public const string FailedHere = "failed-here";

    /// <summary>It was sent and no answer came.</summary>
    public const string NoAnswer = "no-answer";

    /// <summary>The EHR failed while it worked on it, and may have stored it.</summary>
    public const string EhrError = "ehr-error";

    /// <summary>The EHR cannot be reached.</summary>
    public const string Unreachable = "unreachable";

    /// <summary>The name in the EHR's address leads nowhere.</summary>
    public const string NameNotFound = "name-not-found";

    /// <summary>The EHR's address is in a private network, which configuration does not allow.</summary>
    public const string AddressForbidden = "address-forbidden";

    /// <summary>The EHR's certificate is not trusted, or there is no common TLS.</summary>
    public const string TlsFailed = "tls-failed";

    /// <summary>The EHR's token endpoint does not answer.</summary>
    public const string NoToken = "no-token";

    /// <summary>The EHR says that it cannot just now.</summary>
    public const string Unavailable = "unavailable";

    /// <summary>The EHR asked for fewer requests.</summary>
    public const string Busy = "busy";

    /// <summary>The EHR refused the portal's credentials, fresh ones too.</summary>
    public const string Credentials = "credentials";

    /// <summary>The EHR knows the portal, and lets it do nothing.</summary>
    public const string NotAllowed = "not-allowed";

    /// <summary>The EHR lets the portal read, and refused the summaries of several patients one after another.</summary>
    public const string WritesNotAllowed = "writes-not-allowed";

    /// <summary>The token endpoint does not take the portal for a client: its id, keys or scopes are not registered there.</summary>
    public const string ClientRefused = "client-refused";

    /// <summary>The granted scope lacks what is to be written.</summary>
    public const string ScopeTooSmall = "scope-too-small";

    /// <summary>The EHR's SMART configuration is missing, or names no usable token endpoint.</summary>
    public const string NoSmartConfiguration = "no-smart-configuration";

    /// <summary>The token endpoint takes neither of the portal's signatures, ES384 and RS384.</summary>
    public const string NoCommonAlgorithm = "no-common-algorithm";

    /// <summary>The token endpoint's answer is no token.</summary>
    public const string BrokenToken = "broken-token";

    /// <summary>The token endpoint's address is not allowed by configuration, or in the clear where the EHR's is not.</summary>
    public const string TokenAddressForbidden = "token-address-forbidden";

    /// <summary>The EHR answered with something that is not FHIR.</summary>
    public const string NotFhir = "not-fhir";

    /// <summary>This EHR has no place for summaries.</summary>
    public const string NoPlace = "no-place";

    /// <summary>An earlier version is not settled yet.</summary>
    public const string EarlierVersion = "earlier-version";

    /// <summary>The EHR lets nobody change what was filed: it has to be withdrawn there by hand.</summary>
    public const string WithdrawByHand = "withdraw-by-hand";

    /// <summary>A person did in the EHR what the portal could not, and said so.</summary>
    public const string DoneByHand = "done-by-hand";

    /// <summary>A newer version took its place before it was sent, or there was nothing in the EHR to withdraw.</summary>
    public const string Superseded = "superseded";
}
