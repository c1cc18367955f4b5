using System.Net;
using System.Net.Mail;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Portal.Infrastructure.Notifications;

/// <summary>Section <c>Mail</c>: the organisation's own mail server. In Development, where no host is named, mails are files under <c>.data/mail</c>.</summary>
public sealed class MailOptions
{
    public const string Section = "Mail";

    public string Host { get; set; } = "";

    public int Port { get; set; } = 587;

    /// <summary>Asks the server for TLS (STARTTLS, RFC 3207) and sends nothing without it.</summary>
    public bool StartTls { get; set; } = true;

    /// <summary>Empty where the server asks for no sign-in.</summary>
    public string UserName { get; set; } = "";

    public string Password { get; set; } = "";

    /// <summary>Who mails are from: <c>portal@example.org</c>, with a name if wanted: <c>Care Portal &lt;portal@example.org&gt;</c>.</summary>
    public string From { get; set; } = "";

    /// <summary>How long one mail may take.</summary>
    public int TimeoutSeconds { get; set; } = 30;
}

internal sealed class MailOptionsValidator(IHostEnvironment environment) : IValidateOptions<MailOptions>
{
    public ValidateOptionsResult Validate(string? name, MailOptions options)
    {
        if (options.Host.Length == 0)
            return environment.IsDevelopment() ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail("Mail:Host is missing: set it to the mail server that sends invitations and links.");
        var objections = new List<string>();
        if (!MailAddress.TryCreate(options.From, out _)) objections.Add("Mail:From must be the address that mails are from, such as portal@example.org.");
        if (options.Port is < 1 or > IPEndPoint.MaxPort) objections.Add("Mail:Port must be between 1 and 65535.");
        if (options.TimeoutSeconds is < 1 or > 600) objections.Add("Mail:TimeoutSeconds must be between 1 and 600.");
        if (options.UserName.Length > 0 && options.Password.Length == 0) objections.Add("Mail:Password is missing, and Mail:UserName is set.");
        if (!options.StartTls && !IsThisMachine(options.Host)) objections.Add("Mail:StartTls can be false only for a server on this machine: links in mails are credentials.");
        return objections.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(objections);
    }

    private static bool IsThisMachine(string host) => host == "localhost" || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
