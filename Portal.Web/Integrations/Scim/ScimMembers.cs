using Portal.Domain.CareTeams;
using Portal.Domain.Shared;

namespace Portal.Web.Integrations.Scim;

/// <summary>Who joins and who leaves by the steps of one PATCH, taken one after the other: what a later one says of a person holds. Each step costs what it names.</summary>
internal sealed class ScimMembers
{
    private readonly HashSet<PersonId> join = [];
    private readonly HashSet<PersonId> leave = [];
    private HashSet<PersonId>? only;

    public void Add(IReadOnlyList<PersonId> people)
    {
        join.UnionWith(people);
        leave.ExceptWith(people);
    }

    public void Remove(IReadOnlyList<PersonId> people)
    {
        join.ExceptWith(people);
        leave.UnionWith(people);
        only?.ExceptWith(people);
    }

    public void Replace(IReadOnlyList<PersonId> people)
    {
        join.Clear();
        leave.Clear();
        join.UnionWith(people);
        only = [.. people];
    }

    public CareTeamChange Of(CareTeamChange change) => change with { Join = [.. join], Leave = [.. leave], OnlyThese = only is null ? null : [.. only] };
}
