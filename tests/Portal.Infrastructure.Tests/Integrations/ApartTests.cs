using Portal.Domain.Conversations;
using Portal.Domain.Identity;
using Portal.Domain.Integrations;
using Portal.Domain.Patients;
using Portal.Domain.Shared;
using Portal.Infrastructure.Tests.Shared;
using Portal.Testing.Care;
using Portal.Testing.Database;
using Xunit;

namespace Portal.Infrastructure.Tests.Integrations;

/// <summary>Two integrations of one house know nothing of each other's people.</summary>
public sealed class ApartTests(PortalDatabase database) : HostTests(database)
{
    private TestHost mine = null!;
    private TestHost theirs = null!;
    private Actor patient = null!;
    private ConversationId conversation;

    public override async Task InitializeAsync()
    {
        (mine, theirs) = (await World.Host("Mine"), await World.Host("Theirs"));
        patient = await World.Patient(mine, "1");
        conversation = await World.Care.Conversation(patient, await World.Care.CareTeam());
    }

    [Trait("ASVS", "8.4.1")]
    [Fact]
    public async Task The_own_key_reads_the_conversations_of_its_patients_and_the_others_does_not_know_them()
    {
        var conversations = World.Get<IConversations>();
        Assert.True((await conversations.View(mine.Actor, conversation, None)).IsOk);
        Assert.Equal([conversation], (await conversations.List(mine.Actor, ConversationFilter.All, PageRequest.First, None)).Value.Items.Select(view => view.Id));
        foreach (var foreigner in new[] { theirs.Actor, await Bot(theirs), await Bot(mine), await World.Patient(theirs, "1") })
        {
            Assert.Equal(RefusalKind.NotFound, (await conversations.View(foreigner, conversation, None)).Refusal!.Kind);
            Assert.Empty((await conversations.List(foreigner, ConversationFilter.All, PageRequest.First, None)).Value.Items);
            Assert.Equal(RefusalKind.NotFound, (await World.Get<IPatients>().Card(foreigner, patient.PersonId, None)).Refusal!.Kind);
        }
    }

    [Fact]
    public async Task A_key_starts_conversations_with_its_own_patients_and_a_bot_with_nobody()
    {
        var request = new NewConversation(await World.Care.CareTeam(), ConversationKind.Patient, patient.PersonId, new ClinicalText("A result is there"), Priority.Routine);
        Assert.True((await World.Get<IConversations>().Start(mine.Actor, request, None)).IsOk);
        foreach (var foreigner in new[] { theirs.Actor, await Bot(theirs), await Bot(mine) })
            Assert.Equal(RefusalKind.NotFound, (await World.Get<IConversations>().Start(foreigner, request, None)).Refusal!.Kind);
    }

    [Trait("ASVS", "8.4.1")]
    [Fact]
    public async Task A_key_reads_and_changes_itself_only()
    {
        Assert.Equal(mine.Id, (await World.Integrations.Current(mine.Actor, None)).Value.Id);
        Assert.Equal(RefusalKind.Forbidden, (await World.Integrations.List(mine.Actor, None)).Refusal!.Kind);
        using var signer = new HostSigner("kid");
        Assert.True((await World.Integrations.AddAssertionKey(theirs.Actor, "kid", signer.PublicJwk, None)).IsOk);
        Assert.Equal(RefusalKind.NotFound, (await World.Integrations.RemoveAssertionKey(mine.Actor, "kid", None)).Refusal!.Kind);
    }

    [Fact]
    public async Task A_proxy_whom_one_host_made_gets_no_session_from_another()
    {
        var proxy = new Identifier(mine.Person, "son");
        Assert.True((await World.Get<IProxies>().Grant(mine.Actor, patient.PersonId, proxy, new HumanName("A", "B"), "child", null, None)).IsOk);
        var request = theirs.Request("1") with { RelatedPerson = new RelatedPersonRequest(proxy, null, null) };
        Assert.Equal(RefusalKind.Forbidden, (await World.Sessions.CreateForPatient(theirs.Actor, request, None)).Refusal!.Kind);
        var foreign = mine.Request("1") with { RelatedPerson = new RelatedPersonRequest(proxy, null, null), Origin = mine.Origin };
        Assert.Equal(RefusalKind.Forbidden, (await World.Sessions.CreateForPatient(theirs.Actor, foreign, None)).Refusal!.Kind);
    }

    private async Task<Actor> Bot(TestHost host) => (await World.OfToken((await World.Sessions.CreateForBot(host.Actor, "Bot", host.Origin, None)).Value.Token))!.Actor;
}
