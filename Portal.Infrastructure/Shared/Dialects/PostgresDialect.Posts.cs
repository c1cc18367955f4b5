using System.Data.Common;
using Npgsql;
using Portal.Infrastructure.Conversations;

namespace Portal.Infrastructure.Shared.Dialects;

internal sealed partial class PostgresDialect
{
    /// <summary>
    /// For the transaction: every statement of a post finds rows by whole keys from a handful of ids, so one plan by indexes is right for all of them,
    /// and planning anew each time cost more than the reading. The plan must also be right when it was made while the tables were small: hence no scans, and
    /// lookups as laterals with a limit, which are never made joins over part of a key. These statements have no result set.
    /// </summary>
    private static readonly string[] KeepPlans = ["set local plan_cache_mode = force_generic_plan", "set local enable_seqscan = off"];

    private const string LockConversations = "select id from conversations where id = any($1) order by id for update";

    private const string ReadPostFacts = """
        select q.index, c.kind, c.patient_id, c.care_team_id, c.status, c.priority, c.assignee_id, c.head_sequence, c.last_activity_at,
               m.is_member, m.is_moderator,
               exists (select 1 from proxy_grants g where g.patient_id = c.patient_id and g.patient_id = q.patient and g.related_person_id = q.person
                       and g.valid_from <= $7 and (g.valid_to is null or $7 < g.valid_to)),
               coalesce(p.is_added, false), e.sequence, e.at, e.fingerprint, r.sender_id, r.at, b.id
        from unnest($1::int[], $2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::bigint[]) as q(index, conversation, person, patient, client_message_id, reply_to)
        cross join lateral (select * from conversations where id = q.conversation limit 1) c
        cross join lateral (select count(*) > 0 as is_member, coalesce(bool_or(is_moderator), false) as is_moderator from care_team_memberships
                            where care_team_id = c.care_team_id and person_id = q.person and valid_from <= $7 and (valid_to is null or $7 < valid_to)) m
        left join lateral (select is_added from conversation_participants where conversation_id = q.conversation and person_id = q.person limit 1) p on true
        left join lateral (select sequence, at, fingerprint from conversation_events
                           where conversation_id = q.conversation and sender_id = q.person and client_message_id = q.client_message_id limit 1) e on true
        left join lateral (select sender_id, at from conversation_events
                           where conversation_id = q.conversation and sequence = q.reply_to and type = 1 limit 1) r on true
        left join lateral (select id from break_glass_grants where person_id = q.person and ends_at > $7 and patient_id = c.patient_id and declared_at <= $7
                           and ended_at is null limit 1) b on true
        """;

    private const string InsertEvents = """
        insert into conversation_events (conversation_id, sequence, event_id, at, type, sender_id, sender_kind, client_message_id, target, target_sender_id, fingerprint, body)
        select conversation, sequence, event, at, 1, sender, sender_kind, client_message_id, null, null, fingerprint, body
        from unnest($1::uuid[], $2::bigint[], $3::uuid[], $4::timestamptz[], $5::uuid[], $6::smallint[], $7::uuid[], $8::bytea[], $9::bytea[])
          as n(conversation, sequence, event, at, sender, sender_kind, client_message_id, fingerprint, body)
        """;

    private const string UpdateHeads = """
        update conversations c set head_sequence = n.head, last_activity_at = n.at
        from unnest($1::uuid[], $2::bigint[], $3::timestamptz[]) as n(conversation, head, at) where c.id = n.conversation
        """;

    private const string MoveSenders = """
        insert into conversation_participants (conversation_id, person_id, kind, is_added, first_visible_sequence, delivered, read)
        select conversation, person, kind, false, 1, sequence, sequence
        from unnest($1::uuid[], $2::uuid[], $3::smallint[], $4::bigint[]) as n(conversation, person, kind, sequence)
        on conflict (conversation_id, person_id) do update
        set delivered = greatest(conversation_participants.delivered, excluded.delivered), read = greatest(conversation_participants.read, excluded.read)
        """;

    private const string InsertAudits = """
        insert into audit_events (id, at, actor_id, actor_kind, roles, action, outcome, patient_id, conversation_id, care_team_id, subject_id, sequence, code,
                                  integration_id, session_id, address, mac, break_glass_id)
        select * from unnest($1::uuid[], $2::timestamptz[], $3::uuid[], $4::smallint[], $5::int[], $6::smallint[], $7::smallint[], $8::uuid[], $9::uuid[], $10::uuid[],
                             $11::uuid[], $12::bigint[], $13::text[], $14::uuid[], $15::uuid[], $16::text[], $17::bytea[], $18::uuid[])
        """;

    private const string InsertOutbox = """
        insert into outbox_events (id, at, kind, conversation_id, sequence, actor_id)
        select * from unnest($1::uuid[], $2::timestamptz[], $3::smallint[], $4::uuid[], $5::bigint[], $6::uuid[])
        """;

    public DbBatch ReadForPosts(DbConnection connection, DbTransaction transaction, IReadOnlyList<PostLookup> lookups, DateTimeOffset now)
    {
        var batch = new NpgsqlBatch((NpgsqlConnection)connection, (NpgsqlTransaction)transaction);
        foreach (var setting in KeepPlans) Add(batch, setting);
        Add(batch, LockConversations, lookups.Select(lookup => lookup.Conversation).Distinct().Order().ToArray());
        Add(
            batch,
            ReadPostFacts,
            lookups.Select(lookup => lookup.Index).ToArray(),
            lookups.Select(lookup => lookup.Conversation).ToArray(),
            lookups.Select(lookup => lookup.Person).ToArray(),
            lookups.Select(lookup => lookup.Patient).ToArray(),
            lookups.Select(lookup => lookup.ClientMessageId).ToArray(),
            lookups.Select(lookup => lookup.ReplyTo).ToArray(),
            now);
        return batch;
    }

    /// <summary>
    /// The commit goes with the writes: after an error the server skips whatever else was sent before it asks again (protocol 3, "Extended Query"), so it is
    /// reached only when all were written.
    /// </summary>
    public async Task CommitPosts(DbConnection connection, DbTransaction transaction, PostWrites writes, CancellationToken cancel)
    {
        await using var batch = Writing(connection, transaction, writes);
        Add(batch, "commit");
        await batch.ExecuteNonQueryAsync(cancel);
    }

    private NpgsqlBatch Writing(DbConnection connection, DbTransaction transaction, PostWrites writes)
    {
        var batch = new NpgsqlBatch((NpgsqlConnection)connection, (NpgsqlTransaction)transaction);
        if (writes.Events.Count > 0)
        {
            var events = writes.Events;
            Add(
                batch,
                InsertEvents,
                events.Select(row => row.ConversationId).ToArray(),
                events.Select(row => row.Sequence).ToArray(),
                events.Select(row => row.EventId).ToArray(),
                events.Select(row => row.At).ToArray(),
                events.Select(row => row.SenderId).ToArray(),
                events.Select(row => row.SenderKind).ToArray(),
                events.Select(row => row.ClientMessageId).ToArray(),
                events.Select(row => row.Fingerprint!).ToArray(),
                events.Select(row => row.Body).ToArray());
            var heads = writes.Heads.Values;
            Add(batch, UpdateHeads, heads.Select(head => head.Conversation).ToArray(), heads.Select(head => head.Head).ToArray(), heads.Select(head => head.At).ToArray());
            var markers = writes.Markers;
            Add(
                batch,
                MoveSenders,
                markers.Select(marker => marker.Key.Conversation).ToArray(),
                markers.Select(marker => marker.Key.Person).ToArray(),
                markers.Select(marker => marker.Value.Kind).ToArray(),
                markers.Select(marker => marker.Value.Sequence).ToArray());
            var outbox = writes.Outbox;
            Add(
                batch,
                InsertOutbox,
                outbox.Select(row => row.Id).ToArray(),
                outbox.Select(row => row.At).ToArray(),
                outbox.Select(row => row.Kind).ToArray(),
                outbox.Select(row => row.ConversationId).ToArray(),
                outbox.Select(row => row.Sequence).ToArray(),
                outbox.Select(row => row.ActorId).ToArray());
        }

        WriteAudits(batch, writes.Audits);
        return batch;
    }

    private static void Add(NpgsqlBatch batch, string sql, params object[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values) command.Parameters.Add(new NpgsqlParameter { Value = value });
        batch.BatchCommands.Add(command);
    }
}
