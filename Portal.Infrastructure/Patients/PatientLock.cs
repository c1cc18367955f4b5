using Microsoft.EntityFrameworkCore;
using Portal.Infrastructure.Shared.Database;

namespace Portal.Infrastructure.Patients;

internal static class PatientLock
{
    /// <summary>
    /// Locks the patient's row until the caller's transaction ends: what is decided about the patient from here on is decided one after the other. False
    /// where there is no such patient.
    /// </summary>
    public static async Task<bool> HoldPatient(this PortalDbContext context, Guid patient, CancellationToken cancel) =>
        await context.Set<PatientRow>().Where(row => row.Id == patient).ExecuteUpdateAsync(set => set.SetProperty(row => row.CreatedAt, row => row.CreatedAt), cancel) == 1;
}
