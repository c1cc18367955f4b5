using Portal.Domain.Audit;

namespace Portal.Infrastructure.Audit.Exports;

/// <summary>What FHIR calls an action: the kind of event by DICOM's codes (PS3.16, CID 400) and the verb (C, R, U, D or E).</summary>
internal readonly record struct FhirActionKind(string Type, string Display, string Verb)
{
    private static readonly HashSet<AuditAction> Authentication =
    [
        AuditAction.SignedIn, AuditAction.SignInFailed, AuditAction.SignedOut, AuditAction.SessionEnded, AuditAction.LockedOut, AuditAction.Reauthenticated, AuditAction.SessionCreated,
        AuditAction.SessionRefused,
    ];

    private static readonly HashSet<AuditAction> Log = [AuditAction.AuditViewed, AuditAction.AuditVerified, AuditAction.ReportSaved, AuditAction.ReportRemoved, AuditAction.PatientFoundForAudit];

    private static readonly HashSet<AuditAction> Export = [AuditAction.AuditExported, AuditAction.ConversationExported, AuditAction.SummaryDownloaded];

    private static readonly HashSet<AuditAction> Security =
    [
        AuditAction.SecondFactorChanged, AuditAction.PasswordChanged, AuditAction.PasswordResetRequested, AuditAction.AccessRefused, AuditAction.StaffInvited, AuditAction.StaffChanged,
        AuditAction.StaffSuspended, AuditAction.RolesChanged, AuditAction.CareTeamChanged, AuditAction.MembershipChanged, AuditAction.ProxyGranted, AuditAction.ProxyRevoked,
        AuditAction.IntegrationChanged, AuditAction.IntegrationKeyCreated, AuditAction.IntegrationKeyRevoked, AuditAction.AssertionKeyChanged, AuditAction.BreakGlassDeclared,
        AuditAction.BreakGlassEnded, AuditAction.BreakGlassReviewed, AuditAction.PasskeyAdded, AuditAction.PasskeyRemoved, AuditAction.StaffImported, AuditAction.ProviderLinked,
        AuditAction.WebhookChanged, AuditAction.WebhookSecretRotated, AuditAction.EhrKeyRotated,
    ];

    public static FhirActionKind Of(AuditAction action)
    {
        if (Authentication.Contains(action)) return new("110114", "User Authentication", "E");
        if (Log.Contains(action)) return new("110101", "Audit Log Used", VerbOf(action));
        if (Export.Contains(action)) return new("110106", "Export", "R");
        return Security.Contains(action) ? new("110113", "Security Alert", VerbOf(action)) : new("110110", "Patient Record", VerbOf(action));
    }

    /// <summary>By the last word of the action's name, which says what became of the thing.</summary>
    private static string VerbOf(AuditAction action)
    {
        var name = action.ToString();
        if (Ends("Viewed", "Searched", "Found", "Audit", "Panel", "Verified", "Downloaded")) return "R";
        if (Ends("Created", "Started", "Posted", "Added", "Booked", "Drafted", "Saved", "Granted", "Invited", "Imported", "Linked", "Declared")) return "C";
        if (Ends("Removed", "Discarded", "Revoked", "Unlinked")) return "D";
        return Ends("Changed", "Corrected", "Retracted", "Assigned", "Moved", "Edited", "Signed", "Rotated", "Suspended", "Reviewed") ? "U" : "E";

        bool Ends(params ReadOnlySpan<string> words)
        {
            foreach (var word in words)
                if (name.EndsWith(word, StringComparison.Ordinal)) return true;
            return false;
        }
    }
}
