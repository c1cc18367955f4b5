using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.CareTeams;
using Portal.Domain.Conversations;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Domain.Visits;
using Portal.Infrastructure.CareTeams;
using Portal.Infrastructure.Identity;
using Portal.Infrastructure.Patients;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Shared.Keys;

namespace Portal.Infrastructure.Visits;

/// <summary>
/// Visits as one actor sees them. Whoever calls has decided that the actor may; here names and words are opened, and place and estimate are worked out from the
/// rows as they stand.
/// </summary>
internal sealed class VisitViews(IDbContextFactory<PortalDbContext> contexts, KeyVault vault, PatientDirectory directory, VisitOptionsReader options, TimeProvider clock)
{
    /// <summary>How many past visits an estimate looks at.</summary>
    private const int PastVisits = 10;

    public async Task<VisitView?> One(Actor actor, Guid visit, CancellationToken cancel)
    {
        await using var context = await contexts.CreateDbContextAsync(cancel);
        var rows = await context.Set<VisitRow>().AsNoTracking().Where(row => row.Id == visit).ToListAsync(cancel);
        return (await Open(context, actor, rows, cancel)).SingleOrDefault();
    }

    /// <summary>In the order of the rows.</summary>
    public async Task<IReadOnlyList<VisitView>> Of(Actor actor, Func<IQueryable<VisitRow>, IQueryable<VisitRow>> which, CancellationToken cancel)
    {
        await using var context = await contexts.CreateDbContextAsync(cancel);
        return await Open(context, actor, await which(context.Set<VisitRow>().AsNoTracking()).ToListAsync(cancel), cancel);
    }

    public static byte[] BodyContext(Guid conversation, Guid visit) => Context.Of("visit", conversation, visit);

    public static VisitBody OpenBody(DataKey key, VisitRow row) =>
        JsonSerializer.Deserialize(key.Open(row.Body, BodyContext(row.ConversationId, row.Id)), VisitJson.Default.VisitBody)!;

    public static byte[] SealBody(DataKey key, VisitRow row, VisitBody body) =>
        key.Seal(JsonSerializer.SerializeToUtf8Bytes(body, VisitJson.Default.VisitBody), BodyContext(row.ConversationId, row.Id));

    private async Task<IReadOnlyList<VisitView>> Open(PortalDbContext context, Actor actor, List<VisitRow> rows, CancellationToken cancel)
    {
        if (rows.Count == 0) return [];
        var now = clock.Now();
        var keys = await vault.GetMany(DataKeyKind.Conversation, [.. rows.Select(row => row.ConversationId).Distinct()], cancel);
        var names = await directory.Names([.. rows.Select(row => row.PatientId).Distinct()], cancel);
        var teamIds = rows.Select(row => row.CareTeamId).Distinct().ToList();
        var teams = await context.Set<CareTeamRow>().AsNoTracking().Where(team => teamIds.Contains(team.Id)).ToDictionaryAsync(team => team.Id, cancel);
        var staffIds = rows.SelectMany(row => (Guid?[])[row.PractitionerId, row.CallBackDoneBy]).OfType<Guid>().Distinct().ToList();
        var staff = staffIds.Count == 0 ? [] : await context.Set<StaffAccount>().AsNoTracking().Where(row => staffIds.Contains(row.Id)).ToDictionaryAsync(row => row.Id, row => row.DisplayName, cancel);
        var queues = await Queues(context, [.. rows.Where(row => row.ToState().IsWaiting).Select(row => row.CareTeamId).Distinct()], cancel);
        return [.. rows.Where(row => keys.ContainsKey(row.ConversationId)).Select(row => View(row, OpenBody(keys[row.ConversationId], row)))];

        VisitView View(VisitRow row, VisitBody body)
        {
            var state = row.ToState();
            var team = teams[row.CareTeamId];
            var estimate = state.IsWaiting && queues.TryGetValue(row.CareTeamId, out var queue) ? WaitingQueue.Of(queue.Visits, new VisitId(row.Id), queue.Past, now) : null;
            return new VisitView(
                new VisitId(row.Id),
                new ConversationId(row.ConversationId),
                new PatientRef(new PersonId(row.PatientId), names.TryGetValue(row.PatientId, out var name) ? name : default),
                new CareTeam(new CareTeamId(team.Id), team.Identifier, team.Name, team.IsActive),
                Person(row.PractitionerId),
                state,
                new ClinicalText(body.Reason),
                body.Words is { } words ? new ClinicalText(words) : null,
                IsAway(row, state, now),
                row.CallSince is not null,
                estimate,
                actor.IsPatientSide || body.Devices is not { } found ? null : new DeviceCheck((DeviceVerdict)found[0], (DeviceVerdict)found[1], (DeviceVerdict)found[2], (NetworkVerdict)found[3]),
                row.CallBackAskedAt is { } asked ? new CallBack(new ClinicalText(body.Number ?? ""), asked.ToUniversalTime(), row.CallBackDoneAt?.ToUniversalTime(), Person(row.CallBackDoneBy)) : null,
                options.Telephone,
                row.Version);
        }

        PersonRef? Person(Guid? id) => id is { } person ? new PersonRef(new PersonId(person), staff.GetValueOrDefault(person, "")) : null;
    }

    public static bool IsAway(VisitRow row, VisitState state, DateTimeOffset now) =>
        state.IsWaiting && now - (row.LastSeenAt ?? row.CheckedInAt ?? now) > WaitingRoom.AwayAfter;

    private static async Task<Dictionary<Guid, Queue>> Queues(PortalDbContext context, Guid[] careTeams, CancellationToken cancel)
    {
        if (careTeams.Length == 0) return [];
        short[] present = [(short)WaitingState.Waiting, (short)WaitingState.ReturnedToWaiting, (short)WaitingState.Admitted, (short)WaitingState.InVisit];
        var rows = await context.Set<VisitRow>().AsNoTracking().Where(row => careTeams.Contains(row.CareTeamId) && row.EndedAt == null && present.Contains(row.Waiting)).ToListAsync(cancel);
        var queues = new Dictionary<Guid, Queue>();
        foreach (var careTeam in careTeams)
        {
            var past = await context.Set<VisitRow>().AsNoTracking()
                .Where(row => row.CareTeamId == careTeam && row.Status == (short)VisitStatus.Finished && row.StartedAt != null && row.EndedAt != null)
                .OrderByDescending(row => row.EndedAt).Take(PastVisits).Select(row => new { row.StartedAt, row.EndedAt }).ToListAsync(cancel);
            var visits = rows.Where(row => row.CareTeamId == careTeam).Select(row => new QueuedVisit(
                new VisitId(row.Id),
                row.PractitionerId is { } practitioner ? new PersonId(practitioner) : null,
                row.ScheduledFor,
                TimeSpan.FromMinutes(row.Minutes),
                row.ToState().IsAdmitted ? row.AdmittedAt ?? row.ScheduledFor : row.CheckedInAt ?? row.ScheduledFor,
                row.ToState().IsAdmitted)).ToList();
            queues[careTeam] = new Queue(visits, [.. past.Select(one => one.EndedAt!.Value - one.StartedAt!.Value)]);
        }

        return queues;
    }

    private sealed record Queue(IReadOnlyList<QueuedVisit> Visits, IReadOnlyList<TimeSpan> Past);
}
