using System.Net.Mail;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Portal.Domain.Notifications;
using Portal.Infrastructure.Notifications;
using Portal.Testing.Mail;
using Xunit;

namespace Portal.Infrastructure.Tests.Notifications;

public sealed class MailerTests : IAsyncDisposable
{
    private static readonly Mail Letter = new("rosa@clinic.example", "Una contraseña nueva: ¿fue usted?", "Hola, Rosa:\n\n.a line with a dot\nhttps://portal.test/new-password?code=abc=def\n\nñandú 🦙");
    private readonly SmtpServer server = new();

    [Fact]
    public async Task A_mail_arrives_to_the_letter_over_a_real_connection()
    {
        await Smtp().Send(Letter, CancellationToken.None);
        var mail = await server.Next();
        Assert.Equal(("portal@clinic.example", "rosa@clinic.example"), (mail.From, mail.To));
        Assert.Equal((Letter.Subject, Letter.Text), (mail.Subject, mail.Text));
        Assert.Equal("auto-generated", mail.Headers["Auto-Submitted"]);
        Assert.Matches("^<[0-9a-f]{32}@clinic.example>$", mail.Headers["Message-ID"]);
        Assert.Contains("Care Portal", mail.Headers["From"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_mails_at_once_all_arrive()
    {
        var mailer = Smtp();
        await Task.WhenAll(Enumerable.Range(0, 10).Select(index => mailer.Send(Letter with { Subject = $"Mail {index}" }, CancellationToken.None)));
        Assert.Equal(10, server.Received.Select(mail => mail.Subject).Distinct().Count());
    }

    [Fact]
    public async Task A_server_that_refuses_is_an_exception_for_the_outbox()
    {
        server.Refusal = "451 try later";
        await Assert.ThrowsAsync<SmtpException>(() => Smtp().Send(Letter, CancellationToken.None));
        Assert.Empty(server.Received);
    }

    [Fact]
    public async Task Where_tls_is_asked_for_nothing_is_sent_without_it()
    {
        await Assert.ThrowsAsync<SmtpException>(() => Smtp(options => options.StartTls = true).Send(Letter, CancellationToken.None));
        Assert.Empty(server.Received);
    }

    [Fact]
    public async Task A_server_that_never_answers_is_given_up()
    {
        server.IsMute = true;
        await Assert.ThrowsAsync<TimeoutException>(() => Smtp(options => options.TimeoutSeconds = 1).Send(Letter, CancellationToken.None));
    }

    [Theory]
    [InlineData("rosa@clinic.example\r\nBcc: all@clinic.example", "Hello")]
    [InlineData("rosa@clinic.example", "Hello\r\nBcc: all@clinic.example")]
    public async Task No_header_can_be_smuggled_in(string to, string subject)
    {
        await Assert.ThrowsAnyAsync<Exception>(() => Smtp().Send(new Mail(to, subject, "text"), CancellationToken.None));
        Assert.Empty(server.Received);
    }

    [Fact]
    public async Task In_development_mails_are_files()
    {
        var root = Directory.CreateTempSubdirectory("portal-mail-");
        try
        {
            var mailer = new FileMailer(new Place("Development", Path.Combine(root.FullName, "Portal.Web")), TimeProvider.System);
            await mailer.Send(Letter, CancellationToken.None);
            var file = Assert.Single(Directory.GetFiles(Path.Combine(root.FullName, ".data", "mail")));
            var text = await File.ReadAllTextAsync(file);
            Assert.Contains("To: rosa@clinic.example\nSubject: Una contraseña nueva", text, StringComparison.Ordinal);
            Assert.EndsWith("ñandú 🦙\n", text, StringComparison.Ordinal);
        }
        finally
        {
            root.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("Production", "", "", true, "Mail:Host is missing")]
    [InlineData("Production", "mail.example.org", "", true, "Mail:From")]
    [InlineData("Production", "mail.example.org", "portal@example.org", false, "Mail:StartTls")]
    [InlineData("Production", "mail.example.org", "portal@example.org", true, null)]
    [InlineData("Production", "127.0.0.1", "portal@example.org", false, null)]
    [InlineData("Development", "", "", true, null)]
    public void What_is_missing_is_said_at_start(string environment, string host, string from, bool startTls, string? objection)
    {
        var result = new MailOptionsValidator(new Place(environment, "/")).Validate(null, new MailOptions { Host = host, From = from, StartTls = startTls });
        if (objection is null) Assert.True(result.Succeeded);
        else Assert.Contains(objection, result.FailureMessage, StringComparison.Ordinal);
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private SmtpMailer Smtp(Action<MailOptions>? change = null)
    {
        var options = new MailOptions { Host = "127.0.0.1", Port = server.Port, StartTls = false, From = "Care Portal <portal@clinic.example>" };
        change?.Invoke(options);
        return new SmtpMailer(Options.Create(options));
    }

    private sealed class Place(string environment, string root) : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = environment;

        public string ApplicationName { get; set; } = "Portal.Web";

        public string ContentRootPath { get; set; } = root;

        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}
