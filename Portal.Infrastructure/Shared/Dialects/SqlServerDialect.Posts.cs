using System.Data;
using System.Data.Common;
using System.Text.Json;
using Microsoft.Data.SqlClient;
using Portal.Infrastructure.Conversations;

namespace Portal.Infrastructure.Shared.Dialects;

/// <summary>Row sets travel as one JSON parameter each (OPENJSON; binary columns as base64), so that a statement's text never changes with their number.</summary>
internal sealed partial class SqlServerDialect
{
    internal const string LockConversations = """
        select id from conversations with (updlock, rowlock)
        where id in (select value from openjson(@ids) with (value uniqueidentifier '$')) order by id
        """;

    internal const string ReadPostFacts = """
        select q.[index], c.kind, c.patient_id, c.care_team_id, c.status, c.priority, c.assignee_id, c.head_sequence, c.last_activity_at,
               cast(case when exists (select 1 from care_team_memberships m where m.care_team_id = c.care_team_id and m.person_id = q.person
                       and m.valid_from <= @now and (m.valid_to is null or @now < m.valid_to)) then 1 else 0 end as bit),
               cast(case when exists (select 1 from care_team_memberships m where m.care_team_id = c.care_team_id and m.person_id = q.person and m.is_moderator = 1
                       and m.valid_from <= @now and (m.valid_to is null or @now < m.valid_to)) then 1 else 0 end as bit),
               cast(case when exists (select 1 from proxy_grants g where g.patient_id = c.patient_id and g.patient_id = q.patient and g.related_person_id = q.person
                       and g.valid_from <= @now and (g.valid_to is null or @now < g.valid_to)) then 1 else 0 end as bit),
               coalesce(p.is_added, cast(0 as bit)), e.sequence, e.at, e.fingerprint, r.sender_id, r.at, b.id
        from openjson(@lookups) with ([index] int '$.i', conversation uniqueidentifier '$.c', person uniqueidentifier '$.p', patient uniqueidentifier '$.t',
                                      client_message_id uniqueidentifier '$.m', reply_to bigint '$.r') q
        join conversations c on c.id = q.conversation
        left join conversation_participants p on p.conversation_id = c.id and p.person_id = q.person
        left join conversation_events e on e.conversation_id = c.id and e.sender_id = q.person and e.client_message_id = q.client_message_id
        left join conversation_events r on r.conversation_id = c.id and r.sequence = q.reply_to and r.type = 1
        outer apply (select top 1 g.id from break_glass_grants g where g.person_id = q.person and g.ends_at > @now and g.patient_id = c.patient_id and g.declared_at <= @now
                     and g.ended_at is null) b
        """;

    internal const string InsertEvents = """
        insert into conversation_events (conversation_id, sequence, event_id, at, type, sender_id, sender_kind, client_message_id, target, target_sender_id, fingerprint, body)
        select conversation, sequence, event, at, 1, sender, sender_kind, client_message_id, null, null, fingerprint, body
        from openjson(@events) with (conversation uniqueidentifier '$.c', sequence bigint '$.s', event uniqueidentifier '$.e', at datetimeoffset '$.a', sender uniqueidentifier '$.p',
                                     sender_kind smallint '$.k', client_message_id uniqueidentifier '$.m', fingerprint varbinary(max) '$.f', body varbinary(max) '$.b')
        """;

    internal const string UpdateHeads = """
        update c set head_sequence = n.head, last_activity_at = n.at
        from conversations c join openjson(@heads) with (conversation uniqueidentifier '$.c', head bigint '$.h', at datetimeoffset '$.a') n on c.id = n.conversation
        """;

    internal const string MoveSenders = """
        merge conversation_participants with (holdlock) as t
        using (select * from openjson(@markers) with (conversation uniqueidentifier '$.c', person uniqueidentifier '$.p', kind smallint '$.k', sequence bigint '$.s')) as n
        on t.conversation_id = n.conversation and t.person_id = n.person
        when matched then update set delivered = iif(t.delivered > n.sequence, t.delivered, n.sequence), [read] = iif(t.[read] > n.sequence, t.[read], n.sequence)
        when not matched then insert (conversation_id, person_id, kind, is_added, first_visible_sequence, delivered, [read])
             values (n.conversation, n.person, n.kind, 0, 1, n.sequence, n.sequence);
        """;

    internal const string InsertAudits = """
        insert into audit_events (id, at, actor_id, actor_kind, roles, action, outcome, patient_id, conversation_id, care_team_id, subject_id, sequence, code,
                                  integration_id, session_id, address, mac, break_glass_id)
        select * from openjson(@audits) with (id uniqueidentifier, at datetimeoffset, actor uniqueidentifier, kind smallint, roles int, action smallint, outcome smallint,
                                  patient uniqueidentifier, conversation uniqueidentifier, team uniqueidentifier, subject uniqueidentifier, sequence bigint, code nvarchar(64),
                                  integration uniqueidentifier, session uniqueidentifier, address nvarchar(64), mac varbinary(32), break_glass uniqueidentifier)
        """;

    internal const string InsertOutbox = """
        insert into outbox_events (id, at, kind, conversation_id, sequence, actor_id)
        select * from openjson(@outbox) with (id uniqueidentifier, at datetimeoffset, kind smallint, conversation uniqueidentifier, sequence bigint, actor uniqueidentifier)
        """;

    public DbBatch ReadForPosts(DbConnection connection, DbTransaction transaction, IReadOnlyList<PostLookup> lookups, DateTimeOffset now)
    {
        var batch = new SqlBatch((SqlConnection)connection, (SqlTransaction)transaction);
        Add(batch, LockConversations, ("@ids", Json(lookups.Select(lookup => lookup.Conversation).Distinct().Order())));
        var facts = Add(batch, ReadPostFacts, ("@lookups", Json(lookups.Select(lookup => new { i = lookup.Index, c = lookup.Conversation, p = lookup.Person, t = lookup.Patient, m = lookup.ClientMessageId, r = lookup.ReplyTo }))));
        facts.Parameters.Add(new SqlParameter("@now", SqlDbType.DateTimeOffset) { Value = now });
        return batch;
    }

    public async Task CommitPosts(DbConnection connection, DbTransaction transaction, PostWrites writes, CancellationToken cancel)
    {
        await using (var batch = WritePosts(connection, transaction, writes)) await batch.ExecuteNonQueryAsync(cancel);
        await transaction.CommitAsync(cancel);
    }

    /// <summary>Without the commit.</summary>
    internal static SqlBatch WritePosts(DbConnection connection, DbTransaction transaction, PostWrites writes)
    {
        var batch = new SqlBatch((SqlConnection)connection, (SqlTransaction)transaction);
        if (writes.Events.Count > 0)
        {
            Add(batch, InsertEvents, ("@events", Json(writes.Events.Select(row => new { c = row.ConversationId, s = row.Sequence, e = row.EventId, a = row.At, p = row.SenderId, k = row.SenderKind, m = row.ClientMessageId, f = row.Fingerprint, b = row.Body }))));
            Add(batch, UpdateHeads, ("@heads", Json(writes.Heads.Values.Select(head => new { c = head.Conversation, h = head.Head, a = head.At }))));
            Add(batch, MoveSenders, ("@markers", Json(writes.Markers.Select(marker => new { c = marker.Key.Conversation, p = marker.Key.Person, k = marker.Value.Kind, s = marker.Value.Sequence }))));
            Add(batch, InsertOutbox, ("@outbox", Json(writes.Outbox.Select(row => new { id = row.Id, at = row.At, kind = row.Kind, conversation = row.ConversationId, sequence = row.Sequence, actor = row.ActorId }))));
        }

        AddAudits(batch, writes.Audits);
        return batch;
    }

    private static SqlBatchCommand Add(SqlBatch batch, string sql, (string Name, string Json) rows)
    {
        var command = new SqlBatchCommand(sql);
        command.Parameters.Add(new SqlParameter(rows.Name, SqlDbType.NVarChar, -1) { Value = rows.Json });
        batch.BatchCommands.Add(command);
        return command;
    }

    private static string Json<T>(IEnumerable<T> rows) => JsonSerializer.Serialize(rows);
}
