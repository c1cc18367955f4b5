using System.Reflection;
using Microsoft.AspNetCore.Components;
using Portal.Domain.Identity;
using Portal.Testing.Care;
using Xunit;

namespace Portal.Web.Tests.Rights;

/// <summary>Every page as everybody: shown, or refused. What a page then shows is asked of ports, which have a walk of their own.</summary>
[Collection(AccessHost.Walks)]
public sealed class PageWalkTests(AccessHost host)
{
    private const StaffRoles Care = StaffRoles.Practitioner | StaffRoles.Coordinator;
    private const StaffRoles Setup = StaffRoles.Administrator | StaffRoles.Auditor;

    /// <summary>Who is shown what, said here by hand: whoever has one of the roles.</summary>
    private static readonly Dictionary<string, StaffRoles> OfRoles = new(StringComparer.Ordinal)
    {
        ["/inbox"] = Care,
        ["/patients"] = Care,
        ["/visits"] = Care,
        ["/calendar"] = Care,
        ["/visit"] = Care,
        ["/summary"] = Care,
        ["/summary-print"] = Care,
        ["/conversation-print"] = Care,
        ["/break-glass"] = Care,
        ["/record-accesses"] = Care,
        ["/unit"] = StaffRoles.Supervisor,
        ["/break-glass-reviews"] = StaffRoles.Auditor | StaffRoles.Supervisor,
        ["/audit"] = StaffRoles.Administrator | StaffRoles.Auditor | StaffRoles.Supervisor,
        ["/audit-charts"] = StaffRoles.Administrator | StaffRoles.Auditor | StaffRoles.Supervisor,
        ["/audit-timeline"] = StaffRoles.Administrator | StaffRoles.Auditor | StaffRoles.Supervisor,
        ["/audit-exports"] = Setup,
        ["/staff"] = StaffRoles.Administrator,
        ["/staff-import"] = StaffRoles.Administrator,
        ["/care-teams"] = StaffRoles.Administrator,
        ["/integrations"] = Setup,
        ["/webhooks"] = Setup,
        ["/deliveries"] = Setup,
    };

    /// <summary>Of the own account, and where the portal begins and ends: of everybody on the staff, whatever the role.</summary>
    private static readonly string[] OfStaff = ["/", "/not-found", "/account", "/account-app", "/confirm"];

    /// <summary>Before anybody is known.</summary>
    private static readonly string[] OfAnybody = ["/sign-in", "/sign-in-code", "/sign-in-app", "/sign-in-recovery", "/forgot-password", "/invitation", "/new-password"];

    [Trait("ASVS", "8.2.1")]
    [Fact]
    public void Every_page_stands_in_one_list() => Assert.Equal(
        [.. OfRoles.Keys.Concat(OfStaff).Concat(OfAnybody).Order(StringComparer.Ordinal)],
        typeof(Program).Assembly.GetTypes().SelectMany(page => page.GetCustomAttributes<RouteAttribute>()).Select(route => route.Template).Order(StringComparer.Ordinal));

    /// <summary>What circuits send to whoever runs the portal is looked at when the browser tests close these people's windows: each of their pages has to be looked at there.</summary>
    [Fact]
    public void Every_page_of_those_who_run_the_portal_is_opened_in_a_browser()
    {
        var looked = File.ReadAllText(Path.Combine(Root(), "tests/Portal.Browser.Tests/Look/PageLookTests.cs"));
        var unseen = OfRoles.Where(page => (page.Value & (Setup | StaffRoles.Supervisor)) != StaffRoles.None && !looked.Contains($"\"{page.Key}\"", StringComparison.Ordinal) && !looked.Contains($"\"{page.Key[1..]}\"", StringComparison.Ordinal)).Select(page => page.Key);
        Assert.Empty(unseen);

        static string Root()
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(folder!.FullName, "Portal.sln"))) folder = folder.Parent;
            return folder.FullName;
        }
    }

    [Trait("ASVS", "8.2.1")]
    [Fact]
    public async Task Every_page_is_shown_to_its_roles_and_refused_to_all_others()
    {
        var wrong = new List<string>();
        foreach (var role in host.Roles.Roles)
        {
            foreach (var (page, of) in OfRoles)
                await Try(page, role, isStaffOnly(role) && role.Actor.Has(of) ? 200 : 403);
            foreach (var page in OfStaff)
                await Try(page, role, isStaffOnly(role) ? 200 : 403);
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));

        static bool isStaffOnly(Role role) => role.Actor.IsStaff && role.Bearer is null;

        async Task Try(string page, Role role, int wanted)
        {
            var got = await host.Page(page, host.CredentialOf(role));
            if (got.Status != wanted && !(wanted == 200 && got.Status is 302 or 303 && IsOfItself(page))) wrong.Add($"{page} as {role}: wanted {wanted}, got {got.Status}");
        }
    }

    [Fact]
    public async Task Nobody_is_led_to_the_sign_in()
    {
        foreach (var page in OfRoles.Keys.Concat(OfStaff))
        {
            var answer = await host.Page(page, new WireCredential(Bearer: null, Cookie: null));
            Assert.True(answer.Status == 302 && answer.Headers.Contains("/sign-in?", StringComparison.Ordinal), $"{page} {answer.Status}");
        }

        foreach (var page in OfAnybody) Assert.True((await host.Page(page, new WireCredential(Bearer: null, Cookie: null))).Status is 200 or 302 or 303, page);
    }

    /// <summary>Pages that lead on where there is nothing to be done at them.</summary>
    private static bool IsOfItself(string page) => page is "/account-app" or "/confirm";
}
