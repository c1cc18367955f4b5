using System.Net;
using System.Net.Mail;
using System.Text;
using Microsoft.Extensions.Options;
using Portal.Domain.Notifications;

namespace Portal.Infrastructure.Notifications;

/// <summary>
/// One connection for each mail: mails are few, and a client of the framework's serves one at a time. Plain text in UTF-8, marked as sent by a program
/// (RFC 3834), so that no holiday answer comes back.
/// </summary>
internal sealed class SmtpMailer(IOptions<MailOptions> options) : IMailer
{
    public async Task Send(Mail mail, CancellationToken cancel)
    {
        var settings = options.Value;
        using var client = new SmtpClient(settings.Host, settings.Port) { EnableSsl = settings.StartTls, UseDefaultCredentials = false };
        if (settings.UserName.Length > 0) client.Credentials = new NetworkCredential(settings.UserName, settings.Password);
        using var message = Compose(mail, new MailAddress(settings.From));
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(TimeSpan.FromSeconds(settings.TimeoutSeconds));
        try
        {
            await client.SendMailAsync(message, limit.Token);
        }
        catch (OperationCanceledException late) when (!cancel.IsCancellationRequested)
        {
            throw new TimeoutException("The mail server did not take the mail in time.", late);
        }
    }

    internal static MailMessage Compose(Mail mail, MailAddress from)
    {
        var message = new MailMessage(from, new MailAddress(mail.To))
        {
            Subject = mail.Subject,
            SubjectEncoding = Encoding.UTF8,
            Body = mail.Text,
            BodyEncoding = Encoding.UTF8,
            IsBodyHtml = false,
        };
        message.Headers.Add("Message-ID", $"<{Guid.CreateVersion7():N}@{from.Host}>");
        message.Headers.Add("Auto-Submitted", "auto-generated");
        if (mail.Attachment is { } file) message.Attachments.Add(Attachment.CreateAttachmentFromString(file.Text, file.Name, Encoding.UTF8, file.ContentType));
        return message;
    }
}
