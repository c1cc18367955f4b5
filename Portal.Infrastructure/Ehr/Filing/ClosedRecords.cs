using Portal.Domain.Ehr;
using Portal.Domain.Shared;

namespace Portal.Infrastructure.Ehr.Filing;

/// <summary>
/// What a 403 means. FHIR leaves it open: this patient's record is closed to the portal, which is for a person and holds up nobody else; or the portal may not do it at all,
/// which is for an administrator, and then asking a clinician about each summary would be noise. Where a read with the same credentials is refused too, it is the second;
/// where reads are answered, the third patient in a row with nothing filed in between makes it the second. From then on it is tried at longer and longer intervals, with
/// another summary each time: the one whose record is closed does not keep the others out. Counted on this node.
/// </summary>
internal sealed class ClosedRecords(EhrKnock knock)
{
    private const int Many = 3;
    private static readonly TimeSpan Aside = TimeSpan.FromMinutes(15);
    private readonly Lock gate = new();
    private readonly HashSet<PersonId> patients = [];

    /// <summary>How the try of a summary of that patient really ended.</summary>
    public async Task<FilingEnd> Decide(FilingEnd end, PersonId patient, CancellationToken cancel)
    {
        if (end is FilingEnd.Filed) Forget();
        if (end is not FilingEnd.Forbidden(var words)) return end;
        if (await knock.Trouble(cancel) is { } trouble) return trouble;
        return AreMany(patient) ? new FilingEnd.Paused(FilingCodes.WritesNotAllowed) { Aside = Aside } : new FilingEnd.Attention(FilingCodes.Forbidden, words);
    }

    private bool AreMany(PersonId patient)
    {
        lock (gate)
        {
            if (patients.Count < Many) patients.Add(patient);
            return patients.Count >= Many;
        }
    }

    private void Forget()
    {
        lock (gate) patients.Clear();
    }
}
