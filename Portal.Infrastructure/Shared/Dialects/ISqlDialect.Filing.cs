using System.Data.Common;
using Portal.Infrastructure.Audit;
using Portal.Infrastructure.Conversations;
using Portal.Infrastructure.Ehr.Filing;
using Portal.Infrastructure.Shared.Outbox;
using Portal.Infrastructure.Summaries;

namespace Portal.Infrastructure.Shared.Dialects;

/// <summary>
/// What filing reads and writes of many summaries at once. Each method adds one statement to a batch, which is sent in one round trip; statements are carried out in
/// the order they were added, each with a snapshot of its own, so that what is read behind a lock is as of after it. Those that lock do so by ids in order.
/// </summary>
internal partial interface ISqlDialect
{
    /// <summary>
    /// For the rest of the transaction: plans are by whole keys, and kept. For batches whose every statement finds rows by ids; a plan that was kept from when a table
    /// was small would read all of it now.
    /// </summary>
    void KeepPlans(DbBatch batch);

    /// <summary>The same, at once.</summary>
    Task KeepPlans(DbTransaction transaction);

    /// <summary>Carries the batch out and commits, in as few round trips as the provider lets.</summary>
    Task Commit(DbBatch batch, DbTransaction transaction, CancellationToken cancel);

    /// <summary>Those of the deliveries that still wait, locked: (id, fence).</summary>
    void HoldDeliveries(DbBatch batch, IReadOnlyCollection<Guid> deliveries);

    /// <summary>What is carried by deliveries that were held.</summary>
    void WritePayloads(DbBatch batch, IReadOnlyList<(Guid Delivery, byte[] Payload)> payloads);

    /// <summary>How deliveries that were held ended. A parked one keeps what it carries, to be replayed.</summary>
    void EndDeliveries(DbBatch batch, IReadOnlyList<DeliveryEnd> ends, DateTimeOffset at);

    /// <summary>Every version of the summaries that was tried: (summary, version, status).</summary>
    void ReadFilings(DbBatch batch, IReadOnlyCollection<Guid> summaries);

    /// <summary>Adds filings, or writes what changes of those that are there.</summary>
    void WriteFilings(DbBatch batch, IReadOnlyList<FilingRow> filings);

    /// <summary>Versions before each of these that needed attention are superseded and ask nothing any more.</summary>
    void SettleFilings(DbBatch batch, IReadOnlyList<(Guid Summary, int Version)> filed);

    /// <summary>Locks conversations, and the teams' own of these patients: (id, kind, patient, care team, head, last activity). A team conversation that is not there is left out.</summary>
    void LockConversations(DbBatch batch, IReadOnlyCollection<Guid> conversations, IReadOnlyCollection<(Guid Patient, Guid CareTeam)> teams);

    /// <summary>How summaries stand: (id, version, status, revision, standing version, standing status).</summary>
    void ReadStates(DbBatch batch, IReadOnlyCollection<Guid> summaries);

    void WriteStates(DbBatch batch, IReadOnlyList<SummaryRow> summaries);

    /// <summary>Events of any kind but messages, at the heads of locked conversations.</summary>
    void AppendEvents(DbBatch batch, IReadOnlyList<ConversationEventRow> events);

    void MoveHeads(DbBatch batch, IReadOnlyList<ConversationRow> conversations);

    void WriteOutbox(DbBatch batch, IReadOnlyList<OutboxEventRow> events);

    void WriteAudits(DbBatch batch, IReadOnlyList<AuditEventRow> audits);
}
