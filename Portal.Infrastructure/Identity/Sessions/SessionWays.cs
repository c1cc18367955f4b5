using Microsoft.EntityFrameworkCore;
using Portal.Domain.Audit;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Infrastructure.Audit;
using Portal.Infrastructure.Identity.SignIn;
using Portal.Infrastructure.Shared.Database;

namespace Portal.Infrastructure.Identity.Sessions;

/// <summary>How sessions began, as the audit says it: the one place where that is written down.</summary>
internal static class SessionWays
{
    public static async Task<IReadOnlyDictionary<Guid, SignInWay>> Of(PortalDbContext context, PersonId person, IReadOnlyCollection<StaffSessionRow> sessions, CancellationToken cancel)
    {
        if (sessions.Count == 0) return new Dictionary<Guid, SignInWay>();
        var (first, ids) = (sessions.Min(session => session.BegunAt), sessions.Select(session => (Guid?)session.Id).ToArray());
        var begun = await context.Set<AuditEventRow>().AsNoTracking()
            .Where(row => row.ActorId == person.Value && row.Action == (short)AuditAction.SignedIn && row.At >= first && ids.Contains(row.SessionId))
            .Select(row => new { row.SessionId, row.Code }).ToListAsync(cancel);
        return begun.Where(row => WayOf(row.Code) is not null).ToDictionary(row => row.SessionId!.Value, row => WayOf(row.Code)!.Value);
    }

    private static SignInWay? WayOf(string? code) => code switch
    {
        SignInSteps.Password => SignInWay.Password,
        "code" or "recovery-code" or "enrolment" => SignInWay.PasswordAndCode,
        "passkey" => SignInWay.Passkey,
        SignInSteps.Provider => SignInWay.Provider,
        not null when code.StartsWith(SignInSteps.Provider, StringComparison.Ordinal) => SignInWay.ProviderAndCode,
        _ => null,
    };
}
