using Microsoft.Extensions.DependencyInjection;
using Portal.Domain.Conversations;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Domain.Summaries;
using Portal.Testing.Care;

namespace Portal.Infrastructure.Tests.Summaries;

/// <summary>A patient, a clinician and a nurse of one care team, who have written to each other, and the team among itself.</summary>
internal sealed class SummaryBench(IServiceProvider services)
{
    public const string Note = "Note-of-the-team";
    public static readonly CancellationToken None = CancellationToken.None;

    public ISummaries Summaries => services.GetRequiredService<ISummaries>();

    public Actor Patient { get; private set; } = null!;

    /// <summary>Has proved just now who is there.</summary>
    public Actor Clinician { get; private set; } = null!;

    public Actor Nurse { get; private set; } = null!;

    public ConversationId Conversation { get; private set; }

    public ConversationId TeamConversation { get; private set; }

    public CareTeamId Team { get; private set; }

    public static Task<SummaryBench> Make(CareFixture care) => Make(care.Services);

    public static async Task<SummaryBench> Make(IServiceProvider services)
    {
        var world = new CareWorld(services);
        var bench = new SummaryBench(services) { Team = await world.CareTeam() };
        bench.Patient = await world.Patient();
        bench.Clinician = await world.Clinician(bench.Team);
        bench.Nurse = await world.Nurse(bench.Team);
        bench.Conversation = await world.Conversation(bench.Patient, bench.Team, "Ankle swelling");
        bench.TeamConversation = (await services.GetRequiredService<IConversations>().Start(
            bench.Nurse, new NewConversation(bench.Team, ConversationKind.Team, bench.Patient.PersonId, new ClinicalText("Team"), Priority.Routine), None)).Value.Id;
        await bench.Say(bench.Nurse, $"{Note}: she may be drinking, take care. Can she pay?", bench.TeamConversation);
        await bench.Say(bench.Patient, "My ankle is swollen since I take amlodipine 5 mg. Can I stop it?");
        await bench.Say(bench.Clinician, "This looks like a side effect. Please elevate your leg. We will recheck in two weeks.");
        await bench.Say(bench.Patient, "Ok, I will.");
        return bench;
    }

    public async Task<Sequence> Say(Actor actor, string text, ConversationId? where = null) =>
        (await services.GetRequiredService<IMessages>().Post(actor, where ?? Conversation, CareWorld.Draft(text), None)).Value.Receipt.Sequence;

    public async Task<SummaryView> Draft(Actor? by = null) => (await Summaries.Draft(by ?? Clinician, new NewSummary(Conversation, null, null), None)).Value;

    public async Task<SummaryView> Signed(bool isShared = false)
    {
        var draft = await Draft();
        return (await Summaries.Sign(Clinician, draft.Id, new SummarySignature(draft.State.Revision, IsShared: isShared), None)).Value;
    }

    public async Task<SummaryView> View(SummaryId summary) => (await Summaries.View(Nurse, summary, None)).Value;

    public async Task<IReadOnlyList<ConversationEvent>> Log(ConversationId conversation, Actor? by = null) =>
        (await services.GetRequiredService<IConversations>().Events(by ?? Clinician, conversation, new EventRange(Sequence.None, Limit: 200), None)).Value.Events;

    public static SummaryText Words(string plan) => new(new ClinicalText("Ankle"), [new(SectionKind.Plan, new ClinicalText(plan)), new(SectionKind.Instructions, new ClinicalText("Rest your leg."))]);
}
