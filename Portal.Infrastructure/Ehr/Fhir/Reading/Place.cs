namespace Portal.Infrastructure.Ehr.Fhir.Reading;

/// <summary>Where in a resource one is; it becomes words only where something is wrong.</summary>
internal sealed class Place(string name, Place? above = null, int index = -1)
{
    public Place Of(string member) => new(member, this);

    public Place At(int position) => new(name, above, position);

    public FhirDefect Breaks(FhirRule rule) => new(ToString(), rule);

    public override string ToString()
    {
        var here = index < 0 ? name : FormattableString.Invariant($"{name}[{index}]");
        return above is null ? here : $"{above}.{here}";
    }
}
