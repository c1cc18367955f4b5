using Portal.Domain.Identity;
using Portal.Domain.Identity.Staff;
using Portal.Domain.Shared;

namespace Portal.Web.Identity.Staff;

/// <summary>What an administrator can do with one member of staff.</summary>
public enum StaffAct
{
    ChangeRoles,
    InviteAgain,
    Suspend,
    Reactivate,
    RequestSecondFactorReset,
    EndSessions,
}

/// <summary>What was chosen, and of whom.</summary>
public sealed record StaffChoice(StaffAct Act, StaffLine Person)
{
    public static string Tone(StaffStanding standing) => standing switch
    {
        StaffStanding.Active => "ok",
        StaffStanding.Invited => "info",
        StaffStanding.Suspended => "danger",
    };

    /// <summary>What makes sense for somebody as he or she stands; the port decides all the same.</summary>
    public static IEnumerable<StaffAct> For(StaffLine person)
    {
        yield return StaffAct.ChangeRoles;
        if (person.Standing == StaffStanding.Invited) yield return StaffAct.InviteAgain;
        if (person.HasSecondFactor == true) yield return StaffAct.RequestSecondFactorReset;
        if (person.Standing == StaffStanding.Active) yield return StaffAct.EndSessions;
        yield return person.Standing == StaffStanding.Suspended ? StaffAct.Reactivate : StaffAct.Suspend;
    }

    /// <summary>Roles are changed in a dialog of their own, and are nothing to confirm here.</summary>
    internal Task<Outcome<Done>> Do(IStaff staff, IStaffSessions sessions, Actor actor, CancellationToken cancel) => Act switch
    {
        StaffAct.Suspend => staff.Suspend(actor, Person.Id, cancel),
        StaffAct.Reactivate => staff.Reactivate(actor, Person.Id, cancel),
        StaffAct.RequestSecondFactorReset => staff.RequestSecondFactorReset(actor, Person.Id, cancel),
        StaffAct.InviteAgain => staff.InviteAgain(actor, Person.Id, cancel),
        StaffAct.EndSessions => sessions.EndAll(actor, Person.Id, cancel),
        StaffAct.ChangeRoles => throw new InvalidOperationException("Roles are changed in a dialog of their own."),
    };
}
