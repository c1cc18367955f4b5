namespace Portal.Infrastructure.Ehr;

/// <summary>Section <c>Ehr</c>: the organisation's EHR. Without an address there is none: signed summaries wait as "not yet filed" and can be downloaded.</summary>
public sealed class EhrOptions
{
    public const string Section = "Ehr";

    /// <summary>The FHIR R4 base, <c>https://ehr.example.org/fhir</c>.</summary>
    public string Address { get; set; } = "";

    /// <summary><c>auto</c> (by what the EHR says of itself), <c>r4</c>, <c>medplum</c>, <c>oracle</c>, <c>epic</c> or <c>uscore-notes</c>.</summary>
    public string Profile { get; set; } = "auto";

    /// <summary>A JSON file that stands above the profile, for an EHR whose own statement is wrong.</summary>
    public string OverrideFile { get; set; } = "";

    /// <summary><c>none</c> or <c>basic</c> (a laboratory's), or <c>smart</c>: SMART Backend Services.</summary>
    public string Authentication { get; set; } = "none";

    /// <summary>The id that the EHR gave the portal as a client; with <c>smart</c>.</summary>
    public string ClientId { get; set; } = "";

    /// <summary>Asked for with <c>smart</c>, separated by spaces; empty asks for none, as some EHRs want it.</summary>
    public string Scopes { get; set; } = "";

    /// <summary>With <c>basic</c>.</summary>
    public string UserName { get; set; } = "";

    /// <summary>With <c>basic</c>.</summary>
    public string Password { get; set; } = "";

    /// <summary>The clinic's Organization in the EHR (its FHIR id): on whose behalf clinicians sign. Without it no Provenance is sent.</summary>
    public string OrganizationId { get; set; } = "";

    /// <summary>The identifier system by which portal and EHR know patients, such as that of the record number.</summary>
    public string PatientSystem { get; set; } = "";

    /// <summary>The same for practitioners.</summary>
    public string PractitionerSystem { get; set; } = "";

    /// <summary>The system of care teams' identifiers in the EHR; empty names no care team as a recipient.</summary>
    public string CareTeamSystem { get; set; } = "";

    /// <summary>The identifier system by which encounters in the EHR bear a visit's id, or a conversation's; empty is the portal's own.</summary>
    public string EncounterSystem { get; set; } = "";

    /// <summary>Lets the address be in a private network. Link-local ones never are.</summary>
    public bool AllowPrivateAddresses { get; set; }

    /// <summary>Summaries filed at the same time by one node.</summary>
    public int SideBySide { get; set; } = 16;

    /// <summary>How long one request may take.</summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How long what was stored may be missing in searches: the first wait before a second look, which then doubles.</summary>
    public TimeSpan IndexLag { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long it is remembered whom the EHR knows under which id; zero asks for each summary anew.</summary>
    public TimeSpan KnownFor { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Whether there is an EHR at all.</summary>
    internal bool IsSet => Address.Length > 0;
}
