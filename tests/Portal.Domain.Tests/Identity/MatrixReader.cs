using Portal.Domain.Identity;

namespace Portal.Domain.Tests.Identity;

/// <summary>
/// Reads the document's letters as a person would, apart from the program: column by the actor, cell by its words, and what a refusal says.
/// </summary>
internal static class MatrixReader
{
    /// <summary>What the document says of this actor in front of this thing.</summary>
    public static Access Read(MatrixLine line, Actor actor, AccessFacts facts)
    {
        var refusal = line.Refusal == "403" || StandsToIt(actor, facts) ? Access.Forbidden : Access.Unknown;
        if (actor.IsDelegated && line.Delegate == "never") return refusal;
        return ColumnsOf(actor, facts)
            .Select(column => ReadCell(line.Cells[column], line.Scopes, actor, facts) ?? refusal)
            .Append(refusal)
            .Min();
    }

    private static bool StandsToIt(Actor actor, AccessFacts facts) => actor.Kind switch
    {
        ActorKind.System => true,
        ActorKind.Practitioner when actor.IsDelegated => facts.IsTeamMember || facts.IsOwn,
        ActorKind.Practitioner => facts.IsTeamMember || facts.IsOwn || facts.HasBreakGlass,
        _ when facts.IsTeamConversation => false,
        ActorKind.Patient => facts.IsOwn,
        ActorKind.RelatedPerson => facts.HasProxyGrant,
        _ => facts.IntegrationReaches,
    };

    private static List<string> ColumnsOf(Actor actor, AccessFacts facts)
    {
        switch (actor.Kind)
        {
            case ActorKind.Patient: return ["PT"];
            case ActorKind.RelatedPerson: return ["PX"];
            case ActorKind.Integration or ActorKind.Bot: return ["IN"];
            case ActorKind.System: return ["SY"];
        }

        var columns = new List<string>();
        if (actor.Roles.HasFlag(StaffRoles.Practitioner)) columns.Add(facts.IsTeamMember ? "CI" : "CO");
        if (actor.Roles.HasFlag(StaffRoles.Coordinator)) columns.Add("RN");
        if (actor.IsDelegated) return columns;
        if (actor.Roles.HasFlag(StaffRoles.Supervisor)) columns.Add("SU");
        if (actor.Roles.HasFlag(StaffRoles.Administrator)) columns.Add("AD");
        if (actor.Roles.HasFlag(StaffRoles.Auditor)) columns.Add("AU");
        return columns;
    }

    private static Access? ReadCell(string cell, IntegrationScopes scopes, Actor actor, AccessFacts facts)
    {
        if (facts.IsTeamConversation && (actor.IsPatientSide || actor.Kind is ActorKind.Integration or ActorKind.Bot)) return null;
        var words = cell.Split(' ');
        Access? answer = words[0] switch
        {
            "-" => null,
            "Y" => Access.Allowed,
            "o" => If(facts.IsOwn),
            "p" => If(facts.HasProxyGrant),
            "t" => If(facts.IsTeamMember),
            "B" => If(facts.HasBreakGlass && !actor.IsDelegated),
            "unit" => If(facts.Supervises),
            "m" => Access.MetadataOnly,
            "2" => facts.SecondPersonApproved ? Access.Allowed : Access.SecondPerson,
            "s" => If(HoldsOneOf(scopes, actor) && (words.Contains("any") ? actor.Kind == ActorKind.Integration : facts.IntegrationReaches)),
            _ => throw new InvalidDataException($"The document has a letter without a meaning: {cell}"),
        };
        return answer is null ? null : Qualify(string.Join(' ', words.Skip(1)), answer.Value, facts);
    }

    private static Access? Qualify(string words, Access answer, AccessFacts facts) => words switch
    {
        "" or "any" => answer,
        "author" => facts.IsAuthor ? answer : null,
        "moderator" => facts.IsModerator ? answer : null,
        "author or moderator" => facts.IsAuthor || facts.IsModerator ? answer : null,
        "shared" => facts.IsShared ? answer : null,
        "o" => facts.IsOwn ? answer : null,
        "not own" => facts.IsOwn ? null : answer,
        "m" => Access.MetadataOnly,
        "step-up" => facts.RecentlyAuthenticated ? answer : Access.StepUp,
        _ => throw new InvalidDataException($"The document has words without a meaning: {words}"),
    };

    /// <summary>A bot holds of its integration's scopes only those of conversations.</summary>
    private static bool HoldsOneOf(IntegrationScopes scopes, Actor actor) =>
        scopes == IntegrationScopes.None
        || Enum.GetValues<IntegrationScopes>().Any(one => one != IntegrationScopes.None && scopes.HasFlag(one) && actor.Scopes.HasFlag(one)
            && (actor.Kind == ActorKind.Integration || one is IntegrationScopes.ConversationsRead or IntegrationScopes.ConversationsWrite));

    private static Access? If(bool yes) => yes ? Access.Allowed : null;
}
