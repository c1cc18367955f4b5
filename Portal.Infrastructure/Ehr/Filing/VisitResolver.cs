using System.Text.Json;
using Microsoft.Extensions.Options;
using Portal.Domain.Ehr;
using Portal.Domain.Summaries;
using Portal.Infrastructure.Ehr.Fhir.DataTypes;
using Portal.Infrastructure.Ehr.Mapping;
using Portal.Infrastructure.Ehr.Profiles;

namespace Portal.Infrastructure.Ehr.Filing;

/// <summary>
/// Finds what a summary belongs to in the EHR: the encounter and the appointment of its visit, by the identifier that an integration gave them there; many EHRs know
/// nothing of it, and then it is left out. Where the EHR takes notes of encounters only, one is needed, and a conversation without a visit has one too: that which
/// bears the conversation's identifier.
/// </summary>
internal sealed class VisitResolver(EhrCalls calls, PortalSystems systems, IOptions<EhrOptions> options)
{
    private static readonly string[] NoVisits = ["cancelled", "entered-in-error"];

    /// <summary>The encounter, nothing, or why it cannot be filed without one.</summary>
    /// <param name="summary">What was signed.</param>
    /// <param name="profile">Whether it is needed.</param>
    /// <param name="patient">As resolved, <c>Patient/1</c>: a note is never put into another patient's encounter, whatever that one bears.</param>
    /// <param name="cancel">Nothing is written here.</param>
    public async Task<(Reference? Encounter, FilingEnd? End)> Encounter(ApprovedSummary summary, EhrProfile profile, string patient, CancellationToken cancel)
    {
        if (EncounterIdentifier(summary, profile) is not { } identifier) return default;
        var (found, end) = await Find("Encounter", identifier, cancel);
        var ids = found.Where(one => !KeptResource.IsOfAnother(one, patient) && !NoVisits.Contains(KeptResource.StatusOf(one), StringComparer.Ordinal)).Select(KeptResource.IdOf).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        if (end is not null && (profile.NeedsEncounter || !IsRefused(end))) return (null, end);
        return ids.Count switch
        {
            1 => (EhrReferences.Literal("Encounter", ids[0]), null),
            _ when !profile.NeedsEncounter => default,
            0 => (null, new FilingEnd.Attention(FilingCodes.EncounterNotInEhr)),
            _ => (null, new FilingEnd.Attention(FilingCodes.EncounterAmbiguous)),
        };
    }

    /// <summary>The appointment, or nothing; the end where the EHR is away.</summary>
    public async Task<(Reference? Appointment, FilingEnd? End)> Appointment(ApprovedSummary summary, EhrProfile profile, CancellationToken cancel)
    {
        if (summary.Visit is not { } visit || profile.Shape != FilingShape.Communication) return default;
        var (found, end) = await Find("Appointment", systems.Visit(visit), cancel);
        if (end is not null && !IsRefused(end)) return (null, end);
        var ids = found.Select(KeptResource.IdOf).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        return (ids.Count == 1 ? EhrReferences.Literal("Appointment", ids[0]) : null, null);
    }

    private Identifier? EncounterIdentifier(ApprovedSummary summary, EhrProfile profile)
    {
        var own = summary.Visit is { } visit ? systems.Visit(visit) : profile.NeedsEncounter ? systems.Conversation(summary.Conversation) : null;
        return own is null || options.Value.EncounterSystem.Length == 0 ? own : own with { System = options.Value.EncounterSystem };
    }

    private async Task<(IReadOnlyList<JsonElement> Found, FilingEnd? End)> Find(string type, Identifier identifier, CancellationToken cancel)
    {
        var found = await calls.Find(type, identifier.System!, identifier.Value!, cancel);
        var end = FilingEnd.Of(FilingDecision.After(FilingPhase.LookUp, found.Reply.Answer, FilingGuarantee.Conditional), found.Reply);
        return ([.. found.Hits.Where(one => KeptResource.Carries(one, identifier.System!, identifier.Value!))], end);
    }

    /// <summary>What is good to have is done without where the server does not let it be asked for.</summary>
    public static bool IsRefused(FilingEnd? end) => end is FilingEnd.Attention or FilingEnd.Forbidden or FilingEnd.Paused { Code: FilingCodes.ScopeTooSmall };
}
