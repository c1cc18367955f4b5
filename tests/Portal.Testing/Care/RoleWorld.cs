using Portal.Domain.Conversations;
using Portal.Domain.Identity;
using Portal.Domain.Integrations;
using Portal.Domain.Patients;
using Portal.Domain.Shared;
using Portal.Domain.Summaries;
using Portal.Domain.Visits;

namespace Portal.Testing.Care;

/// <summary>Whose thing an act is about.</summary>
public enum Whose
{
    /// <summary>The patient of the world's care team, and the conversation with that patient.</summary>
    Own,

    /// <summary>What the care team says among itself about that patient.</summary>
    TeamConversation,

    /// <summary>A patient of the same hospital and another care team.</summary>
    OtherPatient,

    /// <summary>A patient of another hospital.</summary>
    OtherIntegration,
}

/// <summary>Somebody who stands in a column of the matrix, or beside it.</summary>
/// <param name="Name">Of the column, in words.</param>
/// <param name="Actor">As the edge would have made it from a credential.</param>
/// <param name="Facts">How this one stands to each target, said here by hand: never read from what is tested.</param>
public sealed record Role(string Name, Actor Actor, Func<Whose, AccessFacts> Facts)
{
    /// <summary>The token or key that stands for the actor over the wire; null for who signs in at the portal (<see cref="CareWorld.SignIn"/>).</summary>
    public string? Bearer { get; init; }

    public override string ToString() => Name;
}

/// <summary>What one target is made of.</summary>
public sealed record Place(Whose Whose, Actor Patient, CareTeamId CareTeam, Actor Clinician, ConversationId Conversation, Sequence Message, VisitId Visit, SummaryId Summary);

/// <summary>
/// One of each kind of person, and things of four owners for all of them to try: what a walk over everything that can be asked needs.
/// </summary>
public sealed class RoleWorld
{
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly HostWorld world;

    private RoleWorld(HostWorld world) => this.world = world;

    public IReadOnlyList<Role> Roles { get; private set; } = [];

    public IReadOnlyDictionary<Whose, Place> Places { get; private set; } = new Dictionary<Whose, Place>();

    public TestHost Host { get; private set; } = null!;

    public TestHost Elsewhere { get; private set; } = null!;

    public static async Task<RoleWorld> Make(HostWorld world)
    {
        var made = new RoleWorld(world);
        await made.Fill();
        return made;
    }

    public Role Of(string name) => Roles.Single(role => role.Name == name);

    /// <summary>A booked visit of that place's conversation, which nobody has touched.</summary>
    public async Task<VisitId> Visit(Place place) =>
        (await world.Get<IVisits>().Book(place.Clinician, new NewVisit(place.Conversation, null, TimeSpan.FromMinutes(20), null, new ClinicalText("A rash")), None)).Value.Id;

    /// <summary>A draft of that place's conversation, which nobody has touched.</summary>
    public async Task<SummaryId> Draft(Place place)
    {
        _ = await Say(place.Patient, place.Conversation);
        return (await world.Get<ISummaries>().Draft(place.Clinician, new NewSummary(place.Conversation, null, null), None)).Value.Id;
    }

    /// <summary>A summary of that place's conversation, signed once and shared with nobody.</summary>
    public async Task<SummaryId> Signed(Place place)
    {
        var draft = await Draft(place);
        var (summaries, text) = (world.Get<ISummaries>(), new SummaryText(new ClinicalText("Ankle"), [new SummarySection(SectionKind.Plan, new ClinicalText("Rest.")), new SummarySection(SectionKind.Instructions, new ClinicalText("Rest your leg."))]));
        var edited = (await summaries.Edit(place.Clinician, draft, 1, text, None)).Value;
        _ = (await summaries.Sign(place.Clinician, draft, new SummarySignature(edited.State.Revision), None)).Value;
        return draft;
    }

    /// <summary>Somebody whom that place's care team has just let act for its patient.</summary>
    public async Task<Actor> Proxy(Place place) => (await world.OfToken((await ProxySession(place)).Value.Token))!.Actor;

    /// <summary>A session of that place's patient, as its hospital asks for it: at the page of this one.</summary>
    public PatientSessionRequest Request(Place place) => place.Whose switch
    {
        Whose.OtherIntegration => Elsewhere.Request("3") with { Origin = Host.Origin },
        Whose.OtherPatient => Host.Request("2"),
        _ => Host.Request("1"),
    };

    private async Task Fill()
    {
        Host = await world.Host("Hospital");
        Elsewhere = await world.Host("Another hospital");
        var (ours, theirs) = (await world.Care.CareTeam(), await world.Care.CareTeam());
        var (clinician, coordinator) = (await world.Care.Clinician(ours), await world.Care.Nurse(ours));
        var outside = await world.Care.Clinician(theirs);
        var own = await Place(Whose.Own, await world.Patient(Host, "1"), ours, clinician);
        var team = own with { Whose = Whose.TeamConversation, Conversation = await TeamConversation(own, coordinator) };
        team = team with { Message = await Say(coordinator, team.Conversation) };
        var other = await Place(Whose.OtherPatient, await world.Patient(Host, "2"), theirs, outside);
        var foreign = await Place(Whose.OtherIntegration, await world.Patient(Elsewhere, "3"), theirs, outside);
        Places = new[] { own, team, other, foreign }.ToDictionary(place => place.Whose);
        Roles =
        [
            await ByToken("patient", Patient(), Ours(new AccessFacts { IsOwn = true, IsAuthor = true })),
            await ByToken("proxy", ProxySession(own), Ours(new AccessFacts { HasProxyGrant = true })),
            new("clinician", clinician, Ours(Member)),
            new("clinician whose sign-in is old", clinician with { Session = Id.New<SessionId>(), AuthenticatedAt = world.Get<TimeProvider>().GetUtcNow().AddHours(-1) }, Ours(Member with { RecentlyAuthenticated = false })),
            await ByToken("clinician by a host's token", Delegated(clinician), Ours(Member with { RecentlyAuthenticated = false })),
            new("clinician outside", await world.Care.Clinician(), Nothing(Fresh)),
            new("coordinator", coordinator, target => Ours(Member)(target) with { IsAuthor = target == Whose.TeamConversation }),
            new("coordinator outside", await world.Care.Nurse(), Nothing(Fresh)),
            new("supervisor", await world.Care.Supervisor(ours), Ours(Fresh with { Supervises = true })),
            new("administrator", await world.Administrator(), Nothing(Fresh)),
            new("auditor", await world.Care.Staff(StaffRoles.Auditor), Nothing(Fresh)),
            new("staff without a role", await world.Care.Staff(StaffRoles.None), Nothing(Fresh)),
            new("integration", Host.Actor, OfHospital) { Bearer = Host.Key },
            await Scopeless(),
            await ByToken("bot", Bot(), Nothing(AccessFacts.None)),
        ];
    }

    private static AccessFacts Fresh => new() { RecentlyAuthenticated = true };

    private static AccessFacts Member => Fresh with { IsTeamMember = true };

    private static Func<Whose, AccessFacts> Ours(AccessFacts facts) => target => target switch
    {
        Whose.Own => facts,
        Whose.TeamConversation => facts with { IsTeamConversation = true, IsAuthor = false },
        _ => new AccessFacts { RecentlyAuthenticated = facts.RecentlyAuthenticated },
    };

    private static Func<Whose, AccessFacts> Nothing(AccessFacts facts) => target => facts with { IsTeamConversation = target == Whose.TeamConversation };

    private static AccessFacts OfHospital(Whose target) =>
        new() { IntegrationReaches = target != Whose.OtherIntegration, IsTeamConversation = target == Whose.TeamConversation };

    private async Task<Place> Place(Whose target, Actor patient, CareTeamId careTeam, Actor clinician)
    {
        var conversation = await world.Care.Conversation(patient, careTeam);
        var place = new Place(target, patient, careTeam, clinician, conversation, await Say(patient, conversation), default, default);
        return place with { Visit = await Visit(place), Summary = await Draft(place) };
    }

    private async Task<ConversationId> TeamConversation(Place place, Actor by) => (await world.Get<IConversations>().Start(
        by, new NewConversation(place.CareTeam, ConversationKind.Team, place.Patient.PersonId, new ClinicalText("Among us"), Priority.Routine), None)).Value.Id;

    private async Task<Sequence> Say(Actor actor, ConversationId conversation) =>
        (await world.Get<IMessages>().Post(actor, conversation, CareWorld.Draft("My ankle is swollen. Please rest it."), None)).Value.Receipt.Sequence;

    private async Task<Role> ByToken(string name, Task<Outcome<SessionAnswer>> session, Func<Whose, AccessFacts> facts)
    {
        var token = (await session).Value.Token;
        return new Role(name, (await world.OfToken(token))!.Actor, facts) { Bearer = token };
    }

    private Task<Outcome<SessionAnswer>> Patient() => world.Sessions.CreateForPatient(Host.Actor, Host.Request("1"), None);

    private async Task<Outcome<SessionAnswer>> ProxySession(Place place)
    {
        var (patient, identifier) = (Request(place), new Identifier(Host.Person, $"{Guid.CreateVersion7()}"));
        _ = (await world.Get<IProxies>().Grant(place.Clinician, place.Patient.PersonId, identifier, new HumanName("Byron", "King"), "child", null, None)).Value;
        return await world.Sessions.CreateForPatient(Host.Actor, patient with { RelatedPerson = new RelatedPersonRequest(identifier, null, null) }, None);
    }

    private async Task<Outcome<SessionAnswer>> Delegated(Actor clinician)
    {
        var identifier = new Identifier(Host.Staff, "7");
        _ = (await world.Get<IPractitionerLinks>().Link(clinician, identifier, None)).Value;
        return await world.Sessions.CreateForPractitioner(Host.Actor, identifier, Host.Origin, None);
    }

    private Task<Outcome<SessionAnswer>> Bot() => world.Sessions.CreateForBot(Host.Actor, "Bot", Host.Origin, None);

    private async Task<Role> Scopeless()
    {
        var key = await world.KeyWithoutScopes(Host);
        return new Role("integration without scopes", (await world.OfKey(key))!, OfHospital) { Bearer = key };
    }
}
