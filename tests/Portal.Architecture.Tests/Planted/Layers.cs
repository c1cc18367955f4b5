// Violations on purpose, under the names of the projects that they pretend to be part of: each guard must see each of them.
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Portal.Infrastructure;

namespace Portal.Domain.Patients
{
    internal static class DomainNamesAspNet
    {
        public static string Path(HttpContext context) => context.Request.Path;
    }
}

namespace Portal.Infrastructure.Patients
{
    internal static class InfrastructureNamesAspNet
    {
        public static string Path(HttpContext context) => context.Request.Path;
    }

    public sealed class PublicService;

    public static class PublicHelper
    {
        public static int AddUp(int one, int other) => one + other;
    }

    public sealed class PlantedOptions
    {
        public IReadOnlyList<PlantedPart> Parts { get; set; } = [];
    }

    public sealed class PlantedPart;

    public static class PlantedServices
    {
        public static IServiceCollection AddPlanted(this IServiceCollection services) => services;
    }
}

namespace Portal.Web.Patients
{
    internal static class WebNamesInfrastructure
    {
        public static Type Behind() => typeof(PortalInfrastructure);
    }

    internal static class WebCallsOutside
    {
        public static HttpClient Client() => new();
    }
}
