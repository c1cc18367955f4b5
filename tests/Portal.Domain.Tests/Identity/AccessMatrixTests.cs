using System.Reflection;
using Portal.Domain.Identity;
using Portal.Domain.Tests.Shared;

namespace Portal.Domain.Tests.Identity;

public class AccessMatrixTests
{
    private const IntegrationScopes AllScopes = (IntegrationScopes)255;

    private static readonly StaffRoles[] SingleRoles =
        [StaffRoles.None, StaffRoles.Practitioner, StaffRoles.Coordinator, StaffRoles.Supervisor, StaffRoles.Administrator, StaffRoles.Auditor];

    private static readonly StaffRoles[] AllRoleSets = Enumerable.Range(0, 32).Select(bits => (StaffRoles)bits).ToArray();

    public static TheoryData<string> Actions => new(MatrixDocument.Lines.Select(line => line.Action));

    [Trait("ASVS", "8.1.1")]
    [Trait("ASVS", "8.1.2")]
    [Fact]
    public void Every_action_has_exactly_one_line_and_every_line_is_an_action() =>
        Assert.Equal(Enum.GetNames<CareAction>().Order(StringComparer.Ordinal), MatrixDocument.Lines.Select(line => line.Action).Order(StringComparer.Ordinal));

    [Fact]
    public void The_walk_knows_every_fact_and_every_scope_that_there_is()
    {
        Assert.Equal(typeof(AccessFacts).GetProperties(BindingFlags.Public | BindingFlags.Instance).Length, Standing.KnownFacts);
        Assert.Equal(AllScopes, Enum.GetValues<IntegrationScopes>().Aggregate((all, one) => all | one));
        Assert.Equal((StaffRoles)31, Enum.GetValues<StaffRoles>().Aggregate((all, one) => all | one));
        Assert.Equal(6, Enum.GetValues<ActorKind>().Length);
    }

    [Theory]
    [MemberData(nameof(Actions))]
    public void The_policy_answers_as_the_document_says_for_every_actor_and_everything_that_can_be_known(string action)
    {
        var named = Enum.Parse<CareAction>(action);
        var differences = (
            from actor in EveryActor(MatrixDocument.LineOf(action).Scopes)
            from facts in Standing.Every
            let wanted = MatrixReader.Read(MatrixDocument.LineOf(action, facts.IsTeamConversation), actor, facts)
            let got = AccessPolicy.Decide(actor, named, facts)
            where wanted != got
            select $"{actor.Kind} {actor.Roles} {actor.Scopes} delegated={actor.IsDelegated} {facts}: document {wanted}, policy {got}").Take(3);
        Assert.Empty(differences);
    }

    [Theory]
    [MemberData(nameof(Actions))]
    public void Roles_add_up_to_the_most_that_one_of_them_is_given(string action)
    {
        var line = MatrixDocument.LineOf(action);
        var named = Enum.Parse<CareAction>(action);
        var differences = (
            from roles in AllRoleSets
            from delegated in new[] { false, true }
            from standing in Standing.Named
            let actor = Someone.Staff(roles) with { IsDelegated = delegated }
            let most = SingleRoles.Where(one => roles.HasFlag(one)).Min(one => AccessPolicy.Decide(actor with { Roles = one }, named, standing.Value))
            let together = AccessPolicy.Decide(actor, named, standing.Value)
            where together != most || together != MatrixReader.Read(line, actor, standing.Value)
            select $"{roles} delegated={delegated} {standing.Key}: most of one {most}, together {together}").Take(3);
        Assert.Empty(differences);
    }

    [Fact]
    public void The_document_and_the_reader_can_differ_from_the_policy_and_the_walk_would_see_it()
    {
        var line = MatrixDocument.LineOf(nameof(CareAction.ReadMessages));
        var forged = line with { Cells = line.Cells.ToDictionary(cell => cell.Key, cell => cell.Key == "AD" ? "m" : cell.Value) };
        var administrator = Someone.Staff(StaffRoles.Administrator);
        Assert.NotEqual(MatrixReader.Read(forged, administrator, AccessFacts.None), AccessPolicy.Decide(administrator, CareAction.ReadMessages, AccessFacts.None));
    }

    private static IEnumerable<Actor> EveryActor(IntegrationScopes needed) =>
    [
        Someone.Patient(),
        Someone.RelatedPerson(),
        Actor.System,
        .. SingleRoles.Select(Someone.Staff),
        .. SingleRoles.Select(Someone.Delegated),
        .. new[] { IntegrationScopes.None, needed, AllScopes & ~needed, AllScopes }.SelectMany(scopes => new[] { Someone.Integration(scopes), Someone.Bot(scopes) }),
    ];
}
