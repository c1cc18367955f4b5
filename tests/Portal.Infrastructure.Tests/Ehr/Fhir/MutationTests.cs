using System.Text;
using System.Text.Json.Nodes;
using Portal.Infrastructure.Ehr.Fhir;
using Portal.Infrastructure.Ehr.Fhir.Resources;
using Xunit;

namespace Portal.Infrastructure.Tests.Ehr.Fhir;

/// <summary>
/// Every example with each of its values replaced, one at a time, by what does not belong there: either it is refused with a place, or it is written back
/// as it was read. Nothing is lost in silence and nothing throws.
/// </summary>
public sealed class MutationTests
{
    private static readonly string[] Strange =
    [
        "null", "\"\"", "[]", "{}", "1", "-1.50", "1e400", "true", "\"x\"", "\"two words\"", "\"\\u0001\"", "\"2026-02-30\"", "[null]", "[\"x\"]", "[{}]", "{\"x\":{}}", "{\"id\":\"x\"}", "{\"x\":[1.0,null]}",
        "{\"extension\":[{\"url\":\"x\",\"valueDecimal\":1.00}]}", "{\"resourceType\":\"Patient\"}", "[[\"x\"]]",
    ];

    public static TheoryData<string> Files => [.. Examples.Names];

    [Theory]
    [MemberData(nameof(Files))]
    public void Is_refused_or_kept(string name)
    {
        var (taken, refused) = (0, 0);
        foreach (var mutant in Mutants(JsonNode.Parse(Examples.Bytes(name))!))
        {
            if (FhirJson.TryRead<Resource>(mutant, out var resource, out var defect))
            {
                Assert.Empty(JsonSame.Differences(mutant, FhirJson.Write(resource)));
                taken++;
            }
            else
            {
                Assert.True(defect.Path.Length > 0 && defect.Rule != FhirRule.NotJson, $"{Encoding.UTF8.GetString(mutant)} {defect}");
                refused++;
            }
        }

        Assert.InRange(taken, 10, int.MaxValue);
        Assert.InRange(refused, 100, int.MaxValue);
    }

    private static IEnumerable<byte[]> Mutants(JsonNode root)
    {
        foreach (var change in Changes(root))
            foreach (var strange in Strange)
            {
                change.Set(JsonNode.Parse(strange));
                yield return Encoding.UTF8.GetBytes(root.ToJsonString());
                change.Restore();
            }
    }

    private static IEnumerable<(Action<JsonNode?> Set, Action Restore)> Changes(JsonNode node)
    {
        switch (node)
        {
            case JsonObject members:
                foreach (var name in members.Select(member => member.Key).ToList())
                {
                    var old = members[name];
                    yield return (changed => members[name] = changed, () => members[name] = old);
                    // As the extension of a primitive, or of something that has none.
                    yield return (changed => members["_" + name.TrimStart('_')] = changed, () => Put(members, "_" + name.TrimStart('_'), name.StartsWith('_') ? old : null));
                    if (old is not null) foreach (var deeper in Changes(old)) yield return deeper;
                }

                break;
            case JsonArray items:
                for (var index = 0; index < items.Count; index++)
                {
                    var (at, old) = (index, items[index]);
                    yield return (changed => items[at] = changed, () => items[at] = old);
                    if (old is not null) foreach (var deeper in Changes(old)) yield return deeper;
                }

                break;
        }
    }

    private static void Put(JsonObject members, string name, JsonNode? old)
    {
        if (old is null) members.Remove(name);
        else members[name] = old;
    }
}
