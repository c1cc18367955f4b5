using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Portal.Testing.Database;
using Portal.Testing.People;
using Portal.Testing.Time;
using Xunit;

namespace Portal.Web.Tests.Identity;

/// <summary>The whole program as in production, over a pair of databases of the test class's own, on a clock that a test moves.</summary>
public class StaffHost : WebApplicationFactory<Program>, IAsyncLifetime
{
    public const string PublicUrl = "https://portal.test";
    private readonly PortalDatabase database = new();

    public ManualClock Clock { get; } = new(new DateTimeOffset(2026, 2, 2, 8, 0, 0, TimeSpan.Zero));

    public CapturedLog Log { get; } = new();

    public StaffWorld World => new(Services);

    /// <summary>A browser that has never been here.</summary>
    public StaffBrowser Browser(string address = "192.0.2.10") => new(Server.CreateHandler(context => context.Connection.RemoteIpAddress = System.Net.IPAddress.Parse(address)), PublicUrl);

    /// <summary>More settings than every host has.</summary>
    protected virtual IEnumerable<KeyValuePair<string, string>> More => [];

    public virtual Task InitializeAsync() => database.InitializeAsync();

    async Task IAsyncLifetime.DisposeAsync()
    {
        await DisposeAsync();
        await database.DisposeAsync();
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment("Production");
        foreach (var (name, value) in database.Settings) builder.UseSetting(name, value);
        builder.UseSetting("Portal:PublicUrl", PublicUrl);
        builder.UseSetting("Keys:Directory", TestKeys.Directory);
        builder.UseSetting("Audit:CheckpointFile", TestFiles.New("checkpoints.jsonl"));
        builder.UseSetting("Mail:Host", "mail.test");
        builder.UseSetting("Mail:From", "portal@clinic.example");
        builder.UseSetting("SignIn:SlowestAnswerMilliseconds", "0");
        foreach (var (name, value) in More) builder.UseSetting(name, value);
        builder.ConfigureLogging(logging => logging.AddProvider(Log));
        builder.ConfigureTestServices(services =>
        {
            services.Replace(ServiceDescriptor.Singleton<TimeProvider>(Clock));
            services.PostConfigure<PasswordHasherOptions>(options => options.IterationCount = 1000);
        });
    }
}
