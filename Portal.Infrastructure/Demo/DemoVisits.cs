using Microsoft.EntityFrameworkCore;
using Portal.Domain.Identity;
using Portal.Domain.Patients;
using Portal.Domain.Shared;
using Portal.Domain.Visits;
using Portal.Infrastructure.Identity;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Visits;

namespace Portal.Infrastructure.Demo;

/// <summary>The demo's visits: what was agreed for the days to come, and one of yesterday with its record. All by the ports, at the times at which it would have been done.</summary>
internal sealed class DemoVisits(IDbContextFactory<PortalDbContext> contexts, IServiceProvider services, TimeProvider clock)
{
    private static readonly TimeSpan Quarter = TimeSpan.FromMinutes(15);

    /// <summary>The demo's staff have been in their care teams for a day.</summary>
    private static readonly TimeSpan Earliest = TimeSpan.FromHours(23);

    /// <summary>False where the conversation has visits already.</summary>
    public async Task<bool> Seed(DemoPatient patient, DemoVisit visit, CancellationToken cancel)
    {
        var conversation = new ConversationId(DemoIds.Of("conversation/" + patient.Mrn));
        await using (var context = await contexts.CreateDbContextAsync(cancel))
            if (await context.Set<VisitRow>().AnyAsync(row => row.ConversationId == conversation.Value, cancel)) return false;
        var now = clock.Now();
        var at = new DateTimeOffset((now + TimeSpan.FromHours(visit.InHours)).Ticks / Quarter.Ticks * Quarter.Ticks, TimeSpan.Zero) + Quarter;
        var past = new DemoPast(services) { Now = Booked(patient, at, now) };
        var practitioner = visit.With is { } userName ? await Staff(userName, cancel) : null;
        var booker = await Staff(visit.By, cancel);
        var booked = await past.Visits.Book(booker, new NewVisit(conversation, at, TimeSpan.FromMinutes(visit.Minutes), practitioner?.PersonId, new ClinicalText(visit.Reason)), cancel);
        if (at < now) await DemoCall.Hold(past, booked.Value, Patient(patient), practitioner!, cancel);
        else _ = booked.Value;
        return true;
    }

    /// <summary>Soon after the last word was written, and before the visit.</summary>
    private static DateTimeOffset Booked(DemoPatient patient, DateTimeOffset visit, DateTimeOffset now)
    {
        var spoken = now - TimeSpan.FromHours(patient.HoursAgo) + TimeSpan.FromMinutes(2);
        var first = now - Earliest;
        var booked = spoken > first ? spoken : first;
        return booked < visit ? booked : visit - Quarter;
    }

    private static Actor Patient(DemoPatient patient)
    {
        var id = new PersonId(DemoIds.Of("patient/" + patient.Mrn));
        return new Actor { Kind = ActorKind.Patient, PersonId = id, Patient = id, DisplayName = new HumanName(patient.Given, patient.Family).Display };
    }

    private async Task<Actor> Staff(string userName, CancellationToken cancel)
    {
        await using var context = await contexts.CreateDbContextAsync(cancel);
        var row = await context.Set<StaffAccount>().AsNoTracking().SingleAsync(one => one.Id == DemoIds.Of("staff/" + userName), cancel);
        return new Actor { Kind = ActorKind.Practitioner, PersonId = new PersonId(row.Id), DisplayName = new ClinicalText(row.DisplayName), Roles = (StaffRoles)row.Roles };
    }
}
