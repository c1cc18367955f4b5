using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using Portal.Domain.Identity.SignIn;

namespace Portal.Web.Identity.Gate;

/// <summary>A page that the request itself draws, without a circuit: before the sign-in, and where cookies are set.</summary>
public abstract class GatePage : ComponentBase
{
    [CascadingParameter]
    protected HttpContext Context { get; set; } = null!;

    [SupplyParameterFromQuery(Name = ReturnPath.Parameter)]
    protected string? ReturnUrl { get; set; }

    [Inject]
    protected NavigationManager Navigation { get; set; } = null!;

    [Inject]
    protected IStringLocalizer<SignInTexts> L { get; set; } = null!;

    [Inject]
    private protected GateCookies Cookies { get; set; } = null!;

    /// <summary>A path of the portal's own.</summary>
    protected string Back => ReturnPath.Of(ReturnUrl);

    protected Browser Browser => new(Context.Address(), Cookies.Device(Context));

    protected string With(string page) => ReturnPath.With(page, Back);

    /// <summary>To where the sign-in goes on; at its end the browser is the new session, whatever it was before.</summary>
    protected async Task GoOn(SignInStep step) => Navigation.NavigateTo(await GateSteps.GoOn(Context, step, Back));

    protected Task Begin(SignedIn signedIn) => GateSteps.Begin(Context, signedIn);
}
