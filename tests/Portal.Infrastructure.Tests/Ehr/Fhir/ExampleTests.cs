using Portal.Infrastructure.Ehr.Fhir;
using Portal.Infrastructure.Ehr.Fhir.Reading;
using Portal.Infrastructure.Ehr.Fhir.Resources;
using Xunit;

namespace Portal.Infrastructure.Tests.Ehr.Fhir;

/// <summary>What is read is written back the same: the shapes that are filed, and resources of every type as servers answer them.</summary>
public sealed class ExampleTests
{
    public static TheoryData<string> Files => [.. Examples.Names];

    [Theory]
    [MemberData(nameof(Files))]
    public void An_example_is_written_back_as_it_was_read(string name)
    {
        var resource = Examples.Read<Resource>(name);
        Assert.Empty(JsonSame.Differences(Examples.Bytes(name), FhirJson.Write(resource)));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Writing_twice_gives_the_same_bytes(string name)
    {
        var first = FhirJson.Write(Examples.Read<Resource>(name));
        Assert.True(FhirJson.TryRead<Resource>(first, out var again, out _));
        Assert.Equal(first, FhirJson.Write(again));
    }

    [Fact]
    public void Every_type_that_is_read_has_an_example()
    {
        var seen = Examples.Names.Select(Examples.Read<Resource>).SelectMany(Within).Select(resource => resource.GetType()).ToHashSet();
        Assert.Empty(ResourceTypes.All.Except(seen));
    }

    [Fact]
    public void What_is_in_an_example_is_in_its_record()
    {
        var patient = Examples.Read<Patient>("patient");
        Assert.Equal("1970-03", patient.BirthDate?.Text);
        Assert.False(patient.BirthDate!.Value.TryGetDay(out _));
        Assert.Equal(["Maria", null], patient.Name![0].Given);
        Assert.Equal("70.50", patient.Extension![1].ValueQuantity!.Value!.Value.Text);
        Assert.Equal(["Organization", "Location"], patient.Contained!.Select(contained => contained.ResourceType));
        Assert.IsType<Organization>(patient.Contained![0]);
        Assert.IsType<UnknownResource>(patient.Contained![1]);
        Assert.Equal(["_birthDate", "animal"], patient.Others!.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Of_a_bundle_the_order_stays_and_the_type_may_stand_anywhere()
    {
        var people = Examples.Read<Bundle>("people");
        Assert.Equal(["Practitioner", "PractitionerRole", "RelatedPerson", "CareTeam", "Organization"], people.Entry!.Select(entry => entry.Resource!.ResourceType));
        Assert.Equal("0.90", people.Entry![0].Search!.Score!.Value.Text);
    }

    [Fact]
    public void Nothing_prints_what_is_in_it()
    {
        var patient = Examples.Read<Patient>("patient");
        Assert.Equal("Patient HumanName [date] [number]", $"{patient} {patient.Name![0]} {patient.BirthDate} {patient.Extension![1].ValueQuantity!.Value}");
    }

    private static IEnumerable<Resource> Within(Resource resource) =>
        resource is Bundle bundle ? bundle.Entry!.Select(entry => entry.Resource!).SelectMany(Within).Prepend(bundle) : [resource];
}
