using Portal.Web.Identity;
using Portal.Web.Shared.Input;

namespace Portal.Web.Integrations.Scim;

/// <summary>
/// SCIM 2.0 (RFC 7643, RFC 7644): a hospital's directory keeps people and care teams by an integration's key with the scope <c>people:manage</c>. A group of its
/// own: what the rest of the API refuses as unknown is passed over here, and errors have SCIM's shape (<see cref="ScimShape"/>).
/// </summary>
internal static class ScimEdge
{
    public const string Path = "/api/v1/scim/v2";

    /// <summary>A care team of a few thousand, each named by id and name.</summary>
    private static readonly BodyLimit Longest = new(1024 * 1024);

    public static void MapScim(this IEndpointRouteBuilder endpoints)
    {
        var scim = endpoints.MapGroup(Path).RequireAuthorization(PortalPolicies.IntegrationKey).WithMetadata(ScimShape.It, Longest).ExcludeFromDescription();
        scim.MapScimDocuments();
        scim.MapScimUsers();
        scim.MapScimGroups();
    }
}
