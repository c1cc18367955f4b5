using Microsoft.AspNetCore.Components;
using Portal.Domain.Identity;
using Portal.Web.Identity.Gate;

namespace Portal.Web.Identity.Account;

/// <summary>A page of the own account, drawn by the request: who asks for one is there, so that the session is not idle.</summary>
public abstract class AccountPageBase : GatePage
{
    [Inject]
    protected IStaffSessions Sessions { get; set; } = null!;

    /// <summary>As looked up for this request.</summary>
    protected Actor Actor => Caller.Of(Context)!.Actor;

    protected CancellationToken Aborted => Context.RequestAborted;

    protected override async Task OnInitializedAsync() => await Sessions.Touch(Actor, Aborted);

    /// <summary>True where the person must prove again who is there, and is on the way to do so.</summary>
    protected bool MustConfirm(Domain.Shared.Refusal? refusal, string back)
    {
        if (refusal?.Reason != Domain.Shared.Refusal.Reauthenticate.Reason) return false;
        Navigation.NavigateTo(ReturnPath.With("/confirm", back));
        return true;
    }
}
