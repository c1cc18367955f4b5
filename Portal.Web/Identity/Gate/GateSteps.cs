using Portal.Domain.Identity.SignIn;

namespace Portal.Web.Identity.Gate;

/// <summary>How a step of a sign-in is taken in the browser, whichever page or address took it.</summary>
internal static class GateSteps
{
    /// <summary>To where the sign-in goes on; at its end the browser is the new session, whatever it was before.</summary>
    public static async Task<string> GoOn(HttpContext context, SignInStep step, string back)
    {
        var cookies = context.RequestServices.GetRequiredService<GateCookies>();
        if (step.SignedIn is { } signedIn) await Begin(context, signedIn);
        else cookies.KeepTicket(context, step.Ticket!);
        return step.Stage switch
        {
            SignInStage.SignedIn => back,
            SignInStage.CodeNeeded => ReturnPath.With("/sign-in-code", back),
            SignInStage.EnrolmentNeeded => ReturnPath.With("/sign-in-app", back),
        };
    }

    /// <summary>The session that the browser had ends with its cookie: what is copied of that one opens nothing.</summary>
    public static async Task Begin(HttpContext context, SignedIn signedIn)
    {
        var cookies = context.RequestServices.GetRequiredService<GateCookies>();
        if (Caller.Of(context) is { Credential: Credential.StaffSession } before)
            await context.RequestServices.GetRequiredService<IStaffSignIn>().SignOut(before.Actor, CancellationToken.None);
        cookies.DropTicket(context);
        cookies.DropLink(context);
        cookies.KeepDevice(context, signedIn.Device);
        await StaffCookie.SignIn(context, signedIn.Session);
    }
}
