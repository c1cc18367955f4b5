using System.Data;
using System.Data.Common;
using Microsoft.Data.SqlClient;
using Portal.Domain.Ehr;
using Portal.Infrastructure.Audit;
using Portal.Infrastructure.Conversations;
using Portal.Infrastructure.Ehr.Filing;
using Portal.Infrastructure.Shared.Outbox;
using Portal.Infrastructure.Summaries;

namespace Portal.Infrastructure.Shared.Dialects;

internal sealed partial class SqlServerDialect
{
    private const string Ids = "(select value from openjson(@ids) with (value uniqueidentifier '$'))";

    private const string LockFiled = $"""
        select c.id, c.kind, c.patient_id, c.care_team_id, c.head_sequence, c.last_activity_at from conversations c with (updlock, rowlock)
        where c.id in {Ids}
           or exists (select 1 from openjson(@teams) with (patient uniqueidentifier '$.p', team uniqueidentifier '$.t') n
                      where c.kind = 2 and c.patient_id = n.patient and c.care_team_id = n.team)
        order by c.id
        """;

    private const string WriteStatesSql = """
        update s set version = n.version, status = n.status, revision = n.revision, standing_version = n.standing_version, standing_status = n.standing_status
        from summaries s
        join openjson(@states) with (id uniqueidentifier, version int, status smallint, revision int, standing_version int, standing_status smallint) n on s.id = n.id
        """;

    private const string WriteFilingsSql = """
        merge filings with (holdlock) as t
        using (select * from openjson(@filings) with (summary uniqueidentifier '$.s', version int '$.v', conversation uniqueidentifier '$.c', delivery uniqueidentifier '$.d', status smallint '$.a',
                                                      question smallint '$.q', code nvarchar(64) '$.e', words varbinary(max) '$.w', receipt varbinary(max) '$.r', at datetimeoffset '$.t')) as n
        on t.summary_id = n.summary and t.version = n.version
        when matched then update set status = n.status, question = n.question, code = n.code, words = n.words, receipt = n.receipt, changed_at = n.at
        when not matched then insert (summary_id, version, conversation_id, delivery_id, status, question, code, words, receipt, changed_at)
             values (n.summary, n.version, n.conversation, n.delivery, n.status, n.question, n.code, n.words, n.receipt, n.at);
        """;

    private const string SettleFilingsSql = """
        update f set status = @superseded, question = @none
        from filings f join openjson(@filed) with (summary uniqueidentifier '$.s', version int '$.v') n on f.summary_id = n.summary and f.version < n.version
        where f.status = @attention
        """;

    private const string WritePayloadsSql = """
        update d set payload = n.payload
        from outbox_deliveries d join openjson(@payloads) with (id uniqueidentifier '$.i', payload varbinary(max) '$.p') n on d.id = n.id
        """;

    private const string EndDeliveriesSql = """
        update d set state = n.state, ended_at = @at, last_error = n.code, payload = iif(n.state = @parked, d.payload, null), lease_owner = null, lease_until = null
        from outbox_deliveries d join openjson(@ends) with (id uniqueidentifier '$.i', state smallint '$.s', code nvarchar(64) '$.c') n on d.id = n.id
        """;

    private const string AppendEventsSql = """
        insert into conversation_events (conversation_id, sequence, event_id, at, type, sender_id, sender_kind, target, target_sender_id, body)
        select * from openjson(@events) with (conversation uniqueidentifier '$.c', sequence bigint '$.s', event uniqueidentifier '$.e', at datetimeoffset '$.a', type smallint '$.t',
                                              sender uniqueidentifier '$.p', sender_kind smallint '$.k', target bigint '$.g', target_sender uniqueidentifier '$.h', body varbinary(max) '$.b')
        """;

    private const string WriteOutboxSql = """
        insert into outbox_events (id, at, kind, conversation_id, sequence, subject_id, subject_version, actor_id)
        select * from openjson(@outbox) with (id uniqueidentifier, at datetimeoffset, kind smallint, conversation uniqueidentifier, sequence bigint, subject uniqueidentifier, version int, actor uniqueidentifier)
        """;

    /// <summary>Its plans follow the statistics by themselves.</summary>
    public void KeepPlans(DbBatch batch)
    {
    }

    public Task KeepPlans(DbTransaction transaction) => Task.CompletedTask;

    public async Task Commit(DbBatch batch, DbTransaction transaction, CancellationToken cancel)
    {
        await batch.ExecuteNonQueryAsync(cancel);
        await transaction.CommitAsync(cancel);
    }

    public void HoldDeliveries(DbBatch batch, IReadOnlyCollection<Guid> deliveries) =>
        Add(batch, $"select id, fence from outbox_deliveries with (updlock, rowlock) where id in {Ids} and state = 0 order by id", ("@ids", Json(deliveries.Order())));

    public void WritePayloads(DbBatch batch, IReadOnlyList<(Guid Delivery, byte[] Payload)> payloads) =>
        Add(batch, WritePayloadsSql, ("@payloads", Json(payloads.Select(one => new { i = one.Delivery, p = one.Payload }))));

    public void EndDeliveries(DbBatch batch, IReadOnlyList<DeliveryEnd> ends, DateTimeOffset at)
    {
        var command = Add(batch, EndDeliveriesSql, ("@ends", Json(ends.Select(one => new { i = one.Delivery.Id, s = (short)one.State, c = one.Code }))));
        command.Parameters.Add(new SqlParameter("@at", SqlDbType.DateTimeOffset) { Value = at });
        command.Parameters.Add(Of("@parked", (short)DeliveryState.Parked));
    }

    public void ReadFilings(DbBatch batch, IReadOnlyCollection<Guid> summaries) =>
        Add(batch, $"select summary_id, version, status from filings where summary_id in {Ids}", ("@ids", Json(summaries)));

    public void WriteFilings(DbBatch batch, IReadOnlyList<FilingRow> filings) => Add(
        batch,
        WriteFilingsSql,
        ("@filings", Json(filings.Select(row => new
        {
            s = row.SummaryId,
            v = row.Version,
            c = row.ConversationId,
            d = row.DeliveryId,
            a = row.Status,
            q = row.Question,
            e = row.Code,
            w = row.Words,
            r = row.Receipt,
            t = row.ChangedAt,
        }))));

    public void SettleFilings(DbBatch batch, IReadOnlyList<(Guid Summary, int Version)> filed)
    {
        var command = Add(batch, SettleFilingsSql, ("@filed", Json(filed.Select(one => new { s = one.Summary, v = one.Version }))));
        command.Parameters.Add(Of("@superseded", (short)FilingStatus.Superseded));
        command.Parameters.Add(Of("@none", (short)FilingQuestion.None));
        command.Parameters.Add(Of("@attention", (short)FilingStatus.NeedsAttention));
    }

    void ISqlDialect.LockConversations(DbBatch batch, IReadOnlyCollection<Guid> conversations, IReadOnlyCollection<(Guid Patient, Guid CareTeam)> teams)
    {
        var command = Add(batch, LockFiled, ("@ids", Json(conversations.Order())));
        command.Parameters.Add(new SqlParameter("@teams", SqlDbType.NVarChar, -1) { Value = Json(teams.Select(team => new { p = team.Patient, t = team.CareTeam })) });
    }

    public void ReadStates(DbBatch batch, IReadOnlyCollection<Guid> summaries) =>
        Add(batch, $"select id, version, status, revision, standing_version, standing_status from summaries where id in {Ids}", ("@ids", Json(summaries)));

    public void WriteStates(DbBatch batch, IReadOnlyList<SummaryRow> summaries) => Add(
        batch,
        WriteStatesSql,
        ("@states", Json(summaries.Select(row => new
        {
            id = row.Id,
            version = row.Version,
            status = row.Status,
            revision = row.Revision,
            standing_version = row.StandingVersion,
            standing_status = row.StandingStatus,
        }))));

    public void AppendEvents(DbBatch batch, IReadOnlyList<ConversationEventRow> events) => Add(
        batch,
        AppendEventsSql,
        ("@events", Json(events.Select(row => new
        {
            c = row.ConversationId,
            s = row.Sequence,
            e = row.EventId,
            a = row.At,
            t = row.Type,
            p = row.SenderId,
            k = row.SenderKind,
            g = row.Target,
            h = row.TargetSenderId,
            b = row.Body,
        }))));

    public void MoveHeads(DbBatch batch, IReadOnlyList<ConversationRow> conversations) =>
        Add(batch, UpdateHeads, ("@heads", Json(conversations.Select(row => new { c = row.Id, h = row.HeadSequence, a = row.LastActivityAt }))));

    public void WriteOutbox(DbBatch batch, IReadOnlyList<OutboxEventRow> events) => Add(
        batch,
        WriteOutboxSql,
        ("@outbox", Json(events.Select(row => new
        {
            id = row.Id,
            at = row.At,
            kind = row.Kind,
            conversation = row.ConversationId,
            sequence = row.Sequence,
            subject = row.SubjectId,
            version = row.SubjectVersion,
            actor = row.ActorId,
        }))));

    public void WriteAudits(DbBatch batch, IReadOnlyList<AuditEventRow> audits) => AddAudits((SqlBatch)batch, audits);

    private static void AddAudits(SqlBatch batch, IReadOnlyList<AuditEventRow> audits) => Add(
        batch,
        InsertAudits,
        ("@audits", Json(audits.Select(row => new
        {
            id = row.Id,
            at = row.At,
            actor = row.ActorId,
            kind = row.ActorKind,
            roles = row.Roles,
            action = row.Action,
            outcome = row.Outcome,
            patient = row.PatientId,
            conversation = row.ConversationId,
            team = row.CareTeamId,
            subject = row.SubjectId,
            sequence = row.Sequence,
            code = row.Code,
            integration = row.IntegrationId,
            session = row.SessionId,
            address = row.Address,
            mac = row.Mac,
            break_glass = row.BreakGlassId,
        }))));

    private static SqlParameter Of(string name, short value) => new(name, SqlDbType.SmallInt) { Value = value };

    private static SqlBatchCommand Add(DbBatch batch, string sql, (string Name, string Json) rows) => Add((SqlBatch)batch, sql, rows);
}
