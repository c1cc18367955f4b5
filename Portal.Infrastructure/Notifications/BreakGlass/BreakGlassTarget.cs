using Microsoft.EntityFrameworkCore;
using Portal.Domain.Identity;
using Portal.Domain.Notifications;
using Portal.Infrastructure.Conversations;
using Portal.Infrastructure.Identity;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Shared.Outbox;

namespace Portal.Infrastructure.Notifications.BreakGlass;

/// <summary>
/// Mails at once that somebody uses emergency access: the members of the patient's care teams, their supervisors, and every auditor. A lane a person and grant, so that
/// nobody's mail waits for another's.
/// </summary>
internal sealed class BreakGlassTarget(IDbContextFactory<PortalDbContext> contexts, BreakGlassMails mails, IMailer mailer, TimeProvider clock) : IOutboxTarget
{
    public const string TargetName = "break-glass";

    public string Name => TargetName;

    public int SideBySide => 4;

    public bool Wants(OutboxKind kind) => kind == OutboxKind.BreakGlassDeclared;

    public async Task<IReadOnlyList<OwedDelivery>> Owed(IReadOnlyList<OutboxEventRow> events, CancellationToken cancel)
    {
        await using var context = await contexts.CreateDbContextAsync(cancel);
        var owed = new List<OwedDelivery>();
        foreach (var row in events)
        {
            if (row.SubjectId is not { } id || await context.Set<BreakGlassRow>().AsNoTracking().SingleOrDefaultAsync(stored => stored.Id == id, cancel) is not { } grant) continue;
            var people = await People(context, grant, clock.GetUtcNow()).ToListAsync(cancel);
            owed.AddRange(people.Select(person => new OwedDelivery(row, $"{id:N}:{person:N}") { Person = person }));
        }

        return owed;
    }

    /// <summary>Whoever reviews is led to the review, and a member of a care team to the team's own conversation, where the reason stands.</summary>
    public async Task<DeliveryResult> Deliver(OutboxDeliveryRow delivery, CancellationToken cancel)
    {
        await using var context = await contexts.CreateDbContextAsync(cancel);
        var (person, id) = (delivery.PersonId!.Value, delivery.SubjectId!.Value);
        var account = await context.Set<StaffAccount>().AsNoTracking().Where(row => row.Id == person && row.IsActive && row.Email != null)
            .Select(row => new { row.Email, row.Roles }).SingleOrDefaultAsync(cancel);
        if (account is null) return new DeliveryResult.Dropped("no-address");
        var patient = await context.Set<BreakGlassRow>().Where(row => row.Id == id).Select(row => (Guid?)row.PatientId).SingleOrDefaultAsync(cancel);
        var reviews = ((StaffRoles)account.Roles & (StaffRoles.Auditor | StaffRoles.Supervisor)) != StaffRoles.None;
        var team = reviews ? null : await TeamConversation(context, patient, person, clock.GetUtcNow(), cancel);
        if (!reviews && team is null) return new DeliveryResult.Dropped("not-theirs");
        await mailer.Send(mails.Of(account.Email!, team is { } conversation ? $"/inbox?conversation={conversation:D}" : $"/break-glass-reviews?grant={id:D}"), cancel);
        return new DeliveryResult.Done();
    }

    private static IQueryable<Guid> People(PortalDbContext context, BreakGlassRow grant, DateTimeOffset now)
    {
        var teams = context.Set<ConversationRow>().Where(row => row.PatientId == grant.PatientId).Select(row => row.CareTeamId);
        return context.Set<StaffAccount>().Where(staff => staff.IsActive && staff.Email != null && staff.Id != grant.PersonId
            && ((staff.Roles & (int)StaffRoles.Auditor) != 0
                || context.Set<MembershipRow>().Any(member => member.PersonId == staff.Id && teams.Contains(member.CareTeamId) && member.ValidFrom <= now && (member.ValidTo == null || now < member.ValidTo))
                || ((staff.Roles & (int)StaffRoles.Supervisor) != 0 && context.Set<SupervisionRow>().Any(unit => unit.PersonId == staff.Id && teams.Contains(unit.CareTeamId)))))
            .OrderBy(staff => staff.Id).Select(staff => staff.Id);
    }

    private static Task<Guid?> TeamConversation(PortalDbContext context, Guid? patient, Guid person, DateTimeOffset now, CancellationToken cancel) =>
        context.Set<ConversationRow>()
            .Where(row => row.PatientId == patient && row.Kind == (short)Domain.Conversations.ConversationKind.Team && context.Set<MembershipRow>().Any(member =>
                member.PersonId == person && member.CareTeamId == row.CareTeamId && member.ValidFrom <= now && (member.ValidTo == null || now < member.ValidTo)))
            .OrderBy(row => row.Id).Select(row => (Guid?)row.Id).FirstOrDefaultAsync(cancel);
}
