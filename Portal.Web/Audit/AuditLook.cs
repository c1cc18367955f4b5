using Portal.Domain.Audit;

namespace Portal.Web.Audit;

/// <summary>How a record is drawn.</summary>
internal static class AuditLook
{
    public static string Tone(AuditOutcome outcome) => outcome switch
    {
        AuditOutcome.Succeeded => "ok",
        AuditOutcome.Refused => "warn",
        AuditOutcome.Failed => "danger",
    };

    /// <summary>The things that the record is about, by the last part of their text's key, and their ids.</summary>
    public static IEnumerable<(string What, string Id)> About(AuditRecord record)
    {
        if (record.Patient is { } patient) yield return ("Patient", patient.ToString());
        if (record.Conversation is { } conversation) yield return ("Conversation", conversation.ToString());
        if (record.CareTeam is { } careTeam) yield return ("CareTeam", careTeam.ToString());
        if (record.Integration is { } integration) yield return ("Integration", integration.ToString());
        if (record.BreakGlass is { } grant) yield return ("BreakGlass", grant.ToString());
        if (record.Session is { } session) yield return ("Session", session.ToString());
        if (record.Subject is { } subject) yield return ("Subject", subject.ToString("D"));
    }

    /// <summary>Where the course of such a thing is shown; null of what has none.</summary>
    public static string? Timeline(string what, string id) =>
        Enum.TryParse<AuditSearchAbout>(what, out var about) ? AuditAddresses.Timeline(about, id) : null;
}
