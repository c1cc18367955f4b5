namespace Portal.Web.Tests.Identity.Provider;

/// <summary>A portal with a hospital's provider beside it.</summary>
public class HospitalHost : StaffHost
{
    private readonly string secret = Path.Combine(Path.GetTempPath(), $"portal-provider-{Guid.NewGuid():N}");

    public HospitalHost() => Provider = new HospitalProvider(Clock);

    public HospitalProvider Provider { get; }

    protected override IEnumerable<KeyValuePair<string, string>> More =>
    [
        new("SignIn:Provider:Name", "Hospital account"),
        new("SignIn:Provider:Issuer", HospitalProvider.Issuer),
        new("SignIn:Provider:AuthorizationEndpoint", "https://sso.hospital.example/authorize"),
        new("SignIn:Provider:TokenEndpoint", $"{Provider.Address}/token"),
        new("SignIn:Provider:JwksAddress", $"{Provider.Address}/keys"),
        new("SignIn:Provider:ClientId", HospitalProvider.ClientId),
        new("SignIn:Provider:ClientSecretFile", secret),
        new("SignIn:Provider:RoleClaim", "groups"),
        new("SignIn:Provider:Roles:ward-doctors", "practitioner"),
        new("SignIn:Provider:Roles:desk", "coordinator"),
        new("SignIn:Provider:AllowPrivateAddresses", "true"),
    ];

    public override async Task InitializeAsync()
    {
        await File.WriteAllTextAsync(secret, HospitalProvider.Secret + "\n");
        await Provider.Start();
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Provider.DisposeAsync();
        File.Delete(secret);
        GC.SuppressFinalize(this);
    }
}

/// <summary>Whose provider's second factor stands for the portal's own.</summary>
public sealed class TrustingHost : HospitalHost
{
    protected override IEnumerable<KeyValuePair<string, string>> More => [.. base.More, new("SignIn:Provider:RequireAmr:0", "mfa"), new("SignIn:Provider:RequireAmr:1", "hwk")];
}
