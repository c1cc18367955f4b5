using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Mvc;
using Portal.Web.Shared.Hosting;

namespace Portal.Web.Demo;

/// <summary>The demo hospital's own page, with the two lines that embed the widget, its sign-in (choose who you are) and its token endpoint.</summary>
internal static class HospitalPages
{
    private const string Cookie = "demo-hospital-patient";

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/", Page);
        pages.MapGet("/hospital.css", () => File("hospital.css", "text/css; charset=utf-8"));
        pages.MapGet("/hospital.svg", () => File("hospital.svg", "image/svg+xml"));
        pages.MapPost("/sign-in", SignIn).DisableAntiforgery();
        pages.MapPost("/session", Session).DisableAntiforgery();
    }

    private static IResult Page(HttpContext context, PortalAddress portal, IConfiguration settings)
    {
        if (Elsewhere(context, settings) is { } address) return Results.Redirect(address);
        var patient = Known(context.Request.Cookies[Cookie]);
        var choices = new StringBuilder();
        foreach (var one in HospitalPatient.All)
        {
            var name = one.Proxy is { } proxy ? $"{proxy.Given} {proxy.Family} (for {one.Given} {one.Family})" : $"{one.Given} {one.Family}";
            choices.Append(CultureInfo.InvariantCulture, $"<option value=\"{one.Key}\"{(one == patient ? " selected" : "")}>{WebUtility.HtmlEncode(name)}</option>");
        }

        var page = Text("hospital.html")
            .Replace("{{choices}}", choices.ToString(), StringComparison.Ordinal)
            .Replace("{{given}}", WebUtility.HtmlEncode(patient?.Proxy?.Given ?? patient?.Given ?? ""), StringComparison.Ordinal)
            .Replace("{{signed}}", patient is null ? "out" : "in", StringComparison.Ordinal)
            .Replace("{{widget}}", patient is null ? "" : Embed(portal, settings["Demo:IntegrationId"]!, patient.Language), StringComparison.Ordinal);
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.ContentSecurityPolicy =
            $"default-src 'self'; script-src {portal.EmbedOrigin}; frame-src {portal.EmbedOrigin}; connect-src 'self'; style-src 'self' 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
        return Results.Content(page, "text/html; charset=utf-8");
    }

    /// <summary>What a hospital writes into its page.</summary>
    private static string Embed(PortalAddress portal, string integration, string locale) =>
        $"""
        <script type="module" src="{portal.EmbedOrigin}/embed/portal-widget.js"></script>
        <portal-widget integration="{integration}" token-endpoint="/demo/hospital/session" locale="{locale}" theme="auto"></portal-widget>
        """;

    private static IResult SignIn(HttpContext context, [FromForm] string? patient)
    {
        if (Known(patient) is { } one) context.Response.Cookies.Append(Cookie, one.Key, new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Strict, IsEssential = true });
        else context.Response.Cookies.Delete(Cookie);
        return Results.Redirect("/demo/hospital/");
    }

    private static async Task<IResult> Session(HttpContext context, HospitalBackEnd backEnd, IConfiguration settings, CancellationToken cancel)
    {
        if (Known(context.Request.Cookies[Cookie]) is not { } patient) return Results.StatusCode(StatusCodes.Status401Unauthorized);
        var (status, body) = await backEnd.Session(patient, settings["Demo:HospitalOrigin"]!, cancel);
        context.Response.Headers.CacheControl = "no-store";
        return Results.Content(body, "application/json; charset=utf-8", Encoding.UTF8, status);
    }

    /// <summary>The hospital is another site than the portal: whoever comes by the portal's own name is sent to the hospital's.</summary>
    private static string? Elsewhere(HttpContext context, IConfiguration settings)
    {
        var hospital = settings["Demo:HospitalOrigin"];
        var here = $"{context.Request.Scheme}://{context.Request.Host}";
        return hospital is null || string.Equals(here, hospital, StringComparison.OrdinalIgnoreCase) ? null : hospital + "/demo/hospital/";
    }

    private static HospitalPatient? Known(string? key) => HospitalPatient.All.FirstOrDefault(one => one.Key == key);

    private static IResult File(string name, string type) => Results.Content(Text(name), type);

    private static string Text(string name)
    {
        using var stream = typeof(HospitalPages).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
