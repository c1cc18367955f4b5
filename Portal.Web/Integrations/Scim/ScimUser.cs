using System.Text.Json;
using System.Text.Json.Nodes;
using Portal.Domain.Identity;
using Portal.Domain.Identity.Staff;
using Portal.Domain.Shared;
using Portal.Web.Identity.People;

namespace Portal.Web.Integrations.Scim;

/// <summary>A member of staff as a User (RFC 7643 4.1), and what a directory says of one. Roles are the portal's words; a directory that names none leaves them as they are.</summary>
internal static class ScimUser
{
    public const string Schema = "urn:ietf:params:scim:schemas:core:2.0:User";

    public static JsonObject Of(StaffLine line, string address)
    {
        var user = new JsonObject
        {
            ["schemas"] = new JsonArray(Schema),
            ["id"] = line.Id.ToString(),
            ["userName"] = line.UserName,
            ["name"] = new JsonObject { ["formatted"] = line.DisplayName },
            ["displayName"] = line.DisplayName,
            ["emails"] = new JsonArray(new JsonObject { ["value"] = line.Email, ["type"] = "work", ["primary"] = true }),
            ["active"] = line.Standing != StaffStanding.Suspended,
            ["roles"] = new JsonArray([.. StaffWords.Of(line.Roles).Select(role => new JsonObject { ["value"] = role })]),
            ["meta"] = new JsonObject { ["resourceType"] = "User", ["location"] = $"{address}/Users/{line.Id}" },
        };
        if (line.ExternalId is { } id) user["externalId"] = id;
        return user;
    }

    /// <summary>Somebody to take in: without roles where none are named, which opens nothing.</summary>
    public static Outcome<NewStaff> New(ScimResource user)
    {
        if (Active(user.Get("active")) is false) return Refusal.Invalid("active", "must be true for somebody new");
        if (!Whole(user).TryGet(out var change, out var refusal)) return refusal;
        return new NewStaff(change.UserName!, change.Email!, change.DisplayName!, change.Roles ?? StaffRoles.None) { ExternalId = change.ExternalId is { Length: > 0 } id ? id : null };
    }

    /// <summary>The whole of what is to be: what a directory leaves out is taken away, but roles and standing.</summary>
    public static Outcome<StaffChange> Whole(ScimResource user)
    {
        if (user.Text("userName") is not { } userName) return Refusal.Invalid("userName", "is required");
        if ((Email(user.Many("emails")) ?? (userName.Contains('@', StringComparison.Ordinal) ? userName : null)) is not { } email) return Refusal.Invalid("emails", "are required");
        if (!Roles(user.Many("roles")).TryGet(out var roles, out var wrong)) return wrong;
        if (user.Get("active") is { } active && Active(active) is null) return Refusal.Invalid("active", "must be true or false");
        return new StaffChange
        {
            UserName = Name(userName),
            Email = email,
            DisplayName = user.Text("displayName") ?? Called(user.In("name")) ?? userName,
            ExternalId = user.Text("externalId") ?? "",
            Roles = roles.Set,
            IsActive = Active(user.Get("active")),
        };
    }

    /// <summary>What a PATCH asks for, of whoever it is about as that person stands when it is done; attributes that nobody here knows change nothing.</summary>
    public static Outcome<StaffChange> After(IReadOnlyList<ScimStep> steps)
    {
        var change = new StaffChange();
        foreach (var step in steps)
        {
            if (!Step(change, step).TryGet(out var next, out var refusal)) return refusal;
            change = next;
        }

        return change;
    }

    private static Outcome<StaffChange> Step(StaffChange change, ScimStep step)
    {
        var isRemoval = step.Verb == ScimVerb.Remove;
        switch (step.Path.Attribute)
        {
            case "externalid":
                return isRemoval ? change with { ExternalId = "" } : Text(step, text => change with { ExternalId = text });
            case "roles":
                return WithRoles(change, step);
            case "username" or "displayname" or "name" or "emails" or "active" when isRemoval:
                return Refusal.Invalid(step.Path.Attribute, "is required");
            case "username":
                return Text(step, text => change with { UserName = Name(text) });
            case "displayname":
                return Text(step, text => change with { DisplayName = text });
            case "name":
                // The parts of a name are put together from a whole one; alone they say too little to call somebody by.
                var called = step.Path.Sub == "formatted" && step.Value.ValueKind == JsonValueKind.String ? step.Value.GetString() : Called(new ScimResource(step.Value));
                return called is null || change.DisplayName is not null ? change : change with { DisplayName = called };
            case "emails":
                // Of several addresses the portal keeps one: that of work. Another is not put in its place because it came later.
                if (step.Path.Filter is { Attribute: "type", Value: not "work" }) return change;
                var emails = ScimResource.Several(step.Value);
                if (step.Verb == ScimVerb.Add) emails = [.. emails.Where(IsOfWork)];
                if (emails.Count == 0) return change;
                return Email(emails) is { } email ? change with { Email = email } : Refusal.Invalid("emails", "must have a value");
            case "active":
                return ScimResource.Boolean(step.Value) is { } active ? change with { IsActive = active } : Refusal.Invalid("active", "must be true or false");
            default:
                return change;
        }
    }

    private static Outcome<StaffChange> Text(ScimStep step, Func<string, StaffChange> change) =>
        step.Value.ValueKind == JsonValueKind.String ? change(step.Value.GetString()!) : Refusal.Invalid(step.Path.Attribute, "must be text");

    /// <summary>What is added and what is taken, not what comes of it: what the person has by then is known to whoever holds the account. A later step's word holds.</summary>
    private static Outcome<StaffChange> WithRoles(StaffChange change, ScimStep step)
    {
        if (step.Verb == ScimVerb.Remove && step.Path.Filter is null && step.Value.ValueKind == JsonValueKind.Undefined) return Only(StaffRoles.None);
        var named = step.Path.Filter is { Attribute: "value" } filter ? Roles([new ScimResource(JsonSerializer.SerializeToElement(filter.Value))]) : Roles(ScimResource.Several(step.Value));
        if (!named.TryGet(out var read, out var refusal)) return refusal;
        var roles = read.Set ?? StaffRoles.None;
        return step.Verb switch
        {
            ScimVerb.Add => change with { Gains = change.Gains | roles, Loses = change.Loses & ~roles },
            ScimVerb.Remove => change with { Gains = change.Gains & ~roles, Loses = change.Loses | roles },
            ScimVerb.Replace => Only(roles),
        };

        StaffChange Only(StaffRoles all) => change with { Roles = all, Gains = StaffRoles.None, Loses = StaffRoles.None };
    }

    private static Outcome<NamedRoles> Roles(IReadOnlyList<ScimResource>? named)
    {
        if (named is null) return new NamedRoles(null);
        var roles = StaffRoles.None;
        foreach (var one in named)
        {
            if (one.Value is not { } word || !StaffWords.Role.TryRead(word, out var role)) return Refusal.Invalid("roles", StaffWords.Role.Expectation);
            roles |= role;
        }

        return new NamedRoles(roles);
    }

    private static bool? Active(JsonElement? value) => value is { } given ? ScimResource.Boolean(given) : null;

    /// <summary>The primary address, else that of work, else the first.</summary>
    private static string? Email(IReadOnlyList<ScimResource>? emails)
    {
        var chosen = emails?.OrderByDescending(email => Active(email.Get("primary")) == true).ThenByDescending(email => email.Text("type") == "work").Cast<ScimResource?>().FirstOrDefault();
        return chosen?.Value;
    }

    private static bool IsOfWork(ScimResource email) => email.Text("type") is null or "work" || Active(email.Get("primary")) == true;

    private static string? Called(ScimResource name)
    {
        if (name.Text("formatted") is { } whole) return whole;
        var parts = new[] { name.Text("givenName"), name.Text("familyName") }.Where(part => !string.IsNullOrWhiteSpace(part)).ToList();
        return parts.Count == 0 ? null : string.Join(' ', parts);
    }

    /// <summary>User names are compared in any case: short ones are kept in small letters, addresses as they came.</summary>
    private static string Name(string userName) => userName.Contains('@', StringComparison.Ordinal) ? userName : userName.ToLowerInvariant();

    /// <summary>Null where nothing was said of roles.</summary>
    private sealed record NamedRoles(StaffRoles? Set);
}
