using Microsoft.Extensions.Hosting;
using Portal.Domain.Notifications;
using Portal.Domain.Shared;

namespace Portal.Infrastructure.Notifications;

/// <summary>Development only: mails are text files under <c>.data/mail</c>, the newest last by name.</summary>
internal sealed class FileMailer(IHostEnvironment environment, TimeProvider clock) : IMailer
{
    public string Directory { get; } = Path.GetFullPath(Path.Combine(environment.ContentRootPath, "..", ".data", "mail"));

    public async Task Send(Mail mail, CancellationToken cancel)
    {
        System.IO.Directory.CreateDirectory(Directory);
        var now = clock.Now();
        var text = $"Date: {WireTime.Format(now)}\nTo: {mail.To}\nSubject: {mail.Subject}\n\n{mail.Text}\n{(mail.Attachment is { } file ? $"\n--- {file.Name} ({file.ContentType})\n{file.Text}" : "")}";
        await File.WriteAllTextAsync(Path.Combine(Directory, $"{now:yyyyMMdd-HHmmss-fff}-{Guid.CreateVersion7():N}.txt"), text, cancel);
    }
}
