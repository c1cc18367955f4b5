using Portal.Web.Shared.Hosting;

namespace Portal.Web.Identity.Gate;

/// <summary>
/// What a browser keeps between two pages: the ticket of a sign-in under way, the code of a mail's link, and by what the browser is known. All are random
/// tokens; behind the one of a sign-in through the hospital's provider stands what it said. No script and no other site sees them.
/// </summary>
internal sealed class GateCookies(PortalAddress address)
{
    private static readonly TimeSpan StepLife = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan LinkLife = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan DeviceLife = TimeSpan.FromDays(180);

    public string? Ticket(HttpContext context) => context.Request.Cookies[Name("step")];

    public string? Link(HttpContext context) => context.Request.Cookies[Name("link")];

    public string? Device(HttpContext context) => context.Request.Cookies[Name("device")];

    public void KeepTicket(HttpContext context, string ticket) => Keep(context, "step", ticket, StepLife);

    public void KeepLink(HttpContext context, string code) => Keep(context, "link", code, LinkLife);

    public void KeepDevice(HttpContext context, string device) => Keep(context, "device", device, DeviceLife);

    public void DropTicket(HttpContext context) => Drop(context, "step");

    public void DropLink(HttpContext context) => Drop(context, "link");

    private string Name(string what) => address.IsHttps ? $"__Host-portal-{what}" : $"portal-{what}";

    private void Keep(HttpContext context, string what, string value, TimeSpan life) => context.Response.Cookies.Append(Name(what), value, Options(life));

    private void Drop(HttpContext context, string what)
    {
        if (context.Request.Cookies.ContainsKey(Name(what))) context.Response.Cookies.Delete(Name(what), Options(life: null));
    }

    /// <summary>Lax and not Strict: a link in a mail is followed from another site.</summary>
    private CookieOptions Options(TimeSpan? life) => new()
    {
        HttpOnly = true,
        IsEssential = true,
        MaxAge = life,
        Path = "/",
        SameSite = SameSiteMode.Lax,
        Secure = address.IsHttps,
    };
}
