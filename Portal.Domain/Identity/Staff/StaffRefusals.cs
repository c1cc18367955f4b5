using Portal.Domain.Shared;

namespace Portal.Domain.Identity.Staff;

/// <summary>Every no of managing people.</summary>
public static class StaffRefusals
{
    public static readonly Refusal LastAdministrator = Refusal.Rule("last-administrator");
    public static readonly Refusal UserNameTaken = new(RefusalKind.Conflict, "user-name-taken");
    public static readonly Refusal EmailTaken = new(RefusalKind.Conflict, "email-taken");
    public static readonly Refusal ExternalIdTaken = new(RefusalKind.Conflict, "external-id-taken");
    public static readonly Refusal AlreadyAccepted = Refusal.Rule("already-accepted");
    public static readonly Refusal RequestOver = Refusal.Rule("request-over");

    /// <summary>Setup makes administrators only while there are fewer than two; the others are invited.</summary>
    public static readonly Refusal AlreadySetUp = Refusal.Rule("already-set-up");
}
