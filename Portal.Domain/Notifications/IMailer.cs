using Portal.Domain.Identity;

namespace Portal.Domain.Notifications;

/// <summary>One mail in plain words; never a patient's name or clinical text in it.</summary>
public sealed record Mail(string To, string Subject, string Text)
{
    public MailAttachment? Attachment { get; init; }

    /// <summary>An address is a person's, and a text may hold a one-time link.</summary>
    public override string ToString() => "Mail";
}

/// <summary>A small file of text that goes with a mail; the same silence holds for it.</summary>
public sealed record MailAttachment(string Name, string ContentType, string Text)
{
    public override string ToString() => Name;
}

/// <summary>Hands a mail to the mail system. Throws where that fails: the outbox's delivery row tries again.</summary>
public interface IMailer
{
    [DecidesNothing("called by the outbox, which delivers what was decided when it was written")]
    Task Send(Mail mail, CancellationToken cancel);
}
