using Microsoft.EntityFrameworkCore;
using Portal.Domain.Audit;
using Portal.Domain.Identity;
using Portal.Domain.Integrations;
using Portal.Domain.Shared;
using Portal.Infrastructure.Audit;
using Portal.Infrastructure.Shared.Database;

namespace Portal.Infrastructure.Integrations;

/// <summary>
/// From the code of a one-time link to the first token of its session. Whatever is wrong is the one refusal; the audit tells the reasons apart where the code is
/// one that was given out.
/// </summary>
internal sealed class SessionLinks(
    IDbContextFactory<PortalDbContext> contexts, SessionReader reader, SessionStore sessions, Secrets secrets, AuditWriter audit, AccessGate gate, TimeProvider clock)
{
    public async Task<Outcome<SessionAnswer>> Use(string code, string? address, CancellationToken cancel)
    {
        if (await secrets.Hash(Secrets.Link, code, cancel) is not { } hash) return Refusal.Unauthorized;
        await using var context = await contexts.CreateDbContextAsync(cancel);
        var session = await context.Set<WidgetLinkRow>().AsNoTracking().Where(link => link.Hash == hash)
            .Join(context.Set<WidgetSessionRow>(), link => link.SessionId, one => one.Id, (_, one) => one).SingleOrDefaultAsync(cancel);
        if (session is null) return Refusal.Unauthorized;
        var person = Person(session) with { Address = address };
        if (await reader.Stand(context, session, cancel) is null) return await Refused(person, "link-groundless", cancel);

        // Whoever comes second waits here for the first one's commit, and then finds the link used; a rollback leaves it good.
        await using var transaction = await context.Database.BeginTransactionAsync(cancel);
        var now = clock.Now();
        var used = await context.Set<WidgetLinkRow>().Where(link => link.Hash == hash && link.UsedAt == null && link.ExpiresAt > now)
            .ExecuteUpdateAsync(set => set.SetProperty(link => link.UsedAt, now), cancel);
        if (used == 0)
        {
            await transaction.RollbackAsync(cancel);
            return await Refused(person, "link-used-or-expired", cancel);
        }

        context.Add(await audit.Row(new AuditEntry(person, AuditAction.SessionCreated) { Patient = person.Patient, Subject = session.PersonId, Code = person.Kind.ToString() }, cancel));
        var answer = await sessions.AddToken(context, session, cancel);
        await transaction.CommitAsync(cancel);
        return answer;
    }

    /// <summary>Who the link was made for, for the audit, whatever became of it since.</summary>
    private static Actor Person(WidgetSessionRow session) => new()
    {
        Kind = (ActorKind)session.PersonKind,
        PersonId = new PersonId(session.PersonId),
        Patient = session.PatientId is { } patient ? new PersonId(patient) : null,
        Integration = new IntegrationId(session.IntegrationId),
        Session = new SessionId(session.Id),
    };

    private async Task<Refusal> Refused(Actor person, string code, CancellationToken cancel)
    {
        await gate.Record(person, AuditAction.SessionRefused, code, new Target { Patient = person.Patient }, cancel);
        return Refusal.Unauthorized;
    }
}
