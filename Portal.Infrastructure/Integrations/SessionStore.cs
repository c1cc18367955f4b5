using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portal.Domain.Audit;
using Portal.Domain.Identity;
using Portal.Domain.Integrations;
using Portal.Domain.Shared;
using Portal.Infrastructure.Audit;
using Portal.Infrastructure.Identity;
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
        await using var context = await contexts.CreateDbContextAsync(cancel);
        var session = await AddChain(context, AuditAction.SessionCreated, host, person, origin, conversation, cancel);
        return await AddToken(context, session, cancel);
    }

    /// <summary>
    /// As <see cref="Begin"/> for a member of staff; null where the account was suspended meanwhile. The account is locked, so that who ends all sessions of
    /// the person sees this one, or this one begins after.
    /// </summary>
    public async Task<SessionAnswer?> BeginDelegated(Actor host, Actor person, string origin, CancellationToken cancel)
    {
        await using var context = await contexts.CreateDbContextAsync(cancel);
        var session = await AddChain(context, AuditAction.SessionCreated, host, person, origin, conversation: null, cancel);
        await using var transaction = await context.Database.BeginTransactionAsync(cancel);
        if (!await StaffUnit.Hold(context, person.PersonId.Value, cancel)) return null;
        var answer = await AddToken(context, session, cancel);
        await transaction.CommitAsync(cancel);
        return answer;
    }

    /// <summary>A new chain without a token: its first is given for the link's code.</summary>
    public async Task<SessionLink> BeginByLink(Actor host, Actor person, string origin, ConversationId? conversation, CancellationToken cancel)
    {
        await using var context = await contexts.CreateDbContextAsync(cancel);
        var session = await AddChain(context, AuditAction.SessionLinkCreated, host, person, origin, conversation, cancel);
        var link = new SessionLink(Secrets.Make(Secrets.Link), session.BegunAt + SessionRules.LinkLife);
        var hash = await secrets.Hash(Secrets.Link, link.Code, cancel);
        context.Add(new WidgetLinkRow { Hash = hash!, SessionId = session.Id, ExpiresAt = link.ExpiresAt });
        await context.SaveChangesAsync(cancel);
        return link;
    }

    /// <summary>Another token of the chain; those before it live to their own ends.</summary>
    public async Task<SessionAnswer> Continue(WidgetSessionRow session, CancellationToken cancel)
    {
        await using var context = await contexts.CreateDbContextAsync(cancel);
        return await AddToken(context, session, cancel);
    }

    public static DateTimeOffset EndOf(WidgetSessionRow session) => session.BegunAt + SessionRules.ChainLength;

    /// <summary>Saves what else the context holds with it.</summary>
    public async Task<SessionAnswer> AddToken(PortalDbContext context, WidgetSessionRow session, CancellationToken cancel)
    {
        var token = Secrets.Make(Secrets.Token);
        var hash = await secrets.Hash(Secrets.Token, token, cancel);
        var expiresAt = clock.Now() + TimeSpan.FromMinutes(options.Value.SessionMinutes);
        if (expiresAt > EndOf(session)) expiresAt = EndOf(session);
        context.Add(new WidgetTokenRow { Hash = hash!, SessionId = session.Id, ExpiresAt = expiresAt });
        await context.SaveChangesAsync(cancel);
        return new SessionAnswer(token, expiresAt, new PersonId(session.PersonId), session.ConversationId is { } conversation ? new ConversationId(conversation) : null);
    }

    private async Task<WidgetSessionRow> AddChain(PortalDbContext context, AuditAction action, Actor host, Actor person, string origin, ConversationId? conversation, CancellationToken cancel)
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
        context.Add(session);
        context.Add(await audit.Row(
            new AuditEntry(host with { Session = person.Session }, action) { Patient = person.Patient, Subject = person.PersonId.Value, Code = person.Kind.ToString() },
            cancel));
        return session;
    }
}
