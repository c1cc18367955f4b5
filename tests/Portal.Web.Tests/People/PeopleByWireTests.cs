using System.Text.Json;
using Portal.Domain.Shared;
using Portal.Testing.Running;
using Xunit;

namespace Portal.Web.Tests.People;

/// <summary>People, care teams and memberships by the contract's words, over real ports and databases.</summary>
[Collection(PeopleHosted.Name)]
public sealed class PeopleByWireTests(PeopleHost host)
{
    private readonly RestClient directory = host.Directory;

    [Fact]
    public async Task Somebody_is_invited_found_renamed_given_roles_suspended_and_let_in_again()
    {
        var name = Unique();
        var made = await Invite(name, "practitioner");
        Assert.Equal(201, made.Status);
        var id = Text(made, "id");
        Assert.Equal((name, $"{name}@clinic.example", "invited", "directory-" + name), (Text(made, "userName"), Text(made, "email"), Text(made, "standing"), Text(made, "externalId")));
        Assert.Equal(id, Text(await directory.Call(HttpMethod.Post, "/people/find", new { userName = name.ToUpperInvariant() }), "id"));
        Assert.Equal(id, Text(await directory.Call(HttpMethod.Post, "/people/find", new { externalId = "directory-" + name }), "id"));
        var renamed = await directory.Call(HttpMethod.Put, $"/people/{id}", new { userName = name, email = $"{name}@clinic.example", displayName = "Dr. Other" });
        Assert.Equal((200, "Dr. Other", JsonValueKind.Null), (renamed.Status, Text(renamed, "displayName"), renamed.Body.GetProperty("externalId").ValueKind));
        var roles = await directory.Call(HttpMethod.Put, $"/people/{id}/roles", new { roles = new[] { "coordinator", "supervisor" } });
        Assert.Equal(["coordinator", "supervisor"], roles.Body.GetProperty("roles").EnumerateArray().Select(role => role.GetString()));
        Assert.Equal(204, (await directory.Call(HttpMethod.Post, $"/people/{id}/suspend")).Status);
        Assert.Equal("suspended", Text(await directory.Call(HttpMethod.Get, $"/people/{id}"), "standing"));
        Assert.Equal(204, (await directory.Call(HttpMethod.Post, $"/people/{id}/reactivate")).Status);
        Assert.Contains((await directory.Get("/people?limit=200")).GetProperty("items").EnumerateArray(), line => line.GetProperty("id").GetString() == id);
    }

    [Fact]
    public async Task An_integration_makes_no_administrator_and_no_auditor_and_ends_no_sessions()
    {
        var id = Text(await Invite(Unique(), "practitioner"), "id");
        foreach (var role in (string[])["administrator", "auditor"])
        {
            Assert.Equal(403, (await Invite(Unique(), role)).Status);
            Assert.Equal(403, (await directory.Call(HttpMethod.Put, $"/people/{id}/roles", new { roles = new[] { "practitioner", role } })).Status);
        }

        Assert.Equal(403, (await directory.Call(HttpMethod.Post, $"/people/{id}/end-sessions")).Status);
    }

    [Fact]
    public async Task What_is_taken_unknown_or_wrong_is_told_apart()
    {
        var name = Unique();
        await Invite(name, "practitioner");
        Assert.Equal((409, "user-name-taken"), Said(await directory.Call(HttpMethod.Post, "/people", new { userName = name, email = $"{Unique()}@clinic.example", displayName = "A", roles = new[] { "practitioner" } })));
        Assert.Equal((409, "external-id-taken"), Said(await directory.Call(HttpMethod.Post, "/people", new { userName = Unique(), email = $"{Unique()}@clinic.example", displayName = "A", roles = new[] { "practitioner" }, externalId = "directory-" + name })));
        Assert.Equal((404, "not-found"), Said(await directory.Call(HttpMethod.Get, $"/people/{Guid.CreateVersion7()}")));
        Assert.Equal((404, "not-found"), Said(await directory.Call(HttpMethod.Post, "/people/find", new { userName = Unique() })));
        var wrong = await directory.Call(HttpMethod.Post, "/people", new { userName = Unique(), email = "x@y.example", displayName = "A", roles = new[] { "surgeon" } });
        Assert.Equal(["$.roles[0]"], wrong.Body.GetProperty("errors").EnumerateObject().Select(error => error.Name));
        Assert.Equal((400, "validation"), Said(await directory.Call(HttpMethod.Post, "/people/find", new { })));
        Assert.Equal((400, "validation"), Said(await directory.Call(HttpMethod.Get, "/people?search=a")));
    }

    [Fact]
    public async Task A_care_team_gets_members_with_dates_and_supervisors()
    {
        var person = Text(await Invite(Unique(), "supervisor"), "id");
        var made = await directory.Call(HttpMethod.Post, "/care-teams", new { identifier = Unique(), name = "Cardiology" });
        Assert.Equal(201, made.Status);
        var team = Text(made, "id");
        var until = DateTimeOffset.UtcNow.AddDays(30).ToMilliseconds();
        foreach (var _ in (int[])[1, 2])
            Assert.Equal(204, (await directory.Call(HttpMethod.Put, $"/care-teams/{team}/members/{person}", new { to = until.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", null), moderator = true })).Status);
        var line = Assert.Single((await directory.Get($"/care-teams/{team}/members")).GetProperty("items").EnumerateArray());
        Assert.Equal((person, true, true, until), (line.GetProperty("personId").GetString(), line.GetProperty("isModerator").GetBoolean(), line.GetProperty("isActive").GetBoolean(), line.GetProperty("to").GetDateTimeOffset()));
        Assert.Equal(204, (await directory.Call(HttpMethod.Put, $"/care-teams/{team}/supervisors/{person}")).Status);
        Assert.Equal(204, (await directory.Call(HttpMethod.Delete, $"/care-teams/{team}/supervisors/{person}")).Status);
        Assert.Equal(204, (await directory.Call(HttpMethod.Delete, $"/care-teams/{team}/members/{person}")).Status);
        Assert.Equal(404, (await directory.Call(HttpMethod.Delete, $"/care-teams/{team}/members/{person}")).Status);
        Assert.Equal(404, (await directory.Call(HttpMethod.Put, $"/care-teams/{team}/members/{Guid.CreateVersion7()}", new { })).Status);
    }

    [Fact]
    public async Task A_key_without_the_scope_learns_and_does_nothing()
    {
        var id = Text(await Invite(Unique(), "practitioner"), "id");
        (HttpMethod Method, string Path, object? Body)[] calls =
        [
            (HttpMethod.Get, "/people", null),
            (HttpMethod.Post, "/people", new { userName = Unique(), email = "x@y.example", displayName = "A", roles = new[] { "practitioner" } }),
            (HttpMethod.Post, "/people/find", new { userName = "a" }),
            (HttpMethod.Get, $"/people/{id}", null),
            (HttpMethod.Get, $"/people/{Guid.CreateVersion7()}", null),
            (HttpMethod.Put, $"/people/{id}", new { userName = "a", email = "x@y.example", displayName = "A" }),
            (HttpMethod.Put, $"/people/{id}/roles", new { roles = new[] { "practitioner" } }),
            (HttpMethod.Post, $"/people/{id}/suspend", null),
            (HttpMethod.Post, $"/people/{id}/reactivate", null),
            (HttpMethod.Post, "/care-teams", new { identifier = Unique(), name = "A" }),
            (HttpMethod.Get, $"/care-teams/{Guid.CreateVersion7()}/members", null),
            (HttpMethod.Put, $"/care-teams/{Guid.CreateVersion7()}/members/{id}", new { }),
            (HttpMethod.Delete, $"/care-teams/{Guid.CreateVersion7()}/members/{id}", null),
            (HttpMethod.Put, $"/care-teams/{Guid.CreateVersion7()}/supervisors/{id}", null),
        ];
        foreach (var (method, path, body) in calls) Assert.Equal((path, 403), (path, (await host.Other.Call(method, path, body)).Status));
        Assert.Equal("invited", Text(await directory.Call(HttpMethod.Get, $"/people/{id}"), "standing"));
    }

    private Task<RestAnswer> Invite(string name, string role) =>
        directory.Call(HttpMethod.Post, "/people", new { userName = name, email = $"{name}@clinic.example", displayName = $"Dr. {name}", roles = new[] { role }, externalId = "directory-" + name });

    private static string Unique() => "p" + Guid.NewGuid().ToString("N");

    private static string Text(RestAnswer answer, string name) => answer.Body.GetProperty(name).GetString()!;

    private static (int, string) Said(RestAnswer answer) => (answer.Status, answer.Problem);
}
