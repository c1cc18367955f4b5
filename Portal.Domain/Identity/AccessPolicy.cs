using Portal.Domain.Shared;

namespace Portal.Domain.Identity;

/// <summary>
/// The one place that decides. Pure: actor, action and facts in, access out. Infrastructure's ports call it at every read and write,
/// whoever calls them; the rows are in <see cref="AccessMatrix"/>, and <c>docs/access-matrix.csv</c> holds the same table for readers and tests.
/// </summary>
public static class AccessPolicy
{
    /// <summary>How recent a proof of identity must be for acts that need one.</summary>
    public static readonly TimeSpan StepUpWindow = TimeSpan.FromMinutes(5);

    /// <summary>What a bot's session opens of its integration's scopes: conversations that the bot was added to, and nothing else.</summary>
    private const IntegrationScopes BotScopes = IntegrationScopes.ConversationsRead | IntegrationScopes.ConversationsWrite;

    public static Access Decide(Actor actor, CareAction action, AccessFacts facts)
    {
        var row = AccessMatrix.Row(Meant(action, facts));
        var best = row.IsOpenlyRefused || MayKnow(actor, facts) ? Access.Forbidden : Access.Unknown;
        if (actor.IsDelegated && row.IsNeverDelegated) return best;
        foreach (var column in Columns(actor, facts))
            best = Better(best, Judge(actor, row.For(column), row.Scope, facts));
        return best;
    }

    /// <summary>The same as an outcome: null when allowed as it stands, else the refusal to answer with.</summary>
    public static Refusal? Refuse(Actor actor, CareAction action, AccessFacts facts) => Decide(actor, action, facts) switch
    {
        Access.Allowed => null,
        Access.MetadataOnly or Access.Forbidden => Refusal.Forbidden,
        Access.StepUp => Refusal.Reauthenticate,
        Access.SecondPerson => new Refusal(RefusalKind.Forbidden, "second-person"),
        Access.Unknown => Refusal.NotFound,
    };

    /// <summary>Reading and writing in a team conversation have rows of their own, also for a port that names the wider action.</summary>
    private static CareAction Meant(CareAction action, AccessFacts facts) => (facts.IsTeamConversation, action) switch
    {
        (true, CareAction.ReadMessages) => CareAction.ReadTeamConversation,
        (true, CareAction.SendMessage) => CareAction.WriteTeamConversation,
        _ => action,
    };

    /// <summary>
    /// Whether the thing's existence is already known to the actor. A team conversation is never known outside the staff, and nothing
    /// of another care team is known to a clinician outside it before break-glass.
    /// </summary>
    private static bool MayKnow(Actor actor, AccessFacts facts) => actor.Kind switch
    {
        ActorKind.Patient => facts.IsOwn && !facts.IsTeamConversation,
        ActorKind.RelatedPerson => facts.HasProxyGrant && !facts.IsTeamConversation,
        ActorKind.Practitioner => facts.IsTeamMember || (facts.HasBreakGlass && !actor.IsDelegated) || facts.IsOwn,
        ActorKind.Bot or ActorKind.Integration => facts.IntegrationReaches && !facts.IsTeamConversation,
        ActorKind.System => true,
    };

    private static IEnumerable<MatrixColumn> Columns(Actor actor, AccessFacts facts)
    {
        switch (actor.Kind)
        {
            case ActorKind.Patient:
                yield return MatrixColumn.Patient;
                break;
            case ActorKind.RelatedPerson:
                yield return MatrixColumn.Proxy;
                break;
            case ActorKind.Bot or ActorKind.Integration:
                yield return MatrixColumn.Integration;
                break;
            case ActorKind.System:
                yield return MatrixColumn.System;
                break;
            case ActorKind.Practitioner:
                if (actor.Has(StaffRoles.Practitioner)) yield return facts.IsTeamMember ? MatrixColumn.ClinicianInside : MatrixColumn.ClinicianOutside;
                if (actor.Has(StaffRoles.Coordinator)) yield return MatrixColumn.Coordinator;
                if (actor.IsDelegated) break; // a host's token opens the panel; the roles that look over it stay at the portal
                if (actor.Has(StaffRoles.Supervisor)) yield return MatrixColumn.Supervisor;
                if (actor.Has(StaffRoles.Administrator)) yield return MatrixColumn.Administrator;
                if (actor.Has(StaffRoles.Auditor)) yield return MatrixColumn.Auditor;
                break;
        }
    }

    private static Access? Judge(Actor actor, Cell cell, IntegrationScopes scope, AccessFacts facts)
    {
        if (facts.IsTeamConversation && actor.Kind is not (ActorKind.Practitioner or ActorKind.System)) return null;
        return cell switch
        {
            Cell.No => null,
            Cell.Yes => Access.Allowed,
            Cell.YesNotOwn => facts.IsOwn ? null : Access.Allowed,
            Cell.Own => facts.IsOwn ? Access.Allowed : null,
            Cell.OwnShared => facts.IsOwn && facts.IsShared ? Access.Allowed : null,
            Cell.Proxy => facts.HasProxyGrant ? Access.Allowed : null,
            Cell.ProxyShared => facts.HasProxyGrant && facts.IsShared ? Access.Allowed : null,
            Cell.OwnAuthor => facts.IsOwn && facts.IsAuthor ? Access.Allowed : null,
            Cell.ProxyAuthor => facts.HasProxyGrant && facts.IsAuthor ? Access.Allowed : null,
            Cell.Team => facts.IsTeamMember ? Access.Allowed : null,
            Cell.TeamAuthor => facts.IsTeamMember && facts.IsAuthor ? Access.Allowed : null,
            Cell.TeamAuthorOrModerator => facts.IsTeamMember && (facts.IsAuthor || facts.IsModerator) ? Access.Allowed : null,
            Cell.TeamModerator => facts.IsTeamMember && facts.IsModerator ? Access.Allowed : null,
            Cell.TeamStepUp => !facts.IsTeamMember ? null : facts.RecentlyAuthenticated ? Access.Allowed : Access.StepUp,
            Cell.YesStepUp => facts.RecentlyAuthenticated ? Access.Allowed : Access.StepUp,
            Cell.Unit => facts.Supervises ? Access.Allowed : null,
            Cell.UnitMetadata => facts.Supervises ? Access.MetadataOnly : null,
            Cell.BreakGlass => facts.HasBreakGlass && !actor.IsDelegated ? Access.Allowed : null,
            Cell.BreakGlassOwn => facts.HasBreakGlass && facts.IsOwn && !actor.IsDelegated ? Access.Allowed : null,
            Cell.Metadata => Access.MetadataOnly,
            Cell.Second => facts.SecondPersonApproved ? Access.Allowed : Access.SecondPerson,
            Cell.Scope => Opens(actor, scope) && facts.IntegrationReaches ? Access.Allowed : null,
            Cell.ScopeOnly => actor.Kind == ActorKind.Integration && Opens(actor, scope) ? Access.Allowed : null,
        };
    }

    /// <summary>Any one of the row's scopes opens it; a row that names none is open to every integration.</summary>
    private static bool Opens(Actor actor, IntegrationScopes any)
    {
        var held = actor.Kind == ActorKind.Bot ? actor.Scopes & BotScopes : actor.Scopes;
        return any == IntegrationScopes.None || (held & any) != IntegrationScopes.None;
    }

    /// <summary>Roles add up: the most that any of the actor's roles is given.</summary>
    private static Access Better(Access best, Access? found) => found is { } access && access < best ? access : best;
}
