using System.Net;
using System.Text.RegularExpressions;

namespace Portal.Web.Tests.Identity;

/// <summary>What an answer was: where it leads, what it says, which cookies it set.</summary>
public sealed record PageAnswer(HttpStatusCode Status, string? Location, string Body, HttpResponseMessage Message)
{
    /// <summary>The words of the alert, without markup; null where there is none.</summary>
    public string? Alert => Match("role=\"alert\".*?<span class=\"banner-text\">(?<it>.*?)</span>");

    public string? Title => Match("<h1[^>]*>(?<it>.*?)</h1>");

    /// <summary>The whole Set-Cookie line of a cookie.</summary>
    public string? SetCookie(string name) =>
        Message.Headers.TryGetValues("Set-Cookie", out var lines) ? lines.SingleOrDefault(line => line.StartsWith(name + "=", StringComparison.Ordinal)) : null;

    /// <summary>The page without what is random in every answer: the form's token, alone and in the sealed state that goes with it.</summary>
    public string Comparable => Html.Without(Html.Without(Body, "name=\"__RequestVerificationToken\" value=\"[^\"]*\""), "<!--Blazor-Server-Component-State:[^>]*-->");

    public string? Match(string pattern)
    {
        var match = Html.All(Body, pattern).FirstOrDefault();
        return match is null ? null : WebUtility.HtmlDecode(match.Groups["it"].Value);
    }
}

/// <summary>A browser without scripts: keeps cookies, fills forms, follows nothing by itself.</summary>
public sealed class StaffBrowser(HttpMessageHandler handler, string origin) : IDisposable
{
    private readonly HttpClient client = new(handler) { BaseAddress = new Uri(origin) };

    public Dictionary<string, string> Cookies { get; } = new(StringComparer.Ordinal);

    public string Language { get; set; } = "en";

    public Task<PageAnswer> Get(string path) => Send(new HttpRequestMessage(HttpMethod.Get, path));

    /// <summary>The page's form of that name, sent from the page itself.</summary>
    public async Task<PageAnswer> Submit(PageAnswer page, string form, params (string Name, string Value)[] fields)
    {
        var (action, hidden) = Form(page, form);
        return await Post(action, hidden.Concat(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))));
    }

    public async Task<PageAnswer> Submit(string path, string form, params (string Name, string Value)[] fields) => await Submit(await Get(path), form, fields);

    public Task<PageAnswer> Post(string path, IEnumerable<KeyValuePair<string, string>> fields, string site = "same-origin")
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(fields) };
        request.Headers.Add("Sec-Fetch-Site", site);
        return Send(request);
    }

    /// <summary>By the form that stands in every page's menu.</summary>
    public Task<PageAnswer> SignOut(string site = "same-origin") => Post("/sign-out", [], site);

    public async Task<PageAnswer> Follow(PageAnswer answer) => await Get(answer.Location ?? throw new InvalidOperationException($"{answer.Status} leads nowhere: {answer.Alert}"));

    /// <summary>Hidden fields of the form of that name.</summary>
    public static (string Action, IReadOnlyList<KeyValuePair<string, string>> Hidden) Form(PageAnswer page, string name)
    {
        foreach (var form in Html.All(page.Body, "<form[^>]*>(?<body>.*?)</form>"))
        {
            var hidden = Html.All(form.Groups["body"].Value, "<input type=\"hidden\" name=\"(?<name>[^\"]*)\" value=\"(?<value>[^\"]*)\"")
                .Select(field => KeyValuePair.Create(field.Groups["name"].Value, WebUtility.HtmlDecode(field.Groups["value"].Value))).ToList();
            if (hidden.Any(field => field.Key == "_handler" && field.Value == name)) return (page.Message.RequestMessage!.RequestUri!.PathAndQuery, hidden);
        }

        throw new InvalidOperationException($"There is no form {name} in: {page.Body}");
    }

    public async Task<PageAnswer> Send(HttpRequestMessage request)
    {
        request.Headers.Add("Accept-Language", Language);
        if (request.Headers.Accept.Count == 0) request.Headers.Add("Accept", "text/html");
        if (Cookies.Count > 0) request.Headers.Add("Cookie", string.Join("; ", Cookies.Select(cookie => $"{cookie.Key}={cookie.Value}")));
        var message = await client.SendAsync(request);
        if (message.Headers.TryGetValues("Set-Cookie", out var lines)) foreach (var line in lines) Keep(line);
        var location = message.Headers.Location;
        return new PageAnswer(message.StatusCode, location is null ? null : location.IsAbsoluteUri && location.OriginalString.StartsWith(origin, StringComparison.Ordinal) ? location.PathAndQuery : location.OriginalString, await message.Content.ReadAsStringAsync(), message);
    }

    public void Dispose() => client.Dispose();

    private void Keep(string line)
    {
        var parts = line.Split(';', StringSplitOptions.TrimEntries);
        var (name, value) = (parts[0][..parts[0].IndexOf('=', StringComparison.Ordinal)], parts[0][(parts[0].IndexOf('=', StringComparison.Ordinal) + 1)..]);
        if (value.Length == 0 || parts.Any(part => part.StartsWith("expires=Thu, 01 Jan 1970", StringComparison.OrdinalIgnoreCase))) Cookies.Remove(name);
        else Cookies[name] = value;
    }
}

internal static class Html
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static IEnumerable<Match> All(string html, string pattern) => Regex.Matches(html, pattern, RegexOptions.Singleline, Patience);

    public static string Without(string html, string pattern) => Regex.Replace(html, pattern, "", RegexOptions.Singleline, Patience);
}
