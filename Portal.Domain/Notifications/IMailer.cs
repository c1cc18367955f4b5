using Portal.Domain.Identity;

namespace Portal.Domain.Notifications;

/// <summary>One mail in plain words; never a patient's name or clinical text in it.</summary>
public sealed record Mail(string To, string Subject, string Text)
{
    /// <summary>An address is a person's, and a text may hold a one-time link.</summary>
    public override string ToString() => "Mail";
}

/// <summary>Hands a mail to the mail system. Throws where that fails: the outbox's delivery row tries again.</summary>
public interface IMailer
{
    [DecidesNothing("called by the outbox, which delivers what was decided when it was written")]
    Task Send(Mail mail, CancellationToken cancel);
}
