using Microsoft.Extensions.Localization;
using Portal.Domain.Identity;
using Portal.Domain.Shared;

namespace Portal.Web.Shared.Texts;

/// <summary>A refusal in words of the person's language: by its stable reason where there are words for it, else by its kind.</summary>
internal sealed class RefusalTexts(IStringLocalizer<CommonTexts> words)
{
    public string Of(Refusal refusal)
    {
        var reason = refusal.Reason is null ? null : words[$"Refused.{refusal.Reason}"];
        return reason is { ResourceNotFound: false } ? reason : words[$"Refused.{refusal.Kind}"];
    }
}

/// <summary>Roles as the screen calls them.</summary>
internal sealed class RoleTexts(IStringLocalizer<CommonTexts> words)
{
    public static IReadOnlyList<StaffRoles> All { get; } = [.. Enum.GetValues<StaffRoles>().Where(role => role != StaffRoles.None)];

    public string Of(StaffRoles roles) => string.Join(", ", All.Where(role => (roles & role) != StaffRoles.None).Select(One));

    public string One(StaffRoles role) => words[$"Role.{role}"];
}
