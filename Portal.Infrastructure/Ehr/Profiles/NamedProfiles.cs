namespace Portal.Infrastructure.Ehr.Profiles;

/// <summary>
/// The five that are known by name, each as its documentation and capability statement had it in 2026. Where the EHR can do less, <see cref="ProfileChoice"/>
/// takes it down; nothing takes it up but the override file.
/// </summary>
internal static class NamedProfiles
{
    public const string Auto = "auto";

    /// <summary>A server that takes any valid R4, such as HAPI.</summary>
    public static readonly EhrProfile R4 = new("r4", FilingShape.Communication, FilingGuarantee.Conditional, FilingChange.Update)
    {
        Provenance = ProvenanceWay.OwnId,
        Transaction = true,
    };

    /// <summary>Ids are the server's own; withdrawing and writing anew is what its makers recommend for corrections.</summary>
    public static readonly EhrProfile Medplum = new("medplum", FilingShape.Communication, FilingGuarantee.Conditional, FilingChange.RetractNew)
    {
        Provenance = ProvenanceWay.WhenNew,
    };

    /// <summary>Communications land in the message centre: one file, recipients of the kinds Practitioner and Group, published categories only, no way to ask for ours.</summary>
    public static readonly EhrProfile Oracle = new("oracle", FilingShape.Communication, FilingGuarantee.AtMostOnce, FilingChange.None)
    {
        Payload = PayloadForm.FileOnly,
        FileType = "text/plain",
        TakesCareTeam = false,
        TakesOwnCodes = false,
    };

    /// <summary>Clinical notes of an existing encounter; nothing conditional, no update, no answer but the place.</summary>
    public static readonly EhrProfile Epic = new("epic", FilingShape.DocumentReference, FilingGuarantee.AtMostOnce, FilingChange.None)
    {
        FileType = "text/plain",
        NeedsEncounter = true,
    };

    /// <summary>Notes as US Core's DocumentReference, where Communications are not taken.</summary>
    public static readonly EhrProfile UsCoreNotes = new("uscore-notes", FilingShape.DocumentReference, FilingGuarantee.Conditional, FilingChange.Update)
    {
        Provenance = ProvenanceWay.OwnId,
    };

    /// <summary>A server that takes neither.</summary>
    public static readonly EhrProfile Nothing = new("none", FilingShape.None, FilingGuarantee.AtMostOnce, FilingChange.None);

    public static readonly IReadOnlyList<EhrProfile> All = [R4, Medplum, Oracle, Epic, UsCoreNotes];

    public static EhrProfile? Named(string name) => All.FirstOrDefault(profile => profile.Name == name);
}
