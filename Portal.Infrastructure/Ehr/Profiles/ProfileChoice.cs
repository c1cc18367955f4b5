namespace Portal.Infrastructure.Ehr.Profiles;

/// <summary>The profile for one server: the one that configuration names or the server's own words suggest, taken down to what it says it can do.</summary>
internal static class ProfileChoice
{
    /// <summary>Pure. An unnamed server that takes neither type gets <see cref="NamedProfiles.Nothing"/>.</summary>
    public static EhrProfile Choose(string configured, EhrAbilities abilities)
    {
        var profile = NamedProfiles.Named(configured) ?? Suggested(abilities);
        return profile.Shape == FilingShape.None ? profile : Narrowed(profile, abilities);
    }

    private static EhrProfile Suggested(EhrAbilities abilities)
    {
        bool Is(string word) => abilities.Software.Contains(word, StringComparison.OrdinalIgnoreCase);
        if (Is("Medplum")) return NamedProfiles.Medplum;
        if (Is("Epic")) return NamedProfiles.Epic;
        if (Is("Oracle") || Is("Cerner") || Is("Millennium")) return NamedProfiles.Oracle;
        if (abilities.Of("Communication").Create) return NamedProfiles.R4;
        return abilities.Of("DocumentReference").Create ? NamedProfiles.UsCoreNotes : NamedProfiles.Nothing;
    }

    private static EhrProfile Narrowed(EhrProfile profile, EhrAbilities abilities)
    {
        var type = abilities.Of(profile.ResourceType);
        if (!type.Create) return NamedProfiles.Nothing with { Name = profile.Name };
        var provenance = Provenance(profile.Provenance, abilities.Of("Provenance"));
        return profile with
        {
            Guarantee = Guarantee(profile.Guarantee, type),
            Change = type.Update ? profile.Change : FilingChange.None,
            Provenance = provenance,
            Transaction = profile.Transaction && abilities.Transaction && provenance == ProvenanceWay.OwnId,
        };
    }

    private static FilingGuarantee Guarantee(FilingGuarantee wanted, TypeAbilities type) => wanted switch
    {
        FilingGuarantee.AtMostOnce => FilingGuarantee.AtMostOnce,
        FilingGuarantee.Conditional when type.ConditionalCreate => FilingGuarantee.Conditional,
        FilingGuarantee.Conditional or FilingGuarantee.SearchFirst when type.SearchByIdentifier => FilingGuarantee.SearchFirst,
        FilingGuarantee.Conditional or FilingGuarantee.SearchFirst => FilingGuarantee.AtMostOnce,
    };

    private static ProvenanceWay Provenance(ProvenanceWay wanted, TypeAbilities type) => wanted switch
    {
        ProvenanceWay.OwnId when type is { Update: true, UpdateCreate: true } => ProvenanceWay.OwnId,
        ProvenanceWay.OwnId or ProvenanceWay.WhenNew when type.Create => ProvenanceWay.WhenNew,
        ProvenanceWay.OwnId or ProvenanceWay.WhenNew or ProvenanceWay.Kept => ProvenanceWay.Kept,
    };
}
