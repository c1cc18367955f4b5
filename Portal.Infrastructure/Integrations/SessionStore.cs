using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portal.Domain.Audit;
using Portal.Domain.Identity;
using Portal.Domain.Integrations;
using Portal.Domain.Shared;
using Portal.Infrastructure.Audit;
using Portal.Infrastructure.Shared.Database;

namespace Portal.Infrastructure.Integrations;

/// <summary>
/// Writes chains and their tokens. Nothing is re-checked here: a token is looked at again with all that it depends on at every use, so a session that loses its
/// ground while it is made is born dead.
/// </summary>
internal sealed class SessionStore(IDbContextFactory<PortalDbContext> contexts, Secrets secrets, AuditWriter audit, IOptions<WidgetSessionOptions> options, TimeProvider clock)
{
    /// <summary>A new chain with its first token; <paramref name="host"/> is the integration that asks, for the audit.</summary>
    public async Task<SessionAnswer> Begin(Actor host, Actor person, string origin, ConversationId? conversation, CancellationToken cancel)
    {
        var session = new WidgetSessionRow
        {
            Id = person.Session!.Value.Value,
            IntegrationId = person.Integration!.Value.Value,
            PersonId = person.PersonId.Value,
            PersonKind = (short)person.Kind,
            PatientId = person.Patient?.Value,
            Origin = origin,
            ConversationId = conversation?.Value,
            Scopes = (int)person.Scopes,
            BegunAt = clock.Now(),
        };
        await using var context = await contexts.CreateDbContextAsync(cancel);
        context.Add(session);
        context.Add(await audit.Row(
            new AuditEntry(host with { Session = person.Session }, AuditAction.SessionCreated) { Patient = person.Patient, Subject = person.PersonId.Value, Code = person.Kind.ToString() },
            cancel));
        return await AddToken(context, session, cancel);
    }

    /// <summary>Another token of the chain; those before it live to their own ends.</summary>
    public async Task<SessionAnswer> Continue(WidgetSessionRow session, CancellationToken cancel)
    {
        await using var context = await contexts.CreateDbContextAsync(cancel);
        return await AddToken(context, session, cancel);
    }

    public static DateTimeOffset EndOf(WidgetSessionRow session) => session.BegunAt + SessionRules.ChainLength;

    private async Task<SessionAnswer> AddToken(PortalDbContext context, WidgetSessionRow session, CancellationToken cancel)
    {
        var token = Secrets.Make(Secrets.Token);
        var hash = await secrets.Hash(Secrets.Token, token, cancel);
        var expiresAt = clock.Now() + TimeSpan.FromMinutes(options.Value.SessionMinutes);
        if (expiresAt > EndOf(session)) expiresAt = EndOf(session);
        context.Add(new WidgetTokenRow { Hash = hash!, SessionId = session.Id, ExpiresAt = expiresAt });
        await context.SaveChangesAsync(cancel);
        return new SessionAnswer(token, expiresAt, new PersonId(session.PersonId), session.ConversationId is { } conversation ? new ConversationId(conversation) : null);
    }
}
