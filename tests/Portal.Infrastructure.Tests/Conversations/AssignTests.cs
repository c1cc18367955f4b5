using Portal.Domain.Conversations;
using Portal.Domain.Shared;
using Portal.Testing.Care;
using Xunit;

namespace Portal.Infrastructure.Tests.Conversations;

/// <summary>Who may give a conversation to somebody is not always who may read it.</summary>
public sealed class AssignTests(CareFixture care) : IClassFixture<CareFixture>
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly IConversations conversations = care.Get<IConversations>();

    [Fact]
    public async Task A_supervisor_gives_a_conversation_of_the_unit_to_a_member_and_learns_neither_who_the_patient_is_nor_what_it_is_about()
    {
        var team = await care.World.CareTeam();
        var (patient, clinician) = (await care.World.Patient("Ottilie", "Quarles"), await care.World.Clinician(team));
        var conversation = await care.World.Conversation(patient, team, "A rash on the left arm");
        var supervisor = await care.World.Supervisor(team);
        var answered = (await conversations.Assign(supervisor, conversation, clinician.PersonId, None)).Value;
        Assert.Equal((conversation, team, clinician.PersonId), (answered.Id, answered.CareTeam.Id, answered.Assignee?.Id));
        Assert.Equal("", answered.Topic.Reveal());
        Assert.Equal((patient.PersonId, ""), (answered.Patient!.Id, answered.Patient.DisplayName.Reveal()));
        Assert.Equal(RefusalKind.NotFound, (await conversations.View(supervisor, conversation, None)).Refusal!.Kind);
    }

    [Fact]
    public async Task A_member_of_the_care_team_is_answered_as_a_reader()
    {
        var team = await care.World.CareTeam();
        var (patient, clinician) = (await care.World.Patient("Ottilie", "Quarles"), await care.World.Clinician(team));
        var conversation = await care.World.Conversation(patient, team, "A rash on the left arm");
        var answered = (await conversations.Assign(clinician, conversation, clinician.PersonId, None)).Value;
        Assert.Equal(("A rash on the left arm", "Ottilie Quarles"), (answered.Topic.Reveal(), answered.Patient!.DisplayName.Reveal()));
    }
}
