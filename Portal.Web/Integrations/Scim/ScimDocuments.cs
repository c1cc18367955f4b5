using System.Text.Json.Nodes;
using Portal.Web.Shared.Hosting;

namespace Portal.Web.Integrations.Scim;

/// <summary>What this portal can do and which attributes it knows (RFC 7643 5 to 7): what clients read before anything else.</summary>
internal static class ScimDocuments
{
    private const string SchemaSchema = "urn:ietf:params:scim:schemas:core:2.0:Schema";

    public static void MapScimDocuments(this RouteGroupBuilder scim)
    {
        scim.MapGet("/ServiceProviderConfig", (PortalAddress portal) => new ScimResult(Config(portal.Scim())));
        scim.MapGet("/ResourceTypes", (PortalAddress portal) => All(ResourceTypes(portal.Scim())));
        scim.MapGet("/ResourceTypes/{name}", (string name, PortalAddress portal) => One(ResourceTypes(portal.Scim()), name));
        scim.MapGet("/Schemas", (PortalAddress portal) => All(Schemas(portal.Scim())));
        scim.MapGet("/Schemas/{name}", (string name, PortalAddress portal) => One(Schemas(portal.Scim()), name));
    }

    private static ScimResult All(IReadOnlyList<JsonObject> documents) => new ScimList(null, 1, documents.Count, WithMembers: true).Answer(documents.Count, documents);

    private static ScimResult One(IReadOnlyList<JsonObject> documents, string id) =>
        documents.FirstOrDefault(document => (string?)document["id"] == id) is { } found ? new(found) : ScimShape.Error(StatusCodes.Status404NotFound, null, "There is no such document.");

    private static JsonObject Config(string address) => new()
    {
        ["schemas"] = new JsonArray("urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"),
        ["patch"] = Supported(true),
        ["bulk"] = new JsonObject { ["supported"] = false, ["maxOperations"] = 0, ["maxPayloadSize"] = 0 },
        ["filter"] = new JsonObject { ["supported"] = true, ["maxResults"] = ScimList.Most },
        ["changePassword"] = Supported(false),
        ["sort"] = Supported(false),
        ["etag"] = Supported(false),
        ["authenticationSchemes"] = new JsonArray(new JsonObject
        {
            ["type"] = "oauthbearertoken",
            ["name"] = "Integration key",
            ["description"] = "A key of an integration with the scope people:manage, as a bearer token.",
            ["primary"] = true,
        }),
        ["meta"] = new JsonObject { ["resourceType"] = "ServiceProviderConfig", ["location"] = $"{address}/ServiceProviderConfig" },
    };

    private static JsonObject Supported(bool isSupported) => new() { ["supported"] = isSupported };

    private static IReadOnlyList<JsonObject> ResourceTypes(string address) =>
        [ResourceType("User", "/Users", "A member of staff", ScimUser.Schema, address), ResourceType("Group", "/Groups", "A care team", ScimGroup.Schema, address)];

    private static JsonObject ResourceType(string name, string endpoint, string description, string schema, string address) => new()
    {
        ["schemas"] = new JsonArray("urn:ietf:params:scim:schemas:core:2.0:ResourceType"),
        ["id"] = name,
        ["name"] = name,
        ["endpoint"] = endpoint,
        ["description"] = description,
        ["schema"] = schema,
        ["meta"] = new JsonObject { ["resourceType"] = "ResourceType", ["location"] = $"{address}/ResourceTypes/{name}" },
    };

    private static IReadOnlyList<JsonObject> Schemas(string address) =>
    [
        Schema(
            ScimUser.Schema,
            "User",
            "A member of staff",
            address,
            Attribute("userName", isRequired: true, uniqueness: "server"),
            Complex("name", isMany: false, Attribute("formatted"), Attribute("givenName", mutability: "writeOnly"), Attribute("familyName", mutability: "writeOnly")),
            Attribute("displayName"),
            Complex("emails", isMany: true, Attribute("value"), Attribute("type"), Attribute("primary", type: "boolean")),
            Attribute("active", type: "boolean"),
            Complex("roles", isMany: true, Attribute("value"))),
        Schema(
            ScimGroup.Schema,
            "Group",
            "A care team",
            address,
            Attribute("displayName", isRequired: true),
            Complex("members", isMany: true, Attribute("value", mutability: "immutable"), Attribute("display", mutability: "readOnly"), Attribute("type", mutability: "immutable"), Attribute("$ref", type: "reference", mutability: "immutable"))),
    ];

    private static JsonObject Schema(string id, string name, string description, string address, params JsonObject[] attributes) => new()
    {
        ["schemas"] = new JsonArray(SchemaSchema),
        ["id"] = id,
        ["name"] = name,
        ["description"] = description,
        ["attributes"] = new JsonArray([.. attributes]),
        ["meta"] = new JsonObject { ["resourceType"] = "Schema", ["location"] = $"{address}/Schemas/{id}" },
    };

    private static JsonObject Complex(string name, bool isMany, params JsonObject[] parts)
    {
        var attribute = Attribute(name, type: "complex");
        attribute["multiValued"] = isMany;
        attribute["subAttributes"] = new JsonArray([.. parts]);
        return attribute;
    }

    private static JsonObject Attribute(string name, string type = "string", bool isRequired = false, string uniqueness = "none", string mutability = "readWrite") => new()
    {
        ["name"] = name,
        ["type"] = type,
        ["multiValued"] = false,
        ["required"] = isRequired,
        ["caseExact"] = false,
        ["mutability"] = mutability,
        ["returned"] = "default",
        ["uniqueness"] = uniqueness,
    };
}
