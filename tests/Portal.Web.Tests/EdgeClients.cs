using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Portal.Domain.Shared;
using Portal.Web.Identity;
using Portal.Web.Tests.Fakes;

namespace Portal.Web.Tests;

/// <summary>Clients of a host, and the few things tests say to them again and again.</summary>
internal static class EdgeClients
{
    private static readonly TimeSpan Quarter = TimeSpan.FromMinutes(15);

    public static HttpClient As(this EdgeHost host, string bearer)
    {
        var client = host.Anyone();
        client.DefaultRequestHeaders.Authorization = new("Bearer", bearer);
        return client;
    }

    /// <summary>Sees redirects as they are and keeps no cookies.</summary>
    public static HttpClient Anyone(this EdgeHost host) => host.CreateClient(new() { AllowAutoRedirect = false, HandleCookies = false, BaseAddress = host.ClientOptions.BaseAddress });

    public static HttpClient Patient(this EdgeHost host)
    {
        host.Ports.Credentials.Token(Someone.PatientToken, Someone.Patient, Someone.HostOrigin, host.Clock.GetUtcNow() + Quarter);
        return host.As(Someone.PatientToken);
    }

    /// <summary>A browser with the cookie of that session; only <see cref="Someone.StaffSession"/> is a live one, the clinician's.</summary>
    public static HttpClient Staff(this EdgeHost host, SessionId session)
    {
        host.Ports.Credentials.Staff(Someone.StaffSession, Someone.Clinician);
        var client = host.Anyone();
        var options = host.Services.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>().Get(PortalSchemes.Staff);
        var properties = new AuthenticationProperties { IssuedUtc = host.Clock.GetUtcNow(), ExpiresUtc = host.Clock.GetUtcNow().AddHours(12) };
        var ticket = new AuthenticationTicket(new Credential.StaffSession(session).Principal(PortalSchemes.Staff), properties, PortalSchemes.Staff);
        client.DefaultRequestHeaders.Add("Cookie", $"{options.Cookie.Name}={options.TicketDataFormat.Protect(ticket)}");
        return client;
    }

    public static HttpClient HostBackEnd(this EdgeHost host)
    {
        host.Ports.Credentials.Key(Someone.IntegrationKey, Someone.HostBackEnd);
        return host.As(Someone.IntegrationKey);
    }

    public static StringContent Json(string text, string contentType = "application/json") => new(text, Encoding.UTF8) { Headers = { ContentType = MediaTypeHeaderValue.Parse(contentType) } };

    public static async Task<JsonElement> Read(this HttpResponseMessage response) => JsonElement.Parse(await response.Content.ReadAsByteArrayAsync());

    /// <summary>The problem's type behind <c>urn:portal:problem:</c>, and its reason where there is one: <c>refused;too-late</c>.</summary>
    public static async Task<string> Problem(this HttpResponseMessage response)
    {
        Xunit.Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.ToString());
        var problem = await response.Read();
        Xunit.Assert.Equal((int)response.StatusCode, problem.GetProperty("status").GetInt32());
        Xunit.Assert.Matches("^[0-9a-f]{32}$", problem.GetProperty("traceId").GetString());
        var type = problem.GetProperty("type").GetString()!["urn:portal:problem:".Length..];
        return problem.TryGetProperty("reason", out var reason) ? $"{type};{reason.GetString()}" : type;
    }

    /// <summary>The JSON paths that a 400 objects to.</summary>
    public static async Task<IReadOnlyList<string>> Objections(this HttpResponseMessage response)
    {
        Xunit.Assert.Equal("validation", await response.Problem());
        return [.. (await response.Read()).GetProperty("errors").EnumerateObject().Select(error => error.Name)];
    }
}
