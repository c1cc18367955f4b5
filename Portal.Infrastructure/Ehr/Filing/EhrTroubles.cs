using Portal.Domain.Ehr;
using Portal.Infrastructure.Ehr.Fhir.Exchange;
using Portal.Infrastructure.Ehr.Fhir.Resources;

namespace Portal.Infrastructure.Ehr.Filing;

/// <summary>What a trouble is called (<see cref="FilingCodes"/>), so that screens can say what a person can do about it. Pure.</summary>
internal static class EhrTroubles
{
    /// <summary>Nothing left.</summary>
    public static string NotReached(TransportFault? fault) => fault switch
    {
        TransportFault.NameNotFound => FilingCodes.NameNotFound,
        TransportFault.AddressForbidden => FilingCodes.AddressForbidden,
        TransportFault.TlsFailed => FilingCodes.TlsFailed,
        TransportFault.NoToken => FilingCodes.NoToken,
        TransportFault.NotConnected or TransportFault.TimedOut or TransportFault.ConnectionLost or TransportFault.NotHttp or null => FilingCodes.Unreachable,
    };

    /// <summary>A person has to change something before the EHR lets the portal in.</summary>
    public static string NotAdmitted(CredentialFault? fault) => fault switch
    {
        CredentialFault.Unauthorized or null => FilingCodes.Credentials,
        CredentialFault.Forbidden => FilingCodes.NotAllowed,
        CredentialFault.ClientRefused => FilingCodes.ClientRefused,
        CredentialFault.ScopeTooSmall => FilingCodes.ScopeTooSmall,
        CredentialFault.NoSmartConfiguration => FilingCodes.NoSmartConfiguration,
        CredentialFault.NoCommonAlgorithm => FilingCodes.NoCommonAlgorithm,
        CredentialFault.BrokenToken => FilingCodes.BrokenToken,
        CredentialFault.TokenAddressForbidden => FilingCodes.TokenAddressForbidden,
    };

    /// <summary>It said no to what was sent, by its status or by the kind of issue that it names (hl7.org/fhir/R4/valueset-issue-type.html).</summary>
    public static string Refused(EhrAnswer answer) => answer switch
    {
        { Status: 404 or 405 or 406 or 415 or 501 } => FilingCodes.NotTaken,
        { Status: 413 } => FilingCodes.TooLarge,
        { Issue: IssueType.NotSupported } => FilingCodes.NotTaken,
        { Issue: IssueType.NotFound or IssueType.Deleted } => FilingCodes.ReferenceNotInEhr,
        { Issue: IssueType.TooLong or IssueType.TooCostly } => FilingCodes.TooLarge,
        { Issue: IssueType.BusinessRule } => FilingCodes.AgainstRule,
        { Issue: IssueType.Security or IssueType.Forbidden or IssueType.Suppressed } => FilingCodes.Forbidden,
        { Issue: IssueType.Conflict or IssueType.LockError or IssueType.Duplicate } or { Status: 409 or 423 } => FilingCodes.Conflict,
        _ => FilingCodes.Refused,
    };

    /// <summary>It said no to what was sent and stored nothing of it; after records were merged there, it may take it with other ids.</summary>
    public static bool IsRefusal(FilingEnd end) =>
        end is FilingEnd.Forbidden or FilingEnd.Attention { Code: FilingCodes.Refused or FilingCodes.Forbidden or FilingCodes.NotTaken or FilingCodes.ReferenceNotInEhr or FilingCodes.Conflict or FilingCodes.AgainstRule };
}
