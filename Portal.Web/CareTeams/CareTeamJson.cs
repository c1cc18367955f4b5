using System.Text.Json.Serialization;
using Portal.Domain.CareTeams;
using Portal.Web.Shared.Document;
using Portal.Web.Shared.Input;

namespace Portal.Web.CareTeams;

/// <summary>A care team; <paramref name="Identifier"/> is what hosts know it by.</summary>
internal sealed record CareTeamJson([property: Uuid] string Id, string Identifier, string Name)
{
    public static CareTeamJson Of(CareTeam team) => new(team.Id.ToString(), team.Identifier, team.Name);
}

[JsonSerializable(typeof(PageJson<CareTeamJson>))]
[JsonSerializable(typeof(PageJson<MemberJson>))]
[JsonSerializable(typeof(NewCareTeamBody))]
[JsonSerializable(typeof(MembershipBody))]
internal sealed partial class CareTeamsJson : JsonSerializerContext;
