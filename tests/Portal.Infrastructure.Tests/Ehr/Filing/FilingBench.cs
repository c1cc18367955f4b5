using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portal.Domain.Ehr;
using Portal.Domain.Identity;
using Portal.Domain.Patients;
using Portal.Domain.Shared;
using Portal.Domain.Summaries;
using Portal.Infrastructure.CareTeams;
using Portal.Infrastructure.Ehr.Filing;
using Portal.Infrastructure.Patients;
using Portal.Infrastructure.Shared;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Shared.Keys;
using Portal.Infrastructure.Shared.Outbox;
using Portal.Infrastructure.Summaries;
using Portal.Testing.Care;
using Portal.Testing.Database;
using Portal.Testing.Ehr;
using Portal.Testing.Time;

namespace Portal.Infrastructure.Tests.Ehr.Filing;

/// <summary>
/// A portal with an EHR beside it that knows the same patient, clinician and care team. Its outbox is worked by hand; hours pass by a jump of the clock. Several
/// of them over one database are the lives of one node.
/// </summary>
internal sealed class FilingBench : IAsyncDisposable
{
    public const string PatientSystem = "urn:oid:2.16.840.1.113883.19.5";
    public const string PractitionerSystem = "http://hl7.org/fhir/sid/us-npi";
    public const string CareTeamSystem = "urn:ehr:teams";
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly ServiceProvider services;

    private FilingBench(PortalDatabase database, FhirServer? ehr, ShiftedClock clock, IReadOnlyDictionary<string, string?> more)
    {
        Clock = clock;
        var settings = new Dictionary<string, string?>
        {
            ["Outbox:Delivers"] = "true",
            ["Outbox:Poll"] = "00:00:00.050",
            ["Ehr:Address"] = ehr?.Address.ToString() ?? "",
            ["Ehr:AllowPrivateAddresses"] = "true",
            ["Ehr:PatientSystem"] = PatientSystem,
            ["Ehr:PractitionerSystem"] = PractitionerSystem,
            ["Ehr:CareTeamSystem"] = CareTeamSystem,
            ["Ehr:OrganizationId"] = "org-1",
            ["Ehr:RequestTimeout"] = "00:00:10",
            ["Ehr:IndexLag"] = "00:00:00.020",
        };
        foreach (var (name, value) in more) settings[name] = value;
        services = TestServices.Build(database.Settings, settings, add => add.AddSingleton<TimeProvider>(clock));
        World = new CareWorld(services);
    }

    public ShiftedClock Clock { get; }

    public CareWorld World { get; }

    public Actor Patient { get; private set; } = null!;

    public Actor Clinician { get; private set; } = null!;

    public CareTeamId Team { get; private set; }

    public ConversationId Conversation { get; private set; }

    public string PatientNumber { get; private set; } = "";

    public IFilings Filings => Get<IFilings>();

    /// <summary>With people of its own, whom the EHR gets to know.</summary>
    public static async Task<FilingBench> Start(PortalDatabase database, FhirServer? ehr, IReadOnlyDictionary<string, string?>? more = null)
    {
        await database.Execute("truncate outbox_events, outbox_deliveries, outbox_pauses, leases");
        var bench = new FilingBench(database, ehr, new ShiftedClock(), more ?? new Dictionary<string, string?>());
        await bench.Meet();
        if (ehr is not null) await bench.Introduce(ehr);
        return bench;
    }

    /// <summary>The same house after its process ended: another provider over the same database, with the same people.</summary>
    public FilingBench Again(PortalDatabase database, FhirServer? ehr, IReadOnlyDictionary<string, string?>? more = null) => new(database, ehr, Clock, more ?? new Dictionary<string, string?>())
    {
        Patient = Patient,
        Clinician = Clinician,
        Team = Team,
        Conversation = Conversation,
        PatientNumber = PatientNumber,
    };

    public T Get<T>() where T : notnull => services.GetRequiredService<T>();

    public OutboxWorker Worker() => Get<OutboxWorkers>().For(Target());

    public IOutboxTarget Target() => services.GetServices<IOutboxTarget>().Single(target => target.Name == EhrTarget.TargetName);

    public async Task<int> Dispatch() => await Get<OutboxDispatcher>().Dispatch((await Get<Leases>().Take("test-dispatch", TimeSpan.FromHours(1), None))!, 2_000, None);

    /// <summary>Tries all that is due, as often as something is, while nothing is paused.</summary>
    public async Task Work()
    {
        await Dispatch();
        var worker = Worker();
        while (await Get<OutboxPauses>().Of(EhrTarget.TargetName, None) is null && await worker.Lease(50, None) is { Count: > 0 } leased)
            foreach (var delivery in leased) await worker.Try(delivery, None);
    }

    /// <summary>The same for as long as something waits, hours passing in between, at most so many times.</summary>
    public async Task Settle(int rounds = 40)
    {
        for (var round = 0; round < rounds; round++)
        {
            await Work();
            if (!(await Deliveries()).Exists(row => row.State == (short)DeliveryState.Waiting)) return;
            Clock.Jump(TimeSpan.FromMinutes(20));
            await Get<EhrProbe>().Ask(None);
        }
    }

    /// <summary>Signed as a first version, without a screen.</summary>
    public Task<SummaryId> Sign(string words = "Elevate the leg.", string topic = "Ankle", VisitId? visit = null) => Sign(Id.New<SummaryId>(), 1, words, topic, visit, change: null);

    public Task<SummaryId> Correct(SummaryId summary, int version, string words = "Elevate the left leg.") =>
        Sign(summary, version, words, "Ankle", visit: null, new SummaryChange.Correction(new ClinicalText("Left-sided only")));

    public Task<SummaryId> Withdraw(SummaryId summary, int version) => Sign(summary, version, "", "Ankle", visit: null, new SummaryChange.EnteredInError(ErrorReason.WrongPatient));

    public async Task<IReadOnlyList<FilingView>> Of(SummaryId summary) => (await Filings.Of(Clinician, summary, None)).Value;

    public async Task<FilingView> Last(SummaryId summary) => (await Of(summary))[^1];

    public async Task<List<OutboxDeliveryRow>> Deliveries()
    {
        await using var context = await Context();
        return await context.Set<OutboxDeliveryRow>().AsNoTracking().Where(row => row.Target == EhrTarget.TargetName).OrderBy(row => row.Position).ToListAsync();
    }

    public Task<PortalDbContext> Context() => Get<IDbContextFactory<PortalDbContext>>().CreateDbContextAsync();

    public ValueTask DisposeAsync() => services.DisposeAsync();

    /// <summary>From here on it is about another patient of the same care team, whom the EHR knows too.</summary>
    public async Task NextPatient(FhirServer ehr)
    {
        Patient = await World.Patient();
        Conversation = await World.Conversation(Patient, Team, "Cough");
        await Number();
        ehr.Add(Known("Patient", PatientSystem, PatientNumber));
    }

    /// <summary>Gives the EHR the patient, the clinician, the care team and the organisation.</summary>
    public async Task Introduce(FhirServer ehr)
    {
        ehr.Add(Known("Patient", PatientSystem, PatientNumber));
        ehr.Add(Known("Practitioner", PractitionerSystem, Clinician.PersonId.ToString()));
        await using var context = await Context();
        ehr.Add(Known("CareTeam", CareTeamSystem, await context.Set<CareTeamRow>().Where(row => row.Id == Team.Value).Select(row => row.Identifier).SingleAsync()));
    }

    public static JsonObject Known(string type, string system, string value) => new()
    {
        ["resourceType"] = type,
        ["identifier"] = new JsonArray(new JsonObject { ["system"] = system, ["value"] = value }),
    };

    private async Task Meet()
    {
        Team = await World.CareTeam();
        Patient = await World.Patient();
        Clinician = await World.Clinician(Team);
        Conversation = await World.Conversation(Patient, Team, "Ankle swelling");
        await Number();
        await Identify(await Get<KeyVault>().Organisation(DataKeyKind.Organisation, None), Clinician.PersonId, new Identifier(PractitionerSystem, Clinician.PersonId.ToString()));
    }

    private async Task Number()
    {
        PatientNumber = "MRN-" + Patient.PersonId.ToString()[^12..];
        await Identify(await Get<KeyVault>().Get(DataKeyKind.Patient, Patient.PersonId.Value, None), Patient.PersonId, new Identifier(PatientSystem, PatientNumber));
    }

    private async Task Identify(DataKey key, PersonId person, Identifier identifier)
    {
        var row = await Get<PersonIdentifiers>().Row(key, person.Value, identifier, None);
        await using var context = await Context();
        context.Add(row);
        await context.SaveChangesAsync();
    }

    private async Task<SummaryId> Sign(SummaryId summary, int version, string words, string topic, VisitId? visit, SummaryChange? change)
    {
        var key = await Get<KeyVault>().Get(DataKeyKind.Conversation, Conversation.Value, None);
        var now = Clock.Now();
        var text = new SummaryText(new ClinicalText(topic), words.Length == 0 ? [] : [new SummarySection(SectionKind.Plan, new ClinicalText(words))]);
        await using var context = await Context();
        var row = await context.Set<SummaryRow>().SingleOrDefaultAsync(one => one.Id == summary.Value);
        if (row is null)
        {
            context.Add(row = new SummaryRow
            {
                Id = summary.Value,
                ConversationId = Conversation.Value,
                PatientId = Patient.PersonId.Value,
                CareTeamId = Team.Value,
                VisitId = visit?.Value,
                Kind = (short)(visit is null ? SummaryKind.Messages : SummaryKind.Visit),
                Template = "brief",
                Language = "en",
                SpanFrom = 1,
                SpanTo = 1,
                PeriodFrom = now.AddHours(-1),
                PeriodTo = now,
                Draft = SummaryPapers.SealDraft(key, summary.Value, version, new SummaryDraft(text.Topic, [], DraftOrigin.ByHand)),
                DraftedBy = Clinician.PersonId.Value,
                DraftedAt = now,
                UpdatedBy = Clinician.PersonId.Value,
            });
        }

        row.Text = SummaryPapers.SealText(key, summary.Value, version, text);
        row.UpdatedAt = now;
        var status = change is SummaryChange.EnteredInError ? SummaryStatus.EnteredInError : SummaryStatus.Signed;
        row.Take(new SummaryState(version, status, version, new StandingVersion(version, status)));
        context.Add(new SummaryVersionRow
        {
            SummaryId = summary.Value,
            Version = version,
            ConversationId = Conversation.Value,
            SignedBy = Clinician.PersonId.Value,
            SignedAt = now,
            How = (short)(change switch { null => Domain.Conversations.SummarySigning.First, SummaryChange.Correction => Domain.Conversations.SummarySigning.Correction, _ => Domain.Conversations.SummarySigning.EnteredInError }),
            ErrorReason = (short?)(change as SummaryChange.EnteredInError)?.Reason,
            Text = SummaryPapers.SealSigned(key, summary.Value, version, text),
            Reason = change is SummaryChange.Correction { Reason: var reason } ? SummaryPapers.SealReason(key, summary.Value, version, reason) : null,
        });
        context.Add(new OutboxEventRow
        {
            Id = Guid.CreateVersion7(now),
            At = now,
            Kind = (short)OutboxKind.SummarySigned,
            ConversationId = Conversation.Value,
            Sequence = version,
            SubjectId = summary.Value,
            SubjectVersion = version,
            ActorId = Clinician.PersonId.Value,
        });
        await context.SaveChangesAsync();
        return summary;
    }
}
