using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Portal.Domain.Identity;
using Portal.Domain.Identity.Staff;
using Portal.Web.Integrations.Scim;
using Xunit;

namespace Portal.Web.Tests.People;

/// <summary>SCIM 2.0 by the words of RFC 7643 and RFC 7644, their examples and what directories make of them, over real ports and databases.</summary>
[Collection(PeopleHosted.Name)]
public sealed class ScimTests(PeopleHost host) : IDisposable
{
    private const string PatchOp = "\"schemas\": [\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"]";

    private readonly HttpClient http = new(new SocketsHttpHandler { UseProxy = false });

    public void Dispose() => http.Dispose();

    [Fact]
    public async Task What_the_portal_can_do_is_told_before_anything_else()
    {
        var config = await Call(HttpMethod.Get, "/ServiceProviderConfig");
        Assert.Equal((200, true, false), (config.Status, config.Body.GetProperty("patch").GetProperty("supported").GetBoolean(), config.Body.GetProperty("bulk").GetProperty("supported").GetBoolean()));
        var types = await Call(HttpMethod.Get, "/ResourceTypes");
        Assert.Equal(["User", "Group"], types.Body.GetProperty("Resources").EnumerateArray().Select(type => type.GetProperty("id").GetString()));
        Assert.Equal("/Users", (await Call(HttpMethod.Get, "/ResourceTypes/User")).Body.GetProperty("endpoint").GetString());
        foreach (var schema in (await Call(HttpMethod.Get, "/Schemas")).Body.GetProperty("Resources").EnumerateArray())
            Assert.Equal(schema.GetRawText(), (await Call(HttpMethod.Get, $"/Schemas/{schema.GetProperty("id").GetString()}")).Body.GetRawText());
        Assert.Equal((404, null), Said(await Call(HttpMethod.Get, "/Schemas/urn:none")));
    }

    /// <summary>RFC 7643 8.2, the full User, but for what is taken by other tests: what the portal does not know is passed over.</summary>
    [Fact]
    public async Task The_full_user_of_the_standard_is_taken_in()
    {
        var made = await Call(HttpMethod.Post, "/Users", """
            {
              "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "id": "2819c223-7f76-453a-919d-413861904646", "externalId": "701984", "userName": "bjensen@example.com",
              "name": { "formatted": "Ms. Barbara J Jensen, III", "familyName": "Jensen", "givenName": "Barbara", "middleName": "Jane", "honorificPrefix": "Ms.", "honorificSuffix": "III" },
              "displayName": "Babs Jensen", "nickName": "Babs", "profileUrl": "https://login.example.com/bjensen",
              "emails": [{ "value": "babs@jensen.org", "type": "home" }, { "value": "bjensen@example.com", "type": "work", "primary": true }],
              "addresses": [{ "streetAddress": "100 Universal City Plaza", "locality": "Hollywood", "type": "work" }], "phoneNumbers": [{ "value": "555-555-5555", "type": "work" }],
              "userType": "Employee", "title": "Tour Guide", "preferredLanguage": "en-US", "locale": "en-US", "timezone": "America/Los_Angeles", "active": true, "password": "t1meMa$heen",
              "groups": [{ "value": "e9e30dba-f08f-4109-8486-d5c6a331660a", "display": "Tour Guides" }], "meta": { "resourceType": "User", "version": "W\/\"a330bc54f0671c9\"" }
            }
            """);
        Assert.Equal((201, "application/scim+json"), (made.Status, made.ContentType));
        var id = made.Body.GetProperty("id").GetString();
        Assert.NotEqual("2819c223-7f76-453a-919d-413861904646", id);
        Assert.Equal(made.Location, made.Body.GetProperty("meta").GetProperty("location").GetString());
        Assert.EndsWith($"/api/v1/scim/v2/Users/{id}", made.Location, StringComparison.Ordinal);
        Assert.Equal(("bjensen@example.com", "701984", "Babs Jensen", true), (made.Body.GetProperty("userName").GetString(), made.Body.GetProperty("externalId").GetString(), made.Body.GetProperty("displayName").GetString(), made.Body.GetProperty("active").GetBoolean()));
        Assert.Equal("bjensen@example.com", Assert.Single(made.Body.GetProperty("emails").EnumerateArray()).GetProperty("value").GetString());
        Assert.Empty(made.Body.GetProperty("roles").EnumerateArray());
        Assert.False(made.Body.TryGetProperty("password", out _));
        Assert.Equal(made.Body.GetRawText(), (await Call(HttpMethod.Get, $"/Users/{id}")).Body.GetRawText());
    }

    /// <summary>RFC 7644 3.3, which has no mail address: the portal cannot invite without one, and says so.</summary>
    [Fact]
    public async Task A_user_without_a_mail_address_is_told_what_is_missing()
    {
        var refused = await Call(HttpMethod.Post, "/Users", """
            { "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": "bjensen", "externalId": "bjensen", "name": { "formatted": "Ms. Barbara J Jensen III", "familyName": "Jensen", "givenName": "Barbara" } }
            """);
        Assert.Equal((400, "invalidValue"), Said(refused));
        Assert.Equal(("400", "emails: are required"), (refused.Body.GetProperty("status").GetString(), refused.Body.GetProperty("detail").GetString()));
    }

    [Fact]
    public async Task A_name_that_is_taken_is_a_conflict_of_uniqueness()
    {
        var name = Unique();
        await User(name);
        Assert.Equal((409, "uniqueness"), Said(await Call(HttpMethod.Post, "/Users", Json(name))));
        Assert.Equal((409, "uniqueness"), Said(await Call(HttpMethod.Post, "/Users", Json(Unique()).Replace("\"externalId\": \"x-", $"\"externalId\": \"x-{name}\", \"was\": \"", StringComparison.Ordinal))));
    }

    [Fact]
    public async Task Users_are_found_by_one_equality_in_the_address_or_in_a_body()
    {
        var name = Unique();
        var id = await User(name);
        foreach (var filter in (string[])[$"userName eq \"{name.ToUpperInvariant()}\"", $"externalId eq \"x-{name}\"", $"urn:ietf:params:scim:schemas:core:2.0:User:userName EQ \"{name}\""])
        {
            Assert.Equal([id], Ids(await Call(HttpMethod.Get, $"/Users?filter={Uri.EscapeDataString(filter)}")));
            Assert.Equal([id], Ids(await Call(HttpMethod.Post, "/Users/.search", JsonSerializer.Serialize(new { schemas = new[] { "urn:ietf:params:scim:api:messages:2.0:SearchRequest" }, filter, startIndex = 1, count = 10 }))));
        }

        Assert.Empty(Ids(await Call(HttpMethod.Get, $"/Users?filter={Uri.EscapeDataString("userName eq \"nobody-of-this-name\"")}")));
        foreach (var filter in (string[])["userName sw \"J\"", "emails co \"example.com\"", "userName eq \"a\" and active eq true", "title pr", "nickName eq \"a\"", "userName eq \"a", ""])
            Assert.Equal((400, "invalidFilter"), Said(await Call(HttpMethod.Get, $"/Users?filter={Uri.EscapeDataString(filter)}")));
    }

    [Fact]
    public async Task A_list_is_counted_from_one()
    {
        for (var made = 0; made < 3; made++) await User(Unique());
        var all = (await Call(HttpMethod.Get, "/Users?count=0")).Body;
        var total = all.GetProperty("totalResults").GetInt32();
        Assert.Empty(all.GetProperty("Resources").EnumerateArray());
        var first = await Call(HttpMethod.Get, "/Users?startIndex=1&count=2&attributes=userName&unknown=1");
        var second = await Call(HttpMethod.Get, "/Users?startIndex=3&count=1");
        Assert.Equal((2, 1, 3), (Ids(first).Count, Ids(second).Count, second.Body.GetProperty("startIndex").GetInt32()));
        Assert.Empty(Ids(first).Intersect(Ids(second)));
        Assert.Empty(Ids(await Call(HttpMethod.Get, $"/Users?startIndex={total + 1}")));
    }

    [Theory]
    [InlineData("""[{ "op": "replace", "path": "active", "value": false }]""", "active", "false")]
    [InlineData("""[{ "op": "Replace", "path": "active", "value": "False" }]""", "active", "false")]
    [InlineData("""[{ "op": "replace", "value": { "active": false } }]""", "active", "false")]
    [InlineData("""[{ "op": "add", "value": { "emails": [{ "value": "babs@jensen.org", "type": "home" }], "nickname": "Babs" } }]""", "displayName", "\"Dr. Who\"")]
    [InlineData("""[{ "op": "replace", "path": "displayName", "value": "Dr. Else" }]""", "displayName", "\"Dr. Else\"")]
    [InlineData("""[{ "op": "Add", "value": { "name.formatted": "Dr. Else", "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department": "ER" } }]""", "displayName", "\"Dr. Else\"")]
    [InlineData("""[{ "op": "replace", "path": "name", "value": { "givenName": "Elsa", "familyName": "Else" } }]""", "displayName", "\"Elsa Else\"")]
    [InlineData("""[{ "op": "replace", "path": "emails[type eq \"work\"].value", "value": "else@clinic.example" }]""", "emails", """[{"value":"else@clinic.example","type":"work","primary":true}]""")]
    [InlineData("""[{ "op": "add", "path": "roles", "value": [{ "value": "coordinator" }] }, { "op": "add", "path": "roles", "value": [{ "value": "supervisor" }] }, { "op": "remove", "path": "roles[value eq \"coordinator\"]" }]""", "roles", """[{"value":"supervisor"}]""")]
    [InlineData("""[{ "op": "replace", "path": "addresses[type eq \"work\"]", "value": { "streetAddress": "911 Universal City Plaza" } }]""", "displayName", "\"Dr. Who\"")]
    public async Task A_part_of_a_user_is_changed(string operations, string attribute, string becomes)
    {
        var id = await User(Unique());
        var before = await Call(HttpMethod.Get, $"/Users/{id}");
        var patched = await Call(HttpMethod.Patch, $"/Users/{id}", $$"""{ {{PatchOp}}, "Operations": {{operations}} }""");
        Assert.Equal((200, becomes), (patched.Status, patched.Body.GetProperty(attribute).GetRawText()));
        foreach (var other in (string[])["userName", "emails", "roles", "active"])
            if (other != attribute) Assert.Equal(before.Body.GetProperty(other).GetRawText(), patched.Body.GetProperty(other).GetRawText());
    }

    [Theory]
    [InlineData("""[{ "op": "replace", "path": "active", "value": "maybe" }]""", "invalidValue")]
    [InlineData("""[{ "op": "move", "path": "active", "value": true }]""", "invalidSyntax")]
    [InlineData("""[{ "op": "remove" }]""", "invalidPath")]
    [InlineData("""[{ "op": "replace", "path": "emails[", "value": "x" }]""", "invalidPath")]
    [InlineData("""[{ "op": "remove", "path": "userName" }]""", "invalidValue")]
    [InlineData("""[{ "op": "replace", "path": "displayName", "value": "Dr. Half" }, { "op": "add", "path": "roles", "value": "surgeon" }]""", "invalidValue")]
    [InlineData("""[{ "op": "replace", "path": "displayName", "value": "Dr. Half" }, { "op": "replace", "path": "emails", "value": "nowhere" }]""", "invalidValue")]
    public async Task A_change_with_something_wrong_in_it_is_not_begun(string operations, string scimType)
    {
        var id = await User(Unique());
        var refused = await Call(HttpMethod.Patch, $"/Users/{id}", $$"""{ {{PatchOp}}, "Operations": {{operations}} }""");
        Assert.Equal((400, scimType), Said(refused));
        Assert.Equal("Dr. Who", (await Call(HttpMethod.Get, $"/Users/{id}")).Body.GetProperty("displayName").GetString());
    }

    [Fact]
    public async Task A_change_of_more_than_a_thousand_steps_is_not_begun()
    {
        var id = await User(Unique());
        var steps = string.Join(',', Enumerable.Repeat("""{ "op": "replace", "path": "displayName", "value": "Dr. Half" }""", 1_001));
        foreach (var path in (string[])[$"/Users/{id}", $"/Groups/{Guid.CreateVersion7()}"])
            Assert.Equal((400, "invalidValue"), Said(await Call(HttpMethod.Patch, path, $$"""{ {{PatchOp}}, "Operations": [{{steps}}] }""")));
        Assert.Equal("Dr. Who", (await Call(HttpMethod.Get, $"/Users/{id}")).Body.GetProperty("displayName").GetString());
    }

    /// <summary>What the person has is known to whoever does it, under the lock: the roles of a look before it would undo what another took meanwhile.</summary>
    [Fact]
    public void Roles_of_a_part_are_what_is_added_and_taken_and_not_what_comes_of_it()
    {
        Assert.Equal(StaffRoles.Coordinator, Change("add:coordinator").RolesAfter(StaffRoles.None));
        Assert.Equal(StaffRoles.Practitioner | StaffRoles.Coordinator, Change("add:coordinator").RolesAfter(StaffRoles.Practitioner));
        Assert.Equal(StaffRoles.None, Change("remove:supervisor").RolesAfter(StaffRoles.Supervisor));
        Assert.Equal(StaffRoles.Practitioner, Change("add:supervisor", "remove:supervisor").RolesAfter(StaffRoles.Practitioner | StaffRoles.Supervisor));
        Assert.Equal(StaffRoles.Practitioner | StaffRoles.Supervisor, Change("remove:supervisor", "add:supervisor").RolesAfter(StaffRoles.Practitioner));
        Assert.Equal(StaffRoles.Coordinator | StaffRoles.Supervisor, Change("add:practitioner", "replace:supervisor", "add:coordinator").RolesAfter(StaffRoles.Practitioner));
        Assert.Null(ScimUser.After([]).Value.RolesAfter(StaffRoles.Practitioner));

        static StaffChange Change(params string[] steps) => ScimUser.After([.. steps.Select(step => step.Split(':')).Select(step =>
            new ScimStep(Enum.Parse<ScimVerb>(step[0], ignoreCase: true), new ScimPath("roles", null, null), JsonSerializer.SerializeToElement(step[1])))]).Value;
    }

    [Fact]
    public async Task A_user_is_replaced_but_for_roles_and_deleting_suspends()
    {
        var name = Unique();
        var id = await User(name);
        await Call(HttpMethod.Patch, $"/Users/{id}", $$"""{ {{PatchOp}}, "Operations": [{ "op": "add", "path": "roles", "value": "practitioner" }] }""");
        var replaced = await Call(HttpMethod.Put, $"/Users/{id}", Json(name).Replace("Dr. Who", "Dr. What", StringComparison.Ordinal).Replace("\"externalId\"", "\"employeeNumber\"", StringComparison.Ordinal));
        Assert.Equal((200, "Dr. What", """[{"value":"practitioner"}]"""), (replaced.Status, replaced.Body.GetProperty("displayName").GetString(), replaced.Body.GetProperty("roles").GetRawText()));
        Assert.False(replaced.Body.TryGetProperty("externalId", out _));
        Assert.Equal(204, (await Call(HttpMethod.Delete, $"/Users/{id}")).Status);
        Assert.False((await Call(HttpMethod.Get, $"/Users/{id}")).Body.GetProperty("active").GetBoolean());
        Assert.True((await Call(HttpMethod.Patch, $"/Users/{id}", $$"""{ {{PatchOp}}, "Operations": [{ "op": "replace", "path": "active", "value": true }] }""")).Body.GetProperty("active").GetBoolean());
    }

    /// <summary>The steps of RFC 7644 3.5.2 on the members of a group.</summary>
    [Fact]
    public async Task A_group_is_a_care_team_whose_members_come_and_go()
    {
        var (first, second) = (await User(Unique()), await User(Unique()));
        var name = $"Équipe {Unique()}";
        var made = await Call(HttpMethod.Post, "/Groups", JsonSerializer.Serialize(new { schemas = new[] { "urn:ietf:params:scim:schemas:core:2.0:Group" }, displayName = name, externalId = name, members = new[] { new { value = first } } }));
        Assert.Equal(201, made.Status);
        var id = made.Body.GetProperty("id").GetString()!;
        Assert.Equal((name, name), (made.Body.GetProperty("displayName").GetString(), made.Body.GetProperty("externalId").GetString()));
        Assert.Equal([first], Members(made));
        Assert.Equal((409, "uniqueness"), Said(await Call(HttpMethod.Post, "/Groups", JsonSerializer.Serialize(new { displayName = name }))));
        Assert.Equal([first, second], await Step($$"""{ "op": "add", "path": "members", "value": [{ "display": "Babs Jensen", "$ref": "https://example.com/v2/Users/{{second}}", "value": "{{second}}" }] }"""));
        Assert.Equal([first], await Step($$"""{ "op": "remove", "path": "members[value eq \"{{second}}\"]" }"""));
        Assert.Equal([second], await Step($$"""{ "op": "replace", "path": "members", "value": [{ "value": "{{second}}" }] }"""));
        Assert.Equal([first], await Step($$"""{ "op": "remove", "path": "members" }, { "op": "add", "path": "members", "value": [{ "value": "{{first}}" }] }"""));
        Assert.Equal([first, second], await Step($$"""{ "op": "Add", "value": { "members": [{ "value": "{{second}}" }] } }"""));
        Assert.Equal([second], await Step($$"""{ "op": "Remove", "path": "members", "value": [{ "value": "{{first}}" }] }"""));
        Assert.Equal((400, "invalidValue"), Said(await Patch($$"""{ "op": "add", "path": "members", "value": [{ "value": "{{first}}" }, { "value": "{{Guid.CreateVersion7()}}" }] }""")));
        Assert.Equal([second], Members(await Call(HttpMethod.Get, $"/Groups/{id}")));
        Assert.Empty(Members(await Call(HttpMethod.Put, $"/Groups/{id}", JsonSerializer.Serialize(new { displayName = name }))));
        var found = await Call(HttpMethod.Get, $"/Groups?filter={Uri.EscapeDataString($"displayName eq \"{name}\"")}&excludedAttributes=members");
        Assert.Equal([id], Ids(found));
        Assert.False(found.Body.GetProperty("Resources")[0].TryGetProperty("members", out _));
        Assert.Equal((501, null), Said(await Call(HttpMethod.Delete, $"/Groups/{id}")));

        Task<Answer> Patch(string steps) => Call(HttpMethod.Patch, $"/Groups/{id}", $$"""{ {{PatchOp}}, "Operations": [{{steps}}] }""");

        async Task<IEnumerable<string>> Step(string steps) => new[] { first, second }.Intersect(Members(await Patch(steps)));
    }

    [Fact]
    public async Task What_is_refused_has_the_shape_of_the_standard_whoever_refuses()
    {
        Assert.Equal((404, null), Said(await Call(HttpMethod.Get, $"/Users/{Guid.CreateVersion7()}")));
        Assert.Equal((404, null), Said(await Call(HttpMethod.Get, "/Users/not-an-id")));
        Assert.Equal((404, null), Said(await Call(HttpMethod.Get, "/Groups/not-an-id")));
        Assert.Equal((401, null), Said(await Call(HttpMethod.Get, "/Users", key: "nobody")));
        foreach (var path in (string[])["/Users", "/Groups", $"/Users/{Guid.CreateVersion7()}"]) Assert.Equal((403, null), Said(await Call(HttpMethod.Get, path, key: host.OtherKey)));
        Assert.Equal((415, null), Said(await Call(HttpMethod.Post, "/Users", "{}", type: "text/plain")));
        Assert.Equal((413, null), Said(await Call(HttpMethod.Post, "/Users", $$"""{ "userName": "{{new string('a', 1024 * 1024)}}" }""")));
        foreach (var broken in (string[])["", "[]", "{", "null", """{ "userName": "a", "userName": "b" }""", """{ "userName": "\ud800" }"""])
            Assert.Equal((400, "invalidSyntax"), Said(await Call(HttpMethod.Post, "/Users", broken)));
        Assert.Equal((400, "invalidSyntax"), Said(await Call(HttpMethod.Patch, $"/Users/{await User(Unique())}", """{ "Operations": [] }""")));
    }

    /// <summary>Found by what is mapped: a new route is asked here as well. What the portal can do is told to every integration.</summary>
    [Fact]
    public async Task Every_route_asks_for_the_scope()
    {
        var bodies = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["POST /Users"] = Json(Unique()),
            ["POST /Groups"] = """{ "displayName": "Ward" }""",
            ["PUT /Users/{id}"] = Json(Unique()),
            ["PUT /Groups/{id}"] = """{ "displayName": "Ward" }""",
        };
        var id = await User(Unique());
        var routes = host.Host.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.RoutePattern.RawText!.Contains("/scim/v2/", StringComparison.Ordinal))
            .SelectMany(endpoint => endpoint.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods.Select(method => (Method: method, Path: endpoint.RoutePattern.RawText!.Split("/scim/v2")[1]))).ToList();
        Assert.True(routes.Count > 15);
        foreach (var (method, path) in routes)
        {
            var body = method is "POST" or "PUT" or "PATCH" ? bodies.GetValueOrDefault($"{method} {path}", $$"""{ {{PatchOp}}, "Operations": [] }""") : null;
            var address = path.Replace("{id}", id, StringComparison.Ordinal);
            Assert.Equal((path, 401), (path, (await Call(new(method), address, body, key: "nobody")).Status));
            var isOpen = path.StartsWith("/Schemas", StringComparison.Ordinal) || path.StartsWith("/ResourceTypes", StringComparison.Ordinal) || path == "/ServiceProviderConfig" || (method, path) == ("DELETE", "/Groups/{id}");
            if (!isOpen) Assert.Equal((method, path, 403), (method, path, (await Call(new(method), address, body, key: host.OtherKey)).Status));
        }

        Assert.True((await Call(HttpMethod.Get, $"/Users/{id}")).Body.GetProperty("active").GetBoolean());
    }

    private async Task<string> User(string name) => (await Call(HttpMethod.Post, "/Users", Json(name))).Body.GetProperty("id").GetString()!;

    private static string Json(string name) => $$"""
        { "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": "{{name}}", "displayName": "Dr. Who", "externalId": "x-{{name}}", "emails": [{ "value": "{{name}}@clinic.example", "type": "work" }] }
        """;

    private static string Unique() => "s" + Guid.NewGuid().ToString("N");

    private static List<string> Ids(Answer answer) => [.. answer.Body.GetProperty("Resources").EnumerateArray().Select(resource => resource.GetProperty("id").GetString()!)];

    private static IEnumerable<string> Members(Answer answer) => answer.Body.GetProperty("members").EnumerateArray().Select(member => member.GetProperty("value").GetString()!);

    private static (int, string?) Said(Answer answer)
    {
        Assert.Equal("application/scim+json", answer.ContentType);
        Assert.Equal("urn:ietf:params:scim:api:messages:2.0:Error", answer.Body.GetProperty("schemas")[0].GetString());
        return (answer.Status, answer.Body.TryGetProperty("scimType", out var type) ? type.GetString() : null);
    }

    private async Task<Answer> Call(HttpMethod method, string path, string? body = null, string type = "application/scim+json", string? key = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(host.Host.Address, "/api/v1/scim/v2" + path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key ?? host.Key);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, type);
        // What is too large is refused before it is sent.
        request.Headers.ExpectContinue = body?.Length > 1024 * 1024;
        using var response = await http.SendAsync(request);
        var content = await response.Content.ReadAsByteArrayAsync();
        return new((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType, response.Headers.Location?.ToString(), content.Length == 0 ? default : JsonElement.Parse(content));
    }

    private sealed record Answer(int Status, string? ContentType, string? Location, JsonElement Body);
}
