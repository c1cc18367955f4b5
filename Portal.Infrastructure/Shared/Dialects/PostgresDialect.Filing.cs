using System.Data.Common;
using Npgsql;
using Portal.Domain.Ehr;
using Portal.Infrastructure.Audit;
using Portal.Infrastructure.Conversations;
using Portal.Infrastructure.Ehr.Filing;
using Portal.Infrastructure.Shared.Outbox;
using Portal.Infrastructure.Summaries;

namespace Portal.Infrastructure.Shared.Dialects;

internal sealed partial class PostgresDialect
{
    private const string LockFiled = """
        select c.id, c.kind, c.patient_id, c.care_team_id, c.head_sequence, c.last_activity_at from conversations c
        where c.id = any($1::uuid[] || array(
          select t.id from unnest($2::uuid[], $3::uuid[]) as n(patient, team)
          cross join lateral (select id from conversations where kind = 2 and patient_id = n.patient and care_team_id = n.team limit 1) t))
        order by c.id for update
        """;

    private const string WriteStatesSql = """
        update summaries s
        set version = n.version, status = n.status, revision = n.revision, standing_version = n.standing_version, standing_status = n.standing_status
        from unnest($1::uuid[], $2::int[], $3::smallint[], $4::int[], $5::int[], $6::smallint[]) as n(id, version, status, revision, standing_version, standing_status)
        where s.id = n.id
        """;

    private const string WriteFilingsSql = """
        insert into filings (summary_id, version, conversation_id, delivery_id, status, question, code, words, receipt, changed_at)
        select * from unnest($1::uuid[], $2::int[], $3::uuid[], $4::uuid[], $5::smallint[], $6::smallint[], $7::text[], $8::bytea[], $9::bytea[], $10::timestamptz[])
        on conflict (summary_id, version) do update
        set status = excluded.status, question = excluded.question, code = excluded.code, words = excluded.words, receipt = excluded.receipt, changed_at = excluded.changed_at
        """;

    private const string SettleFilingsSql = """
        update filings f set status = $3, question = $4 from unnest($1::uuid[], $2::int[]) as n(summary, version)
        where f.summary_id = n.summary and f.version < n.version and f.status = $5
        """;

    private const string EndDeliveriesSql = """
        update outbox_deliveries d
        set state = n.state, ended_at = $4, last_error = n.code, payload = case when n.state = $5 then d.payload end, lease_owner = null, lease_until = null
        from unnest($1::uuid[], $2::smallint[], $3::text[]) as n(id, state, code) where d.id = n.id
        """;

    private const string AppendEventsSql = """
        insert into conversation_events (conversation_id, sequence, event_id, at, type, sender_id, sender_kind, target, target_sender_id, body)
        select * from unnest($1::uuid[], $2::bigint[], $3::uuid[], $4::timestamptz[], $5::smallint[], $6::uuid[], $7::smallint[], $8::bigint[], $9::uuid[], $10::bytea[])
        """;

    private const string WriteOutboxSql = """
        insert into outbox_events (id, at, kind, conversation_id, sequence, subject_id, subject_version, actor_id)
        select * from unnest($1::uuid[], $2::timestamptz[], $3::smallint[], $4::uuid[], $5::bigint[], $6::uuid[], $7::int[], $8::uuid[])
        """;

    void ISqlDialect.KeepPlans(DbBatch batch)
    {
        foreach (var setting in KeepPlans) Add(batch, setting);
    }

    async Task ISqlDialect.KeepPlans(DbTransaction transaction)
    {
        await using var batch = new NpgsqlBatch((NpgsqlConnection)transaction.Connection!, (NpgsqlTransaction)transaction);
        foreach (var setting in KeepPlans) Add(batch, setting);
        await batch.ExecuteNonQueryAsync();
    }

    /// <inheritdoc cref="CommitPosts"/>
    public async Task Commit(DbBatch batch, DbTransaction transaction, CancellationToken cancel)
    {
        Add(batch, "commit");
        await batch.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>The sum keeps the planner from the indexes of what waits: a plan that was kept from a short queue read all of a long one's entries (2 ms of 100,000).</summary>
    public void HoldDeliveries(DbBatch batch, IReadOnlyCollection<Guid> deliveries) =>
        Add(batch, "select id, fence from outbox_deliveries where id = any($1) and state + 0 = 0 order by id for update", deliveries.ToArray());

    public void WritePayloads(DbBatch batch, IReadOnlyList<(Guid Delivery, byte[] Payload)> payloads) => Add(
        batch,
        "update outbox_deliveries d set payload = n.payload from unnest($1::uuid[], $2::bytea[]) as n(id, payload) where d.id = n.id",
        payloads.Select(one => one.Delivery).ToArray(),
        payloads.Select(one => one.Payload).ToArray());

    public void EndDeliveries(DbBatch batch, IReadOnlyList<DeliveryEnd> ends, DateTimeOffset at) => Add(
        batch,
        EndDeliveriesSql,
        ends.Select(one => one.Delivery.Id).ToArray(),
        ends.Select(one => (short)one.State).ToArray(),
        ends.Select(one => one.Code).ToArray(),
        at,
        (short)DeliveryState.Parked);

    public void ReadFilings(DbBatch batch, IReadOnlyCollection<Guid> summaries) =>
        Add(batch, "select summary_id, version, status from filings where summary_id = any($1)", summaries.ToArray());

    public void WriteFilings(DbBatch batch, IReadOnlyList<FilingRow> filings) => Add(
        batch,
        WriteFilingsSql,
        filings.Select(row => row.SummaryId).ToArray(),
        filings.Select(row => row.Version).ToArray(),
        filings.Select(row => row.ConversationId).ToArray(),
        filings.Select(row => row.DeliveryId).ToArray(),
        filings.Select(row => row.Status).ToArray(),
        filings.Select(row => row.Question).ToArray(),
        filings.Select(row => row.Code).ToArray(),
        filings.Select(row => row.Words).ToArray(),
        filings.Select(row => row.Receipt).ToArray(),
        filings.Select(row => row.ChangedAt).ToArray());

    public void SettleFilings(DbBatch batch, IReadOnlyList<(Guid Summary, int Version)> filed) => Add(
        batch,
        SettleFilingsSql,
        filed.Select(one => one.Summary).ToArray(),
        filed.Select(one => one.Version).ToArray(),
        (short)FilingStatus.Superseded,
        (short)FilingQuestion.None,
        (short)FilingStatus.NeedsAttention);

    void ISqlDialect.LockConversations(DbBatch batch, IReadOnlyCollection<Guid> conversations, IReadOnlyCollection<(Guid Patient, Guid CareTeam)> teams) =>
        Add(batch, LockFiled, conversations.ToArray(), teams.Select(team => team.Patient).ToArray(), teams.Select(team => team.CareTeam).ToArray());

    public void ReadStates(DbBatch batch, IReadOnlyCollection<Guid> summaries) =>
        Add(batch, "select id, version, status, revision, standing_version, standing_status from summaries where id = any($1)", summaries.ToArray());

    public void WriteStates(DbBatch batch, IReadOnlyList<SummaryRow> summaries) => Add(
        batch,
        WriteStatesSql,
        summaries.Select(row => row.Id).ToArray(),
        summaries.Select(row => row.Version).ToArray(),
        summaries.Select(row => row.Status).ToArray(),
        summaries.Select(row => row.Revision).ToArray(),
        summaries.Select(row => row.StandingVersion).ToArray(),
        summaries.Select(row => row.StandingStatus).ToArray());

    public void AppendEvents(DbBatch batch, IReadOnlyList<ConversationEventRow> events) => Add(
        batch,
        AppendEventsSql,
        events.Select(row => row.ConversationId).ToArray(),
        events.Select(row => row.Sequence).ToArray(),
        events.Select(row => row.EventId).ToArray(),
        events.Select(row => row.At).ToArray(),
        events.Select(row => row.Type).ToArray(),
        events.Select(row => row.SenderId).ToArray(),
        events.Select(row => row.SenderKind).ToArray(),
        events.Select(row => row.Target).ToArray(),
        events.Select(row => row.TargetSenderId).ToArray(),
        events.Select(row => row.Body).ToArray());

    public void MoveHeads(DbBatch batch, IReadOnlyList<ConversationRow> conversations) => Add(
        batch,
        UpdateHeads,
        conversations.Select(row => row.Id).ToArray(),
        conversations.Select(row => row.HeadSequence).ToArray(),
        conversations.Select(row => row.LastActivityAt).ToArray());

    public void WriteOutbox(DbBatch batch, IReadOnlyList<OutboxEventRow> events) => Add(
        batch,
        WriteOutboxSql,
        events.Select(row => row.Id).ToArray(),
        events.Select(row => row.At).ToArray(),
        events.Select(row => row.Kind).ToArray(),
        events.Select(row => row.ConversationId).ToArray(),
        events.Select(row => row.Sequence).ToArray(),
        events.Select(row => row.SubjectId).ToArray(),
        events.Select(row => row.SubjectVersion).ToArray(),
        events.Select(row => row.ActorId).ToArray());

    public void WriteAudits(DbBatch batch, IReadOnlyList<AuditEventRow> audits) => Add(
        batch,
        InsertAudits,
        audits.Select(row => row.Id).ToArray(),
        audits.Select(row => row.At).ToArray(),
        audits.Select(row => row.ActorId).ToArray(),
        audits.Select(row => row.ActorKind).ToArray(),
        audits.Select(row => row.Roles).ToArray(),
        audits.Select(row => row.Action).ToArray(),
        audits.Select(row => row.Outcome).ToArray(),
        audits.Select(row => row.PatientId).ToArray(),
        audits.Select(row => row.ConversationId).ToArray(),
        audits.Select(row => row.CareTeamId).ToArray(),
        audits.Select(row => row.SubjectId).ToArray(),
        audits.Select(row => row.Sequence).ToArray(),
        audits.Select(row => row.Code).ToArray(),
        audits.Select(row => row.IntegrationId).ToArray(),
        audits.Select(row => row.SessionId).ToArray(),
        audits.Select(row => row.Address).ToArray(),
        audits.Select(row => row.Mac).ToArray(),
        audits.Select(row => row.BreakGlassId).ToArray());

    private static void Add(DbBatch batch, string sql, params object[] values) => Add((NpgsqlBatch)batch, sql, values);
}
