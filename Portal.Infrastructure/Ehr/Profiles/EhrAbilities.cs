namespace Portal.Infrastructure.Ehr.Profiles;

/// <summary>What a server's CapabilityStatement says of itself, as far as filing asks.</summary>
internal sealed record EhrAbilities(string Software, bool Transaction, IReadOnlyDictionary<string, TypeAbilities> Types)
{
    public TypeAbilities Of(string type) => Types.GetValueOrDefault(type, TypeAbilities.None);
}

/// <summary>Of one resource type.</summary>
internal sealed record TypeAbilities(bool Create, bool Update, bool ConditionalCreate, bool UpdateCreate, bool SearchByIdentifier)
{
    public static readonly TypeAbilities None = new(Create: false, Update: false, ConditionalCreate: false, UpdateCreate: false, SearchByIdentifier: false);
}
