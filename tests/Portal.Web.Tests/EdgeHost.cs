using System.Reflection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Portal.Infrastructure;
using Portal.Testing.Time;
using Portal.Web.Tests.Fakes;

namespace Portal.Web.Tests;

/// <summary>
/// The real program, as in production, with what stands behind the ports replaced by <see cref="FakePorts"/>: for the edge alone. Nothing of
/// Portal.Infrastructure runs.
/// </summary>
public class EdgeHost : WebApplicationFactory<Program>
{
    public const string PublicUrl = "https://portal.test";
    private static readonly Assembly Infrastructure = typeof(PortalInfrastructure).Assembly;
    private readonly Dictionary<string, string> settings = new(StringComparer.Ordinal) { ["Portal:PublicUrl"] = PublicUrl };

    public EdgeHost() => ClientOptions.BaseAddress = new(PublicUrl);

    public ManualClock Clock { get; } = new();

    public CapturedLog Log { get; } = new();

    internal FakePorts Ports { get; } = new();

    protected virtual string Environment => "Production";

    public EdgeHost With(string setting, string value)
    {
        settings[setting] = value;
        return this;
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment(Environment);
        // Of what stands behind the ports only what a test needs is there; whether everything is registered is seen where everything runs.
        builder.UseDefaultServiceProvider(services => services.ValidateOnBuild = false);
        builder.UseWebRoot(Path.Combine(AppContext.BaseDirectory, "WebRoot"));
        foreach (var (key, value) in settings) builder.UseSetting(key, value);
        builder.ConfigureLogging(logging => logging.AddProvider(Log));
        builder.ConfigureTestServices(services =>
        {
            foreach (var service in services.Where(IsInfrastructure).ToList()) services.Remove(service);
            services.Replace(ServiceDescriptor.Singleton<TimeProvider>(Clock));
            Ports.AddTo(services);
        });
    }

    private static bool IsInfrastructure(ServiceDescriptor service) =>
        IsInfrastructure(service.ServiceType)
        || (!service.IsKeyedService
            && (IsInfrastructure(service.ImplementationType)
                || IsInfrastructure(service.ImplementationInstance?.GetType())
                || IsInfrastructure(service.ImplementationFactory?.Method.DeclaringType)));

    private static bool IsInfrastructure(Type? type) =>
        type is not null && (type.Assembly == Infrastructure || type.GenericTypeArguments.Any(IsInfrastructure));
}
