using Microsoft.EntityFrameworkCore;
using Portal.Domain.Audit;
using Portal.Domain.Conversations;
using Portal.Domain.Identity;
using Portal.Domain.Integrations;
using Portal.Domain.Patients;
using Portal.Domain.Shared;
using Portal.Infrastructure.Conversations;
using Portal.Infrastructure.Patients;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Tests.Shared;
using Portal.Testing.Care;
using Portal.Testing.Database;
using Xunit;

namespace Portal.Infrastructure.Tests.Integrations;

public sealed class PatientSessionTests(PortalDatabase database) : HostTests(database)
{
    private TestHost host = null!;

    public override async Task InitializeAsync() => host = await World.Host();

    [Fact]
    public async Task A_token_stands_for_the_patient_from_the_one_origin_for_a_quarter_of_an_hour()
    {
        var answer = (await Create(host.Request("1", "Ada", "Lovelace"))).Value;
        Assert.Equal(World.Clock.GetUtcNow().AddMinutes(15), answer.ExpiresAt);
        Assert.Null(answer.Conversation);
        Assert.Matches("^pst_[A-Za-z0-9_-]{43}$", answer.Token);
        var grant = (await World.OfToken(answer.Token))!;
        Assert.Equal(host.Origin, grant.Origin);
        Assert.Equal((ActorKind.Patient, answer.Person, answer.Person, host.Id), (grant.Actor.Kind, grant.Actor.PersonId, grant.Actor.Patient!.Value, grant.Actor.Integration!.Value));
        Assert.Equal("Ada Lovelace", grant.Actor.DisplayName.Reveal());
        Assert.False(grant.Actor.IsDelegated);
        Assert.NotNull(grant.Actor.Session);
        World.Clock.Advance(TimeSpan.FromMinutes(15) - TimeSpan.FromMilliseconds(1));
        Assert.NotNull(await World.OfToken(answer.Token));
        World.Clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Null(await World.OfToken(answer.Token));
        Assert.Single(await World.Audit(AuditAction.SessionCreated), row => row.Patient == answer.Person && row.Session == grant.Actor.Session && row.Integration == host.Id);
    }

    [Fact]
    public async Task A_token_that_was_just_looked_up_ends_on_time()
    {
        var answer = (await Create(host.Request("1"))).Value;
        World.Clock.Advance(TimeSpan.FromMinutes(15) - TimeSpan.FromSeconds(1));
        Assert.NotNull(await World.OfToken(answer.Token));
        World.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await World.OfToken(answer.Token));
    }

    [Fact]
    public async Task A_patient_is_made_the_first_time_and_found_ever_after()
    {
        var first = (await Create(host.Request("1"))).Value.Person;
        var second = (await Create(host.Request("1"))).Value.Person;
        Assert.Equal(first, second);
        Assert.NotEqual(first, (await Create(host.Request("2"))).Value.Person);
        Assert.Single(await World.Audit(AuditAction.PatientCreated), row => row.Patient == first);
    }

    [Fact]
    public async Task Of_many_first_sights_at_once_one_patient_is_made()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Task.Run(() => Create(host.Request("race", "Racy", "Runner")))));
        Assert.All(answers, answer => Assert.True(answer.IsOk));
        var patient = Assert.Single(answers.Select(answer => answer.Value.Person).Distinct());
        Assert.Single(await World.Audit(AuditAction.PatientCreated), row => row.Integration == host.Id);
        Assert.Equal("Racy Runner", (await World.OfToken(answers[^1].Value.Token))!.Actor.DisplayName.Reveal());
        Assert.Equal(1, await Count<PersonIdentifierRow>(row => row.PersonId == patient.Value));
    }

    [Fact]
    public async Task Of_many_new_names_at_once_one_stands_whole_and_is_found()
    {
        var patient = (await Create(host.Request("names", "First", "Name"))).Value;
        var team = await World.Care.CareTeam();
        await World.Care.Conversation((await World.OfToken(patient.Token))!.Actor, team);
        var nurse = await World.Care.Nurse(team);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(number => Task.Run(() => Create(host.Request("names", $"Given{number}", $"Family{number}")))));
        var card = (await World.Get<IPatients>().Card(nurse, patient.Person, None)).Value;
        Assert.Equal(card.Name.Given[5..], card.Name.Family[6..]);
        Assert.Single((await World.Get<IPatients>().Find(nurse, $"{card.Name.Given} {card.Name.Family}", None)).Value);
        var found = 0;
        for (var number = 0; number < 8; number++) found += (await World.Get<IPatients>().Find(nurse, $"Family{number}", None)).Value.Count;
        Assert.Equal(1, found);
    }

    [Fact]
    public async Task A_new_name_and_a_new_birth_date_at_once_both_stand()
    {
        var actor = await World.Patient(host, "both", "Old", "Name");
        await using var held = await HeldLock.Take(Database, $"select * from patients where id = '{actor.PersonId}' for update");
        var renaming = Task.Run(() => Create(host.Request("both", "New", "Name")));
        var dating = Task.Run(() => Create(host.Request("both") with { Name = null, BirthDate = new DateOnly(1990, 1, 2) }));
        await held.ReleaseWhenWaiting(2);
        Assert.True((await renaming).IsOk && (await dating).IsOk);
        var card = (await World.Get<IPatients>().Card(actor, actor.PersonId, None)).Value;
        Assert.Equal((new HumanName("New", "Name"), new DateOnly(1990, 1, 2)), (card.Name, card.BirthDate!.Value));
    }

    [Fact]
    public async Task What_the_host_leaves_out_stays_known_and_what_is_the_same_is_not_written()
    {
        var request = host.Request("1") with { BirthDate = new DateOnly(1815, 12, 10), Language = "es" };
        var actor = (await World.OfToken((await Create(request)).Value.Token))!.Actor;
        await Create(host.Request("1"));
        await Create(request);
        var card = (await World.Get<IPatients>().Card(actor, actor.PersonId, None)).Value;
        Assert.Equal((new DateOnly(1815, 12, 10), "es"), (card.BirthDate!.Value, card.Language));
        Assert.DoesNotContain(await World.Audit(AuditAction.PatientChanged), row => row.Patient == actor.PersonId);
        await Create(request with { Language = "en" });
        Assert.Equal("en", (await World.Get<IPatients>().Card(actor, actor.PersonId, None)).Value.Language);
        Assert.Single(await World.Audit(AuditAction.PatientChanged), row => row.Patient == actor.PersonId);
    }

    [Fact]
    public async Task An_origin_that_is_not_registered_is_forbidden_and_a_malformed_one_invalid()
    {
        var other = await World.Host();
        foreach (var origin in new[] { other.Origin, "https://evil.example", host.Origin + ".evil.example", host.Origin.Replace("https", "http", StringComparison.Ordinal) })
            Assert.Equal(RefusalKind.Forbidden, (await Create(host.Request("new") with { Origin = origin })).Refusal!.Kind);
        foreach (var origin in new[] { "", "null", host.Origin + "/", host.Origin + ":443", host.Origin.ToUpperInvariant(), "portal", "https://" })
            Assert.True((await Create(host.Request("new") with { Origin = origin })).Refusal!.Errors!.ContainsKey("origin"));
        Assert.Contains(await World.Audit(AuditAction.SessionRefused), row => row.Integration == host.Id && row.Code == "unregistered-origin");
        await NothingWasMade();
    }

    [Fact]
    public async Task Systems_of_another_integration_or_of_another_kind_or_unknown_are_forbidden()
    {
        var other = await World.Host();
        await World.Patient(other, "theirs");
        foreach (var system in new[] { other.Mrn, host.Person, host.Staff, "urn:unknown" })
            Assert.Equal(RefusalKind.Forbidden, (await Create(host.Request("theirs") with { Patient = new Identifier(system, "theirs") })).Refusal!.Kind);
        Assert.Contains(await World.Audit(AuditAction.AccessRefused), row => row.Integration == host.Id && row.Code == nameof(CareAction.CreatePatientSession));
        await NothingWasMade();
    }

    [Trait("ASVS", "6.8.1")]
    [Fact]
    public async Task The_same_value_in_two_systems_is_two_patients()
    {
        var other = await World.Host();
        Assert.NotEqual((await World.Patient(host, "same")).PersonId, (await World.Patient(other, "same")).PersonId);
    }

    [Fact]
    public async Task A_key_without_the_scope_opens_nothing()
    {
        var actor = (await World.OfKey(await World.Key(host, HostWorld.AllScopes & ~IntegrationScopes.SessionsPatient)))!;
        Assert.Equal(RefusalKind.Forbidden, (await World.Sessions.CreateForPatient(actor, host.Request("new"), None)).Refusal!.Kind);
        var patient = await World.Patient(host, "1");
        Assert.Equal(RefusalKind.Forbidden, (await World.Sessions.CreateForPatient(patient, host.Request("1"), None)).Refusal!.Kind);
        Assert.Equal(RefusalKind.Forbidden, (await World.Sessions.CreateForPatient(await World.Administrator(), host.Request("1"), None)).Refusal!.Kind);
    }

    [Trait("ASVS", "2.2.1")]
    [Fact]
    public async Task What_is_malformed_is_named_by_its_path_and_not_repeated()
    {
        var request = new PatientSessionRequest
        {
            Patient = new Identifier(host.Mrn, new string('9', 201)),
            Name = new HumanName(" ", "Fam\u0000ily"),
            Language = "es_MX!",
            RelatedPerson = new RelatedPersonRequest(new Identifier("", "x"), null, ""),
            Conversation = new ConversationRequest("", new ClinicalText("\ud800")),
            Origin = "nowhere",
        };
        var refusal = (await Create(request)).Refusal!;
        Assert.Equal(RefusalKind.Validation, refusal.Kind);
        Assert.Equal(
            [
                "conversation.careTeam", "conversation.topic", "origin", "patient.identifier.value", "patient.language", "patient.name.family", "patient.name.given",
                "relatedPerson.identifier.system", "relatedPerson.relationship",
            ],
            refusal.Errors!.Keys.Order(StringComparer.Ordinal));
        await NothingWasMade();
    }

    [Theory]
    [InlineData("", "Suharto", "Suharto")]
    [InlineData("Björk", "", "Björk")]
    public async Task Who_has_one_name_only_is_known_by_it(string given, string family, string shown)
    {
        var patient = await World.Patient(host, given + family, given, family);
        Assert.Equal(shown, patient.DisplayName.Reveal());
    }

    [Fact]
    public async Task Nobody_is_without_any_name()
    {
        Assert.Equal(["patient.name"], (await Create(host.Request("1", "", ""))).Refusal!.Errors!.Keys);
        await NothingWasMade();
    }

    [Fact]
    public async Task Without_a_name_only_a_known_patient_is_found()
    {
        Assert.True((await Create(host.Request("1") with { Name = null })).Refusal!.Errors!.ContainsKey("patient.name"));
        await NothingWasMade();
        var patient = await World.Patient(host, "1", "Ada", "Lovelace");
        var again = (await Create(host.Request("1") with { Name = null })).Value;
        Assert.Equal(patient.PersonId, again.Person);
        Assert.Equal("Ada Lovelace", (await World.OfToken(again.Token))!.Actor.DisplayName.Reveal());
    }

    [Fact]
    public async Task A_session_opens_the_newest_conversation_that_is_not_closed_and_else_a_new_one()
    {
        var identifier = $"team-{host.Id}";
        var team = await World.Care.CareTeam(identifier);
        var nurse = await World.Care.Nurse(team);
        var request = host.Request("1") with { Conversation = new ConversationRequest(identifier, new ClinicalText("My knee")) };
        var first = (await Create(request)).Value;
        var view = (await World.Get<IConversations>().View(nurse, first.Conversation!.Value, None)).Value;
        Assert.Equal(("My knee", first.Person), (view.Topic.Reveal(), view.Patient!.Id));
        var patient = (await World.OfToken(first.Token))!.Actor;
        World.Clock.Advance(TimeSpan.FromSeconds(1));
        var second = await World.Care.Conversation(patient, team, "My other knee");
        Assert.Equal(second, (await Create(request)).Value.Conversation);
        World.Clock.Advance(TimeSpan.FromSeconds(1));
        await World.Get<IConversations>().SetStatus(nurse, first.Conversation.Value, ConversationStatus.Waiting, None);
        Assert.Equal(first.Conversation, (await Create(request)).Value.Conversation);
        await World.Get<IConversations>().SetStatus(nurse, second, ConversationStatus.Closed, None);
        Assert.Equal(first.Conversation, (await Create(request)).Value.Conversation);
        await World.Get<IConversations>().SetStatus(nurse, first.Conversation.Value, ConversationStatus.Closed, None);
        var third = (await Create(request with { Conversation = new ConversationRequest(identifier, Topic: null) })).Value.Conversation!.Value;
        Assert.DoesNotContain(third, new[] { first.Conversation.Value, second });
        Assert.False(string.IsNullOrWhiteSpace((await World.Get<IConversations>().View(nurse, third, None)).Value.Topic.Reveal()));
    }

    [Fact]
    public async Task A_conversation_with_another_care_team_or_of_another_patient_is_not_taken()
    {
        var (one, two) = ($"one-{host.Id}", $"two-{host.Id}");
        await World.Care.CareTeam(one);
        await World.Care.CareTeam(two);
        var first = (await Create(host.Request("1") with { Conversation = new ConversationRequest(one, null) })).Value;
        Assert.NotEqual(first.Conversation, (await Create(host.Request("1") with { Conversation = new ConversationRequest(two, null) })).Value.Conversation);
        Assert.NotEqual(first.Conversation, (await Create(host.Request("2") with { Conversation = new ConversationRequest(one, null) })).Value.Conversation);
        Assert.Equal(first.Conversation, (await Create(host.Request("1") with { Conversation = new ConversationRequest(one, null) })).Value.Conversation);
    }

    [Fact]
    public async Task Of_many_sessions_that_open_at_once_all_share_one_conversation()
    {
        var identifier = $"race-{host.Id}";
        var team = await World.Care.CareTeam(identifier);
        var request = host.Request("race") with { Conversation = new ConversationRequest(identifier, new ClinicalText("Together")) };
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Task.Run(() => Create(request))));
        Assert.Single(answers.Select(answer => answer.Value.Conversation).Distinct());
        Assert.Equal(1, await Count<ConversationRow>(row => row.CareTeamId == team.Value));
    }

    [Fact]
    public async Task An_unknown_care_team_is_refused_before_anything_is_made()
    {
        Assert.Equal(ConversationRefusals.UnknownCareTeam, (await Create(host.Request("new") with { Conversation = new ConversationRequest("no-such-team", null) })).Refusal);
        await NothingWasMade();
    }

    [Fact]
    public async Task The_token_itself_is_nowhere_in_the_database()
    {
        var answer = (await Create(host.Request("1"))).Value;
        var dump = await Dump.Text(Database);
        Assert.All(Dump.Forms(answer.Token[4..]), form => Assert.DoesNotContain(form, dump, StringComparison.OrdinalIgnoreCase));
    }

    private Task<Outcome<SessionAnswer>> Create(PatientSessionRequest request) => World.Sessions.CreateForPatient(host.Actor, request, None);

    private async Task NothingWasMade()
    {
        Assert.DoesNotContain(await World.Audit(AuditAction.PatientCreated), row => row.Integration == host.Id);
        Assert.DoesNotContain(await World.Audit(AuditAction.SessionCreated), row => row.Integration == host.Id);
        Assert.DoesNotContain(await World.Audit(AuditAction.ConversationStarted), row => row.Integration == host.Id);
    }

    private async Task<int> Count<T>(System.Linq.Expressions.Expression<Func<T, bool>> of) where T : class
    {
        await using var context = await World.Get<IDbContextFactory<PortalDbContext>>().CreateDbContextAsync();
        return await context.Set<T>().CountAsync(of);
    }
}
