using Portal.Domain.Identity.SignIn;
using Portal.Domain.Shared;
using Portal.Web.Identity.Gate;
using Portal.Web.Shared.Hosting;
using Portal.Web.Shared.Problems;

namespace Portal.Web.Identity.SignIn;

/// <summary>
/// The one way out: a plain form of any page sends here. The server's session ends, the cookie goes, and what was seen goes with it. It asks for no form token,
/// since a token may be stale and a sign-out must not fail; a form of another site is told by its origin.
/// </summary>
internal static class SignOutEndpoint
{
    public static void MapSignOut(this IEndpointRouteBuilder endpoints) => endpoints.MapPost(PortalSchemes.SignOutPath, SignOut).AllowAnonymous().ExcludeFromDescription();

    private static async Task<IResult> SignOut(HttpContext context, IStaffSignIn signIn, PortalAddress portal)
    {
        if (!context.IsFromOwnPage(portal)) return new ProblemResult(Refusal.Forbidden);

        // Not given up with the request: a window that is closed at once is a person who has left.
        if (Caller.Of(context) is { Credential: Credential.StaffSession } caller) await signIn.SignOut(caller.Actor, CancellationToken.None);
        await StaffCookie.SignOut(context);
        context.Response.Headers.Location = PortalSchemes.SignInPath;
        return Results.StatusCode(StatusCodes.Status303SeeOther);
    }
}
