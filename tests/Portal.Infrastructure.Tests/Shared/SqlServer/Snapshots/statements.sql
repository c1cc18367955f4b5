-- AppendLinks
-- @p0 NVarChar
insert into audit_links (position, audit_event_id, hash)
select position, audit_event_id, hash
from openjson(@p0) with (position bigint '$.p', audit_event_id uniqueidentifier '$.e', hash varbinary(max) '$.h')

-- Between
DECLARE @begin datetimeoffset = '1970-01-01T00:00:00.0000000+00:00';
DECLARE @end datetimeoffset = '1970-01-01T00:00:00.0000000+00:00';

SELECT [a].[id], [a].[action], [a].[actor_id], [a].[actor_kind], [a].[address], [a].[at], [a].[break_glass_id], [a].[care_team_id], [a].[code], [a].[conversation_id], [a].[integration_id], [a].[mac], [a].[outcome], [a].[patient_id], [a].[roles], [a].[sequence], [a].[session_id], [a].[subject_id]
FROM [audit_events] AS [a]
WHERE [a].[at] >= @begin AND [a].[at] < @end

-- BumpAccessVersion
update access_version set version = version + 1 where id = 1

-- Grant
grant select, insert, update, delete on schema::dbo to [portal]]runtime];deny update, delete on dbo.audit_events to [portal]]runtime];deny update, delete on dbo.audit_links to [portal]]runtime];deny update, delete on dbo.audit_checkpoints to [portal]]runtime];deny update, delete on dbo.conversation_events to [portal]]runtime];deny update, delete on dbo.visit_moments to [portal]]runtime];deny update, delete on dbo.summary_versions to [portal]]runtime];

-- HoldDeliveries
DECLARE p0 nvarchar(4000) = N'["00000000-0000-0000-0000-000000000000"]';

select * from outbox_deliveries with (updlock, rowlock) where id in (select value from openjson(@p0) with (value uniqueidentifier '$')) and state = 0


-- HoldLease
-- @p0 NVarChar
-- @p1 UniqueIdentifier
-- @p2 BigInt
select fence as [Value] from leases with (updlock, holdlock) where name = @p0 and owner = @p1 and fence = @p2


-- LeaseDeliveries
-- @p0 Int
-- @p1 NVarChar
-- @p2 DateTimeOffset
-- @p3 DateTimeOffset
-- @p4 UniqueIdentifier
-- @p5 DateTimeOffset
with due as (
  select top (@p0) d.* from outbox_deliveries d with (updlock, readpast, rowlock)
  where d.target = @p1 and d.state = 0 and d.due_at <= @p2 and (d.lease_until is null or d.lease_until <= @p3)
    and not exists (select 1 from outbox_deliveries b with (readcommittedlock)
                    where b.target = d.target and b.lane = d.lane and b.state = 0
                      and (b.position < d.position or (b.position = d.position and b.id < d.id)))
  order by d.due_at)
update due set lease_owner = @p4, lease_until = @p5, fence = fence + 1, attempts = attempts + 1
output inserted.*


-- LockConversations
-- @ids NVarChar
select id from conversations with (updlock, rowlock)
where id in (select value from openjson(@ids) with (value uniqueidentifier '$')) order by id

-- LockName
-- @p0 NVarChar
declare @result int;
exec @result = sp_getapplock @Resource = @p0, @LockMode = 'Exclusive', @LockOwner = 'Transaction', @LockTimeout = -1;
if @result < 0 throw 50000, 'The lock was not given.', 1;

-- MoveMarkers
merge conversation_participants with (holdlock) as t
using (select @conversation as conversation_id, @person as person_id) as n on t.conversation_id = n.conversation_id and t.person_id = n.person_id
when matched and (t.delivered < @delivered or t.[read] < @read) then
  update set delivered = iif(t.delivered > @delivered, t.delivered, @delivered), [read] = iif(t.[read] > @read, t.[read], @read)
when not matched then
  insert (conversation_id, person_id, kind, is_added, first_visible_sequence, delivered, [read]) values (@conversation, @person, @kind, 0, 1, @delivered, @read)
output inserted.delivered, inserted.[read], cast(1 as bit);
if @@rowcount = 0
  select delivered, [read], cast(0 as bit) from conversation_participants where conversation_id = @conversation and person_id = @person;

-- NewestFirst
DECLARE @p int = 10;
DECLARE @at datetimeoffset = '1970-01-01T00:00:00.0000000+00:00';
DECLARE @id uniqueIdentifier = '00000000-0000-7000-8000-000000000001';

SELECT TOP(@p) [a].[id], [a].[action], [a].[actor_id], [a].[actor_kind], [a].[address], [a].[at], [a].[break_glass_id], [a].[care_team_id], [a].[code], [a].[conversation_id], [a].[integration_id], [a].[mac], [a].[outcome], [a].[patient_id], [a].[roles], [a].[sequence], [a].[session_id], [a].[subject_id]
FROM [audit_events] AS [a]
WHERE [a].[at] < @at OR ([a].[at] = @at AND [a].[id] < @id)
ORDER BY [a].[at] DESC, [a].[id] DESC

-- OldestFirst
DECLARE @p int = 10;
DECLARE @end datetimeoffset = '1970-01-01T00:00:00.0000000+00:00';
DECLARE @_8__locals1_newest uniqueIdentifier = '00000000-0000-7000-8000-000000000002';
DECLARE @at datetimeoffset = '1970-01-01T00:00:00.0000000+00:00';
DECLARE @_8__locals2_id uniqueIdentifier = '00000000-0000-7000-8000-000000000001';

SELECT TOP(@p) [a].[id], [a].[action], [a].[actor_id], [a].[actor_kind], [a].[address], [a].[at], [a].[break_glass_id], [a].[care_team_id], [a].[code], [a].[conversation_id], [a].[integration_id], [a].[mac], [a].[outcome], [a].[patient_id], [a].[roles], [a].[sequence], [a].[session_id], [a].[subject_id]
FROM [audit_events] AS [a]
WHERE ([a].[at] < @end OR ([a].[at] = @end AND [a].[id] <= @_8__locals1_newest)) AND ([a].[at] > @at OR ([a].[at] = @at AND [a].[id] > @_8__locals2_id))
ORDER BY [a].[at], [a].[id]

-- TakeLease
-- @p0 NVarChar
-- @p1 UniqueIdentifier
-- @p2 Int
merge leases with (holdlock) as held
using (select @p0 as name, @p1 as owner, dateadd(millisecond, @p2, sysdatetimeoffset()) as until) as wanted
on held.name = wanted.name
when matched and (held.owner = wanted.owner or held.until <= sysdatetimeoffset()) then
  update set owner = wanted.owner, until = wanted.until, fence = held.fence + case when held.owner = wanted.owner then 0 else 1 end
when not matched then
  insert (name, owner, until, fence) values (wanted.name, wanted.owner, wanted.until, 1)
output inserted.fence as [Value];


-- Unsealed
DECLARE @begin datetimeoffset = '1970-01-01T00:00:00.0000000+00:00';

SELECT [a].[id], [a].[action], [a].[actor_id], [a].[actor_kind], [a].[address], [a].[at], [a].[break_glass_id], [a].[care_team_id], [a].[code], [a].[conversation_id], [a].[integration_id], [a].[mac], [a].[outcome], [a].[patient_id], [a].[roles], [a].[sequence], [a].[session_id], [a].[subject_id]
FROM [audit_events] AS [a]
WHERE [a].[at] >= @begin AND NOT EXISTS (
    SELECT 1
    FROM [audit_links] AS [a0]
    WHERE [a0].[audit_event_id] = [a].[id])
ORDER BY [a].[at], [a].[id]

-- WritePresence
merge person_presence with (holdlock) as t
using (select * from openjson(@active) with (person uniqueidentifier '$.p', at datetimeoffset '$.a')) as n on t.person_id = n.person
when matched and t.last_active_at < n.at then update set last_active_at = n.at
when not matched then insert (person_id, last_active_at) values (n.person, n.at);

-- ReadChain
select top (@limit) l.position, l.audit_event_id, l.hash,
       e.id, e.at, e.actor_id, e.actor_kind, e.roles, e.action, e.outcome, e.patient_id, e.conversation_id, e.care_team_id, e.subject_id, e.sequence, e.code,
       e.integration_id, e.session_id, e.address, e.break_glass_id, e.mac
from audit_links l left join audit_events e on e.id = l.audit_event_id
where l.position between @from and @to order by l.position

-- ReadForPosts
-- @ids NVarChar
select id from conversations with (updlock, rowlock)
where id in (select value from openjson(@ids) with (value uniqueidentifier '$')) order by id

-- ReadForPosts
-- @lookups NVarChar
-- @now DateTimeOffset
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

-- CommitPosts
-- @events NVarChar
insert into conversation_events (conversation_id, sequence, event_id, at, type, sender_id, sender_kind, client_message_id, target, target_sender_id, fingerprint, body)
select conversation, sequence, event, at, 1, sender, sender_kind, client_message_id, null, null, fingerprint, body
from openjson(@events) with (conversation uniqueidentifier '$.c', sequence bigint '$.s', event uniqueidentifier '$.e', at datetimeoffset '$.a', sender uniqueidentifier '$.p',
                             sender_kind smallint '$.k', client_message_id uniqueidentifier '$.m', fingerprint varbinary(max) '$.f', body varbinary(max) '$.b')

-- CommitPosts
-- @heads NVarChar
update c set head_sequence = n.head, last_activity_at = n.at
from conversations c join openjson(@heads) with (conversation uniqueidentifier '$.c', head bigint '$.h', at datetimeoffset '$.a') n on c.id = n.conversation

-- CommitPosts
-- @markers NVarChar
merge conversation_participants with (holdlock) as t
using (select * from openjson(@markers) with (conversation uniqueidentifier '$.c', person uniqueidentifier '$.p', kind smallint '$.k', sequence bigint '$.s')) as n
on t.conversation_id = n.conversation and t.person_id = n.person
when matched then update set delivered = iif(t.delivered > n.sequence, t.delivered, n.sequence), [read] = iif(t.[read] > n.sequence, t.[read], n.sequence)
when not matched then insert (conversation_id, person_id, kind, is_added, first_visible_sequence, delivered, [read])
     values (n.conversation, n.person, n.kind, 0, 1, n.sequence, n.sequence);

-- CommitPosts
-- @outbox NVarChar
insert into outbox_events (id, at, kind, conversation_id, sequence, actor_id)
select * from openjson(@outbox) with (id uniqueidentifier, at datetimeoffset, kind smallint, conversation uniqueidentifier, sequence bigint, actor uniqueidentifier)

-- CommitPosts
-- @audits NVarChar
insert into audit_events (id, at, actor_id, actor_kind, roles, action, outcome, patient_id, conversation_id, care_team_id, subject_id, sequence, code,
                          integration_id, session_id, address, mac, break_glass_id)
select * from openjson(@audits) with (id uniqueidentifier, at datetimeoffset, actor uniqueidentifier, kind smallint, roles int, action smallint, outcome smallint,
                          patient uniqueidentifier, conversation uniqueidentifier, team uniqueidentifier, subject uniqueidentifier, sequence bigint, code nvarchar(64),
                          integration uniqueidentifier, session uniqueidentifier, address nvarchar(64), mac varbinary(32), break_glass uniqueidentifier)

-- HoldDeliveries
-- @ids NVarChar
select id, fence from outbox_deliveries with (updlock, rowlock) where id in (select value from openjson(@ids) with (value uniqueidentifier '$')) and state = 0 order by id

-- WritePayloads
-- @payloads NVarChar
update d set payload = n.payload
from outbox_deliveries d join openjson(@payloads) with (id uniqueidentifier '$.i', payload varbinary(max) '$.p') n on d.id = n.id

-- EndDeliveries
-- @ends NVarChar
-- @at DateTimeOffset
-- @parked SmallInt
update d set state = n.state, ended_at = @at, last_error = n.code, payload = iif(n.state = @parked, d.payload, null), lease_owner = null, lease_until = null
from outbox_deliveries d join openjson(@ends) with (id uniqueidentifier '$.i', state smallint '$.s', code nvarchar(64) '$.c') n on d.id = n.id

-- ReadFilings
-- @ids NVarChar
select summary_id, version, status from filings where summary_id in (select value from openjson(@ids) with (value uniqueidentifier '$'))

-- WriteFilings
-- @filings NVarChar
merge filings with (holdlock) as t
using (select * from openjson(@filings) with (summary uniqueidentifier '$.s', version int '$.v', conversation uniqueidentifier '$.c', delivery uniqueidentifier '$.d', status smallint '$.a',
                                              question smallint '$.q', code nvarchar(64) '$.e', words varbinary(max) '$.w', receipt varbinary(max) '$.r', at datetimeoffset '$.t')) as n
on t.summary_id = n.summary and t.version = n.version
when matched then update set status = n.status, question = n.question, code = n.code, words = n.words, receipt = n.receipt, changed_at = n.at
when not matched then insert (summary_id, version, conversation_id, delivery_id, status, question, code, words, receipt, changed_at)
     values (n.summary, n.version, n.conversation, n.delivery, n.status, n.question, n.code, n.words, n.receipt, n.at);

-- SettleFilings
-- @filed NVarChar
-- @superseded SmallInt
-- @none SmallInt
-- @attention SmallInt
update f set status = @superseded, question = @none
from filings f join openjson(@filed) with (summary uniqueidentifier '$.s', version int '$.v') n on f.summary_id = n.summary and f.version < n.version
where f.status = @attention

-- LockConversations
-- @ids NVarChar
-- @teams NVarChar
select c.id, c.kind, c.patient_id, c.care_team_id, c.head_sequence, c.last_activity_at from conversations c with (updlock, rowlock)
where c.id in (select value from openjson(@ids) with (value uniqueidentifier '$'))
   or exists (select 1 from openjson(@teams) with (patient uniqueidentifier '$.p', team uniqueidentifier '$.t') n
              where c.kind = 2 and c.patient_id = n.patient and c.care_team_id = n.team)
order by c.id

-- ReadStates
-- @ids NVarChar
select id, version, status, revision, standing_version, standing_status from summaries where id in (select value from openjson(@ids) with (value uniqueidentifier '$'))

-- WriteStates
-- @states NVarChar
update s set version = n.version, status = n.status, revision = n.revision, standing_version = n.standing_version, standing_status = n.standing_status
from summaries s
join openjson(@states) with (id uniqueidentifier, version int, status smallint, revision int, standing_version int, standing_status smallint) n on s.id = n.id

-- AppendEvents
-- @events NVarChar
insert into conversation_events (conversation_id, sequence, event_id, at, type, sender_id, sender_kind, target, target_sender_id, body)
select * from openjson(@events) with (conversation uniqueidentifier '$.c', sequence bigint '$.s', event uniqueidentifier '$.e', at datetimeoffset '$.a', type smallint '$.t',
                                      sender uniqueidentifier '$.p', sender_kind smallint '$.k', target bigint '$.g', target_sender uniqueidentifier '$.h', body varbinary(max) '$.b')

-- MoveHeads
-- @heads NVarChar
update c set head_sequence = n.head, last_activity_at = n.at
from conversations c join openjson(@heads) with (conversation uniqueidentifier '$.c', head bigint '$.h', at datetimeoffset '$.a') n on c.id = n.conversation

-- WriteOutbox
-- @outbox NVarChar
insert into outbox_events (id, at, kind, conversation_id, sequence, subject_id, subject_version, actor_id)
select * from openjson(@outbox) with (id uniqueidentifier, at datetimeoffset, kind smallint, conversation uniqueidentifier, sequence bigint, subject uniqueidentifier, version int, actor uniqueidentifier)

-- WriteAudits
-- @audits NVarChar
insert into audit_events (id, at, actor_id, actor_kind, roles, action, outcome, patient_id, conversation_id, care_team_id, subject_id, sequence, code,
                          integration_id, session_id, address, mac, break_glass_id)
select * from openjson(@audits) with (id uniqueidentifier, at datetimeoffset, actor uniqueidentifier, kind smallint, roles int, action smallint, outcome smallint,
                          patient uniqueidentifier, conversation uniqueidentifier, team uniqueidentifier, subject uniqueidentifier, sequence bigint, code nvarchar(64),
                          integration uniqueidentifier, session uniqueidentifier, address nvarchar(64), mac varbinary(32), break_glass uniqueidentifier)
