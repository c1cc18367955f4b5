using Portal.Domain.Ehr;
using Portal.Infrastructure.Ehr.Mapping;
using Portal.Infrastructure.Ehr.Profiles;

namespace Portal.Infrastructure.Ehr.Filing;

/// <summary>Whether the EHR is there and lets the portal in: a search with the portal's credentials for somebody whom nobody is.</summary>
internal sealed class EhrKnock(EhrCalls calls, PortalSystems systems)
{
    /// <summary>Null where it answers.</summary>
    public async Task<FilingEnd.Paused?> Trouble(CancellationToken cancel)
    {
        var nobody = systems.Own("probe", Guid.CreateVersion7());
        return Trouble((await calls.Find("Patient", nobody.System!, nobody.Value!, cancel)).Reply);
    }

    private static FilingEnd.Paused? Trouble(EhrReply reply) => FilingDecision.After(FilingPhase.LookUp, reply.Answer, FilingGuarantee.Conditional) switch
    {
        NextStep.Pause(var code) => new FilingEnd.Paused(code, reply.RetryAfter),
        NextStep.Again(var code) => new FilingEnd.Paused(code, reply.RetryAfter),
        NextStep.Forbidden => new FilingEnd.Paused(FilingCodes.NotAllowed, reply.RetryAfter),
        _ => null,
    };
}
