using Portal.Web.Ehr.Commands;
using Portal.Web.Shared.Commands;

namespace Portal.Web.Ehr;

/// <summary>What EHRs and their operators see of the portal.</summary>
internal static class EhrEdge
{
    public static void AddEhr(this WebApplicationBuilder builder) => builder.Services.AddCommand<RotateKeysCommand>();

    public static void MapEhr(this IEndpointRouteBuilder endpoints) => endpoints.MapClientKeys();
}
