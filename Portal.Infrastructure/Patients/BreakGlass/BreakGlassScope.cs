using Portal.Domain.Identity;
using Portal.Infrastructure.Conversations;
using Portal.Infrastructure.Identity;
using Portal.Infrastructure.Shared.Database;

namespace Portal.Infrastructure.Patients.BreakGlass;

/// <summary>Whose emergency access somebody may look over: an auditor everybody's, a supervisor that to patients who have a conversation with a care team of the unit.</summary>
internal sealed class BreakGlassScope
{
    private readonly IReadOnlyList<Guid>? unit;

    private BreakGlassScope(AccessFacts facts, IReadOnlyList<Guid>? unit)
    {
        Facts = facts;
        this.unit = unit;
    }

    /// <summary>How the actor stands to what is in it: what the policy decides by.</summary>
    public AccessFacts Facts { get; }

    public static BreakGlassScope Of(Actor actor, PersonGrants grants) =>
        AccessPolicy.Refuse(actor, CareAction.ReviewBreakGlass, AccessFacts.None) is null
            ? new(AccessFacts.None, unit: null)
            : new(AccessFacts.None with { Supervises = grants.Unit.Count > 0 }, grants.Unit);

    public IQueryable<BreakGlassRow> Of(PortalDbContext context)
    {
        var rows = context.Set<BreakGlassRow>();
        return unit is { } own
            ? rows.Where(row => context.Set<ConversationRow>().Any(conversation => conversation.PatientId == row.PatientId && own.Contains(conversation.CareTeamId)))
            : rows;
    }
}
