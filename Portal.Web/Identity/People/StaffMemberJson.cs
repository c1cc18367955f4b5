using System.Text.Json.Serialization;
using Portal.Domain.Identity.Staff;
using Portal.Web.Shared.Document;
using Portal.Web.Shared.Input;

namespace Portal.Web.Identity.People;

/// <summary>A member of staff. <paramref name="RequestedRoles"/> wait for a second administrator; <paramref name="ExternalId"/> is the directory's name for the person; <paramref name="HasSecondFactor"/> is null to an integration.</summary>
internal sealed record StaffMemberJson(
    [property: Uuid] string Id,
    string UserName,
    string Email,
    string DisplayName,
    string? ExternalId,
    IReadOnlyList<string> Roles,
    IReadOnlyList<string> RequestedRoles,
    [property: OneOf(typeof(StaffWords), nameof(StaffWords.Standing))] string Standing,
    bool? HasSecondFactor,
    DateTimeOffset? LastSignInAt)
{
    public static StaffMemberJson Of(StaffLine line) => new(
        line.Id.ToString(),
        line.UserName,
        line.Email,
        line.DisplayName,
        line.ExternalId,
        StaffWords.Of(line.Roles),
        StaffWords.Of(line.Requested),
        StaffWords.Standing.Of(line.Standing),
        line.HasSecondFactor,
        line.LastSignInAt);

    public override string ToString() => Id;
}

[JsonSerializable(typeof(PageJson<StaffMemberJson>))]
[JsonSerializable(typeof(NewStaffBody))]
[JsonSerializable(typeof(StaffDetailsBody))]
[JsonSerializable(typeof(StaffRolesBody))]
[JsonSerializable(typeof(StaffNameBody))]
internal sealed partial class PeopleJson : JsonSerializerContext;
