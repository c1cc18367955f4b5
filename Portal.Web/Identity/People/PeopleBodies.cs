using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Portal.Domain.Identity;
using Portal.Domain.Identity.Staff;
using Portal.Domain.Shared;
using Portal.Web.Shared.Input;

namespace Portal.Web.Identity.People;

/// <summary>Somebody to invite: what is typed at sign-in, where the link goes, what others see.</summary>
internal sealed class NewStaffBody : IBody<NewStaff>
{
    [Required]
    public string? UserName { get; init; }

    [Required]
    public string? Email { get; init; }

    [Required]
    public string? DisplayName { get; init; }

    [Required]
    public IReadOnlyList<string?>? Roles { get; init; }

    public string? ExternalId { get; init; }

    public Outcome<NewStaff> Read()
    {
        var objections = new Objections();
        objections.Required(UserName, "$.userName");
        objections.Required(Email, "$.email");
        objections.Required(DisplayName, "$.displayName");
        var roles = StaffRolesBody.Of(objections, Roles);
        return objections.Or(new NewStaff(UserName ?? "", Email ?? "", DisplayName ?? "", roles) { ExternalId = ExternalId });
    }
}

/// <summary>The details as they are to be from now on; without <c>externalId</c> there is none.</summary>
internal sealed class StaffDetailsBody : IBody<StaffChange>
{
    [Required]
    public string? UserName { get; init; }

    [Required]
    public string? Email { get; init; }

    [Required]
    public string? DisplayName { get; init; }

    public string? ExternalId { get; init; }

    public Outcome<StaffChange> Read()
    {
        var objections = new Objections();
        objections.Required(UserName, "$.userName");
        objections.Required(Email, "$.email");
        objections.Required(DisplayName, "$.displayName");
        return objections.Or(new StaffChange { UserName = UserName, Email = Email, DisplayName = DisplayName, ExternalId = ExternalId ?? "" });
    }
}

/// <summary>All roles that the person is to have from now on.</summary>
internal sealed class StaffRolesBody : IBody<StaffRoles>
{
    [Required]
    public IReadOnlyList<string?>? Roles { get; init; }

    public Outcome<StaffRoles> Read()
    {
        var objections = new Objections();
        return objections.Or(Of(objections, Roles));
    }

    internal static StaffRoles Of(Objections objections, IReadOnlyList<string?>? words)
    {
        if (!objections.Required(words, "$.roles")) return StaffRoles.None;
        var roles = StaffRoles.None;
        for (var index = 0; index < words.Count; index++)
            roles |= objections.Word(words[index], string.Create(CultureInfo.InvariantCulture, $"$.roles[{index}]"), StaffWords.Role);
        return roles;
    }
}

/// <summary>Whom to look for: one of the two.</summary>
internal sealed class StaffNameBody : IBody<StaffName>
{
    public string? UserName { get; init; }

    public string? ExternalId { get; init; }

    public Outcome<StaffName> Read() =>
        (UserName is null) == (ExternalId is null) ? Refusal.Invalid("$", "must have userName or externalId, and not both") : new StaffName(UserName, ExternalId);
}
