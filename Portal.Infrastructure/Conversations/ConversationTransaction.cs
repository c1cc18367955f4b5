using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Portal.Domain.Audit;
using Portal.Domain.Conversations;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Infrastructure.Audit;
using Portal.Infrastructure.Conversations.Live;
using Portal.Infrastructure.Identity;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Shared.Dialects;
using Portal.Infrastructure.Shared.Keys;
using Portal.Infrastructure.Shared.Outbox;

namespace Portal.Infrastructure.Conversations;

/// <summary>
/// One transaction over a conversation (or two: a patient's and its team conversation, locked in id order) for everything but posts: lock, decide, append, commit,
/// and only then tell the bus.
/// </summary>
internal sealed class ConversationTransaction : IAsyncDisposable
{
    private readonly ConversationWriting services;
    private readonly IDbContextTransaction transaction;
    private AuditStamp stamp;
    private readonly List<(ConversationEvent Event, Guid CareTeam, Guid? Patient)> appended = [];
    private readonly List<Nudge> nudges = [];

    private ConversationTransaction(ConversationWriting services, PortalDbContext context, IDbContextTransaction transaction, AuditStamp stamp)
    {
        this.services = services;
        this.transaction = transaction;
        this.stamp = stamp;
        Context = context;
    }

    public PortalDbContext Context { get; }

    public static async Task<ConversationTransaction> Begin(ConversationWriting services, CancellationToken cancel)
    {
        var auditStamp = await services.Audit.Stamp(cancel);
        var context = await services.Contexts.CreateDbContextAsync(cancel);
        return new ConversationTransaction(services, context, await context.Database.BeginTransactionAsync(cancel), auditStamp);
    }

    /// <summary>The rows in the order asked, locked; facts read from now on are as of after the lock. Null where an id names nothing.</summary>
    public async Task<ConversationRow?[]> Lock(IReadOnlyList<Guid> ids, CancellationToken cancel)
    {
        await services.Dialect.LockConversations(Context.Database, ids.ToList(), cancel);
        var rows = await Context.Set<ConversationRow>().Where(row => ids.Contains(row.Id)).ToDictionaryAsync(row => row.Id, cancel);
        return [.. ids.Select(id => rows.GetValueOrDefault(id))];
    }

    /// <summary>Decides behind the lock. A refusal is committed as an audit event, and nothing else of the transaction.</summary>
    public async Task<Refusal?> Refuse(Actor actor, CareAction action, ConversationRow row, Func<AccessFacts, AccessFacts>? more, CancellationToken cancel)
    {
        var grants = await GrantsReader.Read(Context, actor, cancel);
        stamp = stamp.With(grants.BreakGlass);
        var facts = grants.Facts(actor, row.PatientId, row.CareTeamId, row.Kind == (short)ConversationKind.Team, services.Clock.GetUtcNow());
        if (actor.Kind == ActorKind.Bot)
        {
            var person = actor.PersonId.Value;
            facts = facts with { IntegrationReaches = await Context.Set<ParticipantRow>().AnyAsync(place => place.ConversationId == row.Id && place.PersonId == person && place.IsAdded, cancel) };
        }
        else if (actor.Kind == ActorKind.Integration)
        {
            facts = facts with { IntegrationReaches = await Context.ReachesPatient(actor.Integration, row.PatientId, cancel) };
        }

        if (AccessPolicy.Refuse(actor, action, more is null ? facts : more(facts)) is not { } refusal) return null;
        Context.ChangeTracker.Clear();
        Audit(Entry(actor, AuditAction.AccessRefused, row) with { Outcome = AuditOutcome.Refused, Code = action.ToString() });
        await Context.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        return refusal;
    }

    /// <summary>Adds an event at the head of a locked row; <paramref name="kind"/> is null where nothing outside is told of this event.</summary>
    public Task<ConversationEvent> Append(ConversationRow row, Actor actor, EventBody body, OutboxKind? kind, Guid? targetSender, CancellationToken cancel) =>
        Append(row, actor, body, kind, targetSender, subject: null, cancel);

    /// <summary>The same; the outbox is told what else it is about, and which version of that.</summary>
    public async Task<ConversationEvent> Append(
        ConversationRow row, Actor actor, EventBody body, OutboxKind? kind, Guid? targetSender, (Guid Id, int Version)? subject, CancellationToken cancel)
    {
        var key = await services.Vault.Get(DataKeyKind.Conversation, row.Id, cancel);
        var (posted, stored, owed) = NewEvent.At(row, key, actor, body, kind.GetValueOrDefault(), targetSender, subject, services.Clock.Now());
        Context.Add(stored);
        if (kind is not null) Context.Add(owed);
        appended.Add((posted, row.CareTeamId, row.PatientId));
        return posted;
    }

    public void Audit(AuditEntry entry) => Context.Add(stamp.Row(entry));

    public static AuditEntry Entry(Actor actor, AuditAction action, ConversationRow row) => new(actor, action)
    {
        Conversation = new ConversationId(row.Id),
        Patient = row.PatientId is { } patient ? new PersonId(patient) : null,
        CareTeam = new CareTeamId(row.CareTeamId),
    };

    /// <summary>Told after the commit.</summary>
    public void Tell(Nudge nudge) => nudges.Add(nudge);

    /// <summary>Lists show something of this row differently from now on.</summary>
    public void Changed(ConversationRow row) => nudges.Add(new Nudge(NudgeKind.Changed, row.Id, row.CareTeamId, row.PatientId));

    public async Task Commit(CancellationToken cancel)
    {
        await Context.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        services.Bus.Posted(appended);
        foreach (var nudge in nudges) services.Bus.Publish(nudge);
    }

    public async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync();
        await Context.DisposeAsync();
    }
}

/// <summary>What writing to conversations needs, in one hand.</summary>
internal sealed record ConversationWriting(
    IDbContextFactory<PortalDbContext> Contexts,
    ISqlDialect Dialect,
    KeyVault Vault,
    AuditWriter Audit,
    ConversationBus Bus,
    TimeProvider Clock);
