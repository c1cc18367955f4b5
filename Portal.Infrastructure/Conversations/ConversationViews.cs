using Microsoft.EntityFrameworkCore;
using Portal.Domain.CareTeams;
using Portal.Domain.Conversations;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Infrastructure.CareTeams;
using Portal.Infrastructure.Identity;
using Portal.Infrastructure.Patients;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Shared.Keys;

namespace Portal.Infrastructure.Conversations;

/// <summary>
/// Conversations as one actor sees them: the scope of the actor is part of every query, markers and unread counts are the actor's own, and
/// names and topics are opened for what is left.
/// </summary>
internal sealed class ConversationViews(IDbContextFactory<PortalDbContext> contexts, GrantsReader grants, KeyVault vault, PatientDirectory directory, TimeProvider clock)
{
    /// <summary>Of the given ids, those that the actor's lists show.</summary>
    public async Task<IReadOnlyList<ConversationView>> Of(Actor actor, IReadOnlyCollection<Guid> ids, CancellationToken cancel)
    {
        await using var context = await contexts.CreateDbContextAsync(cancel);
        var scope = await Scope(context, actor, cancel);
        var lines = await Lines(context, scope.Where(row => ids.Contains(row.Id)), actor).ToListAsync(cancel);
        return await Open(context, actor, lines, cancel);
    }

    /// <summary>One that was already decided for this actor, whether or not lists show it.</summary>
    public Task<ConversationView> Admitted(Actor actor, Guid id, CancellationToken cancel) => One(actor, id, isBlind: false, cancel);

    /// <summary>The same for somebody who may change it and not read: no topic, and of the patient the id alone.</summary>
    public Task<ConversationView> Blind(Actor actor, Guid id, CancellationToken cancel) => One(actor, id, isBlind: true, cancel);

    /// <summary>
    /// Newest activity first. Pages after the first go down from where the first began; what was active since then is gone over again at
    /// the end, so that a conversation that moves up between two pages may be seen twice but is never missed.
    /// </summary>
    public async Task<Outcome<Page<ConversationView>>> List(Actor actor, ConversationFilter filter, PageRequest page, CancellationToken cancel)
    {
        if (!ListCursor.TryRead(page.Cursor, out var cursor)) return Refusal.Invalid("cursor", "is not a cursor of this list");
        await using var context = await contexts.CreateDbContextAsync(cancel);
        var scope = Filter(await Scope(context, actor, cancel), filter, actor);
        var since = cursor?.Since ?? clock.Now();
        var lines = new List<Line>();
        if (cursor is not { IsLate: true })
        {
            var rows = cursor is null ? scope : scope.Where(row => row.LastActivityAt < cursor.At || (row.LastActivityAt == cursor.At && row.Id.CompareTo(cursor.Id) < 0));
            lines = await Unread(filter, Lines(context, rows, actor)).OrderByDescending(line => line.LastActivityAt).ThenByDescending(line => line.Id).Take(page.Limit + 1).ToListAsync(cancel);
            if (lines.Count > page.Limit)
            {
                lines.RemoveAt(page.Limit);
                return new Page<ConversationView>(await Open(context, actor, lines, cancel), new ListCursor(since, IsLate: false, lines[^1].LastActivityAt, lines[^1].Id).Write());
            }
        }

        if (cursor is null) return new Page<ConversationView>(await Open(context, actor, lines, cancel), null);
        var room = page.Limit - lines.Count;
        var from = cursor.IsLate ? cursor.Id : Guid.Empty;
        var late = await Unread(filter, Lines(context, scope.Where(row => row.LastActivityAt > since && row.Id.CompareTo(from) > 0), actor)).OrderBy(line => line.Id).Take(room + 1).ToListAsync(cancel);
        var next = late.Count > room ? new ListCursor(since, IsLate: true, since, room > 0 ? late[room - 1].Id : from).Write() : null;
        lines.AddRange(late.Take(room));
        return new Page<ConversationView>(await Open(context, actor, lines, cancel), next);
    }

    /// <summary>
    /// The conversations whose content the actor may list: the panel of a clinician or coordinator and whom emergency access opens, the own ones of the patient's side, those a bot was
    /// added to, those of an integration's patients. Everybody else lists none here.
    /// </summary>
    private async Task<IQueryable<ConversationRow>> Scope(PortalDbContext context, Actor actor, CancellationToken cancel)
    {
        var rows = context.Set<ConversationRow>().AsNoTracking();
        var now = clock.GetUtcNow();
        var held = await grants.Of(actor, cancel);
        var person = actor.PersonId.Value;
        switch (actor.Kind)
        {
            case ActorKind.Practitioner when actor.Has(StaffRoles.Practitioner | StaffRoles.Coordinator):
                var (teams, opened) = (held.ActiveTeams(now).ToList(), held.OpenedPatients(actor, now).ToList());
                return opened.Count == 0
                    ? rows.Where(row => teams.Contains(row.CareTeamId))
                    : rows.Where(row => teams.Contains(row.CareTeamId) || (row.PatientId != null && opened.Contains(row.PatientId.Value)));
            case ActorKind.Patient:
                return rows.Where(row => row.PatientId == person && row.Kind == (short)ConversationKind.Patient);
            case ActorKind.RelatedPerson:
                var patient = held.Proxies.FirstOrDefault(proxy => proxy.Patient == actor.Patient?.Value && proxy.IsActive(now))?.Patient;
                return rows.Where(row => patient != null && row.PatientId == patient && row.Kind == (short)ConversationKind.Patient);
            case ActorKind.Bot:
                return rows.Where(row => context.Set<ParticipantRow>().Any(place => place.ConversationId == row.Id && place.PersonId == person && place.IsAdded));
            case ActorKind.Integration:
                var integration = actor.Integration!.Value.Value;
                return rows.Where(row => row.Kind == (short)ConversationKind.Patient && context.Set<PersonIdentifierRow>().Any(identifier => identifier.PersonId == row.PatientId
                    && context.Set<IdentifierSystemRow>().Any(system => system.System == identifier.System && system.IntegrationId == integration)));
            default:
                return rows.Where(_ => false);
        }
    }

    private static IQueryable<ConversationRow> Filter(IQueryable<ConversationRow> rows, ConversationFilter filter, Actor actor)
    {
        if (filter.Status is { } status) rows = rows.Where(row => row.Status == (short)status);
        if (filter.Kind is { } kind) rows = rows.Where(row => row.Kind == (short)kind);
        if (filter.CareTeam is { } team) rows = rows.Where(row => row.CareTeamId == team.Value);
        if (filter.Patient is { } patient) rows = rows.Where(row => row.PatientId == patient.Value);
        if (filter.Assignee is { Person: null } && !actor.IsPatientSide) rows = rows.Where(row => row.AssigneeId == null);
        if (filter.Assignee is { Person: { } assignee }) rows = rows.Where(row => row.AssigneeId == assignee.Value);
        return rows;
    }

    private static IQueryable<Line> Unread(ConversationFilter filter, IQueryable<Line> lines) => filter.UnreadOnly ? lines.Where(line => line.Posted - line.Retracted > 0) : lines;

    /// <summary>Unread are the messages of others behind the own read marker, less those of others that were taken back.</summary>
    private static IQueryable<Line> Lines(PortalDbContext context, IQueryable<ConversationRow> rows, Actor actor)
    {
        var person = actor.PersonId.Value;
        var events = context.Set<ConversationEventRow>();
        return from row in rows
               join team in context.Set<CareTeamRow>() on row.CareTeamId equals team.Id
               join place in context.Set<ParticipantRow>().Where(place => place.PersonId == person) on row.Id equals place.ConversationId into places
               from place in places.DefaultIfEmpty()
               let read = place == null ? 0 : place.Read > place.FirstVisibleSequence - 1 ? place.Read : place.FirstVisibleSequence - 1
               select new Line
               {
                   Id = row.Id,
                   Kind = row.Kind,
                   Topic = row.Topic,
                   Status = row.Status,
                   Priority = row.Priority,
                   PatientId = row.PatientId,
                   CareTeamId = row.CareTeamId,
                   CareTeamIdentifier = team.Identifier,
                   CareTeamName = team.Name,
                   CareTeamIsActive = team.IsActive,
                   AssigneeId = row.AssigneeId,
                   Head = row.HeadSequence,
                   Delivered = place == null ? 0 : place.Delivered,
                   Read = place == null ? 0 : place.Read,
                   Posted = events.Count(posted => posted.ConversationId == row.Id && posted.Type == 1 && posted.Sequence > read && posted.SenderId != person),
                   Retracted = events.Count(retracted => retracted.ConversationId == row.Id && retracted.Type == 3 && retracted.Target > read && retracted.TargetSenderId != person),
                   LastActivityAt = row.LastActivityAt,
               };
    }

    private async Task<ConversationView> One(Actor actor, Guid id, bool isBlind, CancellationToken cancel)
    {
        await using var context = await contexts.CreateDbContextAsync(cancel);
        var line = await Lines(context, context.Set<ConversationRow>().AsNoTracking().Where(row => row.Id == id), actor).SingleAsync(cancel);
        return (await Open(context, actor, [line], cancel, isBlind))[0];
    }

    private async Task<IReadOnlyList<ConversationView>> Open(PortalDbContext context, Actor actor, List<Line> lines, CancellationToken cancel, bool isBlind = false)
    {
        if (lines.Count == 0) return [];
        var keys = await vault.GetMany(DataKeyKind.Conversation, [.. lines.Select(line => line.Id)], cancel);
        var names = isBlind ? new Dictionary<Guid, ClinicalText>() : await directory.Names([.. lines.Select(line => line.PatientId).OfType<Guid>().Distinct()], cancel);
        var staff = lines.Select(line => line.AssigneeId).OfType<Guid>().Distinct().ToList();
        var assignees = staff.Count == 0 ? [] : await context.Set<StaffAccount>().AsNoTracking().Where(row => staff.Contains(row.Id)).ToDictionaryAsync(row => row.Id, row => row.DisplayName, cancel);
        var isStaffView = !actor.IsPatientSide;
        return [.. lines.Where(line => keys.ContainsKey(line.Id)).Select(line => new ConversationView(
            new ConversationId(line.Id),
            (ConversationKind)line.Kind,
            isBlind ? default : new ClinicalText(keys[line.Id].OpenText(line.Topic, TopicContext(line.Id))),
            (ConversationStatus)line.Status,
            isStaffView ? (Priority)line.Priority : null,
            line.PatientId is { } patient ? new PatientRef(new PersonId(patient), names.TryGetValue(patient, out var name) ? name : default) : null,
            new CareTeam(new CareTeamId(line.CareTeamId), line.CareTeamIdentifier, line.CareTeamName, line.CareTeamIsActive),
            isStaffView && line.AssigneeId is { } assignee ? new PersonRef(new PersonId(assignee), assignees.GetValueOrDefault(assignee, "")) : null,
            new Sequence(line.Head),
            new Sequence(line.Delivered),
            new Sequence(line.Read),
            line.Posted - line.Retracted,
            line.LastActivityAt.ToUniversalTime()))];
    }

    public static byte[] TopicContext(Guid conversation) => Context.Of("topic", conversation);

    private sealed class Line
    {
        public Guid Id { get; init; }

        public short Kind { get; init; }

        public byte[] Topic { get; init; } = [];

        public short Status { get; init; }

        public short Priority { get; init; }

        public Guid? PatientId { get; init; }

        public Guid CareTeamId { get; init; }

        public string CareTeamIdentifier { get; init; } = "";

        public string CareTeamName { get; init; } = "";

        public bool CareTeamIsActive { get; init; }

        public Guid? AssigneeId { get; init; }

        public long Head { get; init; }

        public long Delivered { get; init; }

        public long Read { get; init; }

        public int Posted { get; init; }

        public int Retracted { get; init; }

        public DateTimeOffset LastActivityAt { get; init; }
    }
}
