using Portal.Domain.CareTeams.Unit;
using Portal.Domain.Conversations;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Testing.Care;
using Xunit;

namespace Portal.Infrastructure.Tests.Conversations;

public sealed class UnitTests(CareFixture care) : IClassFixture<CareFixture>, IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly IUnit unit = care.Get<IUnit>();
    private readonly IMessages messages = care.Get<IMessages>();
    private CareTeamId team;
    private Actor supervisor = null!;
    private Actor clinician = null!;

    private static UnitRange Today => new(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));

    [Fact]
    public async Task Who_waits_who_has_what_and_how_long_it_took_are_told()
    {
        var (answered, waiting) = (await Conversation(), await Conversation());
        await Write(answered.Patient, answered.Id, clinician);
        await Write(waiting.Patient, waiting.Id);
        await care.Get<IConversations>().Assign(clinician, waiting.Id, clinician.PersonId, None);
        var figures = (await unit.Figures(supervisor, team, Today, None)).Value;
        Assert.Equal((1, 2, 1), (figures.Waiting, figures.Open, figures.Unassigned));
        Assert.Single(figures.Answers);
        Assert.InRange(figures.Answers[0].Waited, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        Assert.NotNull(figures.WaitingSince);
        Assert.Equal((clinician.PersonId, 1, 1), figures.Members.Select(member => (member.Person, member.Open, member.Waiting)).Single());
        var lines = (await unit.Conversations(supervisor, team, new PageRequest(1), None)).Value;
        Assert.Equal((waiting.Id, (PersonId?)clinician.PersonId), (lines.Items[0].Id, lines.Items[0].Assignee));
        var rest = (await unit.Conversations(supervisor, team, new PageRequest(1, lines.Next), None)).Value;
        Assert.Equal((answered.Id, null, null), (rest.Items[0].Id, rest.Items[0].WaitingSince, rest.Next));
    }

    [Fact]
    public async Task What_was_closed_waits_no_more_and_what_the_team_says_among_itself_is_no_answer()
    {
        var (patient, id) = await Conversation();
        await Write(patient, id);
        var among = (await care.Get<IConversations>().Start(clinician, new NewConversation(team, ConversationKind.Team, patient.PersonId, new ClinicalText("Who takes it?"), Priority.Routine), None)).Value.Id;
        await Write(clinician, among);
        Assert.Equal(1, (await unit.Figures(supervisor, team, Today, None)).Value.Waiting);
        await care.Get<IConversations>().SetStatus(clinician, id, ConversationStatus.Closed, None);
        var figures = (await unit.Figures(supervisor, team, Today, None)).Value;
        Assert.Equal((0, 0, 0), (figures.Waiting, figures.Open, figures.Answers.Count));
    }

    [Fact]
    public async Task Coverage_tells_when_the_last_member_leaves()
    {
        Assert.Equal([1], (await unit.Figures(supervisor, team, Today, None)).Value.Coverage.Select(turn => turn.Members));
        await care.World.Leave(team, clinician.PersonId);
        var figures = (await unit.Figures(supervisor, team, Today, None)).Value;
        Assert.Empty(figures.Members);
        Assert.Equal([0], figures.Coverage.Select(turn => turn.Members));
    }

    [Fact]
    public async Task It_is_the_supervised_units_alone()
    {
        var elsewhere = await care.World.CareTeam();
        Assert.Equal([team], (await unit.CareTeams(supervisor, None)).Value.Select(one => one.Id));
        Assert.Equal(RefusalKind.Forbidden, (await unit.Figures(supervisor, elsewhere, Today, None)).Refusal?.Kind);
        Assert.Equal(RefusalKind.Forbidden, (await unit.Conversations(supervisor, elsewhere, PageRequest.First, None)).Refusal?.Kind);
        var auditor = await care.World.Staff(StaffRoles.Auditor);
        Assert.Equal(RefusalKind.Forbidden, (await unit.CareTeams(auditor, None)).Refusal?.Kind);
        Assert.Equal(RefusalKind.Forbidden, (await unit.Figures(auditor, team, Today, None)).Refusal?.Kind);

        // Roles add up, and this one adds nothing about care teams that are not supervised.
        var both = supervisor with { Roles = StaffRoles.Supervisor | StaffRoles.Administrator };
        Assert.Equal([team], (await unit.CareTeams(both, None)).Value.Select(one => one.Id));
        Assert.Equal(RefusalKind.Forbidden, (await unit.Figures(both, elsewhere, Today, None)).Refusal?.Kind);
        Assert.Equal(RefusalKind.Forbidden, (await unit.Conversations(auditor, team, PageRequest.First, None)).Refusal?.Kind);
        Assert.Equal(RefusalKind.Forbidden, (await unit.Figures(clinician, team, Today, None)).Refusal?.Kind);
    }

    [Fact]
    public async Task A_range_of_a_year_and_one_that_ends_before_it_begins_are_refused()
    {
        Assert.Equal("more-than-31-days", (await unit.Figures(supervisor, team, Today with { From = DateTimeOffset.UtcNow.AddYears(-1) }, None)).Refusal?.Reason);
        Assert.Equal(RefusalKind.Validation, (await unit.Figures(supervisor, team, new UnitRange(Today.To, Today.From), None)).Refusal?.Kind);
        Assert.Equal(RefusalKind.Validation, (await unit.Conversations(supervisor, team, new PageRequest(10, "-1"), None)).Refusal?.Kind);
    }

    public async Task InitializeAsync()
    {
        team = await care.World.CareTeam();
        supervisor = await care.World.Supervisor(team);
        clinician = await care.World.Clinician(team);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    private async Task<(Actor Patient, ConversationId Id)> Conversation()
    {
        var patient = await care.World.Patient();
        return (patient, await care.World.Conversation(patient, team));
    }

    private async Task Write(Actor from, ConversationId conversation, params Actor[] answers)
    {
        foreach (var actor in answers.Prepend(from)) Assert.True((await messages.Post(actor, conversation, CareWorld.Draft("A word."), None)).IsOk);
    }
}
