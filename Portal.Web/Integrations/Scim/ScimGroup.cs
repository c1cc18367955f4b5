using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Portal.Domain.CareTeams;
using Portal.Domain.Shared;

namespace Portal.Web.Integrations.Scim;

/// <summary>A care team as a Group (RFC 7643 4.2): its members are those who belong to it now. Dates and moderators are the portal's own and stay as they are.</summary>
internal static class ScimGroup
{
    public const string Schema = "urn:ietf:params:scim:schemas:core:2.0:Group";

    /// <summary>Null <paramref name="members"/> are not told.</summary>
    public static JsonObject Of(CareTeam team, IEnumerable<MemberLine>? members, string address)
    {
        var group = new JsonObject
        {
            ["schemas"] = new JsonArray(Schema),
            ["id"] = team.Id.ToString(),
            ["displayName"] = team.Name,
            ["meta"] = new JsonObject { ["resourceType"] = "Group", ["location"] = $"{address}/Groups/{team.Id}" },
        };
        if (team.ExternalId is { } id) group["externalId"] = id;
        if (members is not null)
        {
            group["members"] = new JsonArray([.. members.Where(line => line.IsActive).DistinctBy(line => line.Membership.Person).Select(line => new JsonObject
            {
                ["value"] = line.Membership.Person.ToString(),
                ["display"] = line.DisplayName,
                ["type"] = "User",
                ["$ref"] = $"{address}/Users/{line.Membership.Person}",
            })]);
        }

        return group;
    }

    public static Outcome<NewCareTeam> New(ScimResource group)
    {
        if (!Whole(group).TryGet(out var change, out var refusal)) return refusal;
        return new NewCareTeam(Identifier(change.Name!), change.Name!) { ExternalId = change.ExternalId is { Length: > 0 } id ? id : null, Members = change.Join };
    }

    /// <summary>The whole of what is to be: without members there are none.</summary>
    public static Outcome<CareTeamChange> Whole(ScimResource group)
    {
        if (group.Text("displayName") is not { } name) return Refusal.Invalid("displayName", "is required");
        if (!People(group.Many("members") ?? []).TryGet(out var members, out var refusal)) return refusal;
        return new CareTeamChange { Name = name, ExternalId = group.Text("externalId") ?? "", OnlyThese = members, Join = members };
    }

    public static Outcome<CareTeamChange> After(IReadOnlyList<ScimStep> steps)
    {
        var (change, members) = (new CareTeamChange(), new ScimMembers());
        foreach (var step in steps)
        {
            if (!Step(change, members, step).TryGet(out var next, out var refusal)) return refusal;
            change = next;
        }

        return members.Of(change);
    }

    private static Outcome<CareTeamChange> Step(CareTeamChange change, ScimMembers members, ScimStep step)
    {
        var isRemoval = step.Verb == ScimVerb.Remove;
        switch (step.Path.Attribute)
        {
            case "displayname":
                return isRemoval || step.Value.ValueKind != JsonValueKind.String ? Refusal.Invalid("displayName", "is required") : change with { Name = step.Value.GetString() };
            case "externalid":
                return change with { ExternalId = isRemoval || step.Value.ValueKind != JsonValueKind.String ? "" : step.Value.GetString() };
            case "members":
                return Take(members, step) is { } refusal ? refusal : change;
            default:
                return change;
        }
    }

    private static Refusal? Take(ScimMembers members, ScimStep step)
    {
        var isEmpty = step.Value.ValueKind == JsonValueKind.Undefined;
        var isOfAll = step.Verb == ScimVerb.Remove && step.Path.Filter is null && isEmpty;
        var named = step.Path.Filter is { Attribute: "value" } filter ? One(filter.Value) : isOfAll ? Array.Empty<PersonId>() : isEmpty ? Refusal.Invalid("members", "must have a value") : People(ScimResource.Several(step.Value));
        if (!named.TryGet(out var people, out var refusal)) return refusal;
        if (step.Verb == ScimVerb.Add) members.Add(people);
        else if (isOfAll || step.Verb == ScimVerb.Replace) members.Replace(people);
        else members.Remove(people);
        return null;
    }

    private static Outcome<IReadOnlyList<PersonId>> People(IReadOnlyList<ScimResource> members)
    {
        var people = new List<PersonId>();
        foreach (var member in members)
        {
            if (member.Value is not { } value || !Id.TryParse<PersonId>(value, out var person)) return CareTeamRules.UnknownPerson;
            people.Add(person);
        }

        return people;
    }

    private static Outcome<IReadOnlyList<PersonId>> One(string value) => Id.TryParse<PersonId>(value, out var person) ? new[] { person } : CareTeamRules.UnknownPerson;

    /// <summary>What hosts will know the care team by, from its name: small letters and digits with hyphens between; two of one name are one too many (409).</summary>
    private static string Identifier(string name)
    {
        var plain = new StringBuilder();
        foreach (var letter in name.Normalize(NormalizationForm.FormD))
        {
            if (char.IsAsciiLetterOrDigit(letter)) plain.Append(char.ToLowerInvariant(letter));
            else if (CharUnicodeInfo.GetUnicodeCategory(letter) != UnicodeCategory.NonSpacingMark && plain.Length > 0 && plain[^1] != '-') plain.Append('-');
        }

        var identifier = plain.ToString().Trim('-');
        return identifier.Length == 0 ? $"team-{Guid.CreateVersion7():N}" : identifier[..Math.Min(identifier.Length, CareTeam.IdentifierLimit)].TrimEnd('-');
    }
}
