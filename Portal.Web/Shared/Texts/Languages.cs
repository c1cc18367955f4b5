using System.Globalization;
using Microsoft.AspNetCore.Localization;
using Portal.Web.Shared.Hosting;

namespace Portal.Web.Shared.Texts;

/// <summary>
/// The languages of the screens, and dates and numbers as each country writes them. The browser says which; the person's own choice is kept in a cookie.
/// </summary>
internal static class Languages
{
    private const string Choice = "/language";
    private static readonly TimeSpan Kept = TimeSpan.FromDays(365);

    public static IReadOnlyList<CultureInfo> Spoken { get; } = [CultureInfo.GetCultureInfo("en"), CultureInfo.GetCultureInfo("es")];

    public static void AddLanguages(this IServiceCollection services)
    {
        services.AddLocalization();
        services.Configure<RequestLocalizationOptions>(options =>
        {
            options.DefaultRequestCulture = new("en");
            options.SupportedUICultures = [.. Spoken];
            options.SupportedCultures = [.. CultureInfo.GetCultures(CultureTypes.AllCultures).Where(IsSpoken)];
            options.RequestCultureProviders = [new CookieRequestCultureProvider(), new AcceptLanguageHeaderRequestCultureProvider()];
            options.ApplyCurrentCultureToResponseHeaders = true;
        });
    }

    /// <summary>Before anything that may answer with a page. Programs are told problems in one language; circuits take theirs from the request that begins them.</summary>
    public static void UseLanguages(this WebApplication app) => app.UseWhen(context => !context.IsForPrograms() || context.IsCircuit(), people => people.UseRequestLocalization());

    /// <summary>What a program asks for on somebody's behalf, or the first of those spoken.</summary>
    public static CultureInfo AskedFor(HttpRequest request) =>
        request.GetTypedHeaders().AcceptLanguage.OrderByDescending(language => language.Quality ?? 1)
            .Select(language => Spoken.FirstOrDefault(spoken => language.Value.StartsWith(spoken.TwoLetterISOLanguageName, StringComparison.OrdinalIgnoreCase)))
            .FirstOrDefault(spoken => spoken is not null) ?? Spoken[0];

    public static string AddressOf(string language, string back) => $"{Choice}?to={Uri.EscapeDataString(language)}&back={Uri.EscapeDataString(back)}";

    /// <summary>Remembers a language and leads back into the portal, to nowhere else. It changes words on a screen and nothing more, so that a link may do it.</summary>
    public static void MapLanguageChoice(this IEndpointRouteBuilder endpoints) => endpoints.MapGet(Choice, (HttpContext context, string to, string? back) =>
    {
        if (Spoken.FirstOrDefault(language => language.Name == to) is { } language)
        {
            var value = CookieRequestCultureProvider.MakeCookieValue(new RequestCulture(language));
            context.Response.Cookies.Append(
                CookieRequestCultureProvider.DefaultCookieName, value, new() { MaxAge = Kept, IsEssential = true, HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = context.Request.IsHttps });
        }

        return Results.LocalRedirect(back is ['/', not ('/' or '\\'), ..] ? back : "/");
    }).AllowAnonymous().ExcludeFromDescription();

    private static bool IsSpoken(CultureInfo culture) => Spoken.Any(spoken => spoken.TwoLetterISOLanguageName == culture.TwoLetterISOLanguageName);
}
