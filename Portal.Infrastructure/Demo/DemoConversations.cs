using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portal.Domain.Audit;
using Portal.Domain.Conversations;
using Portal.Domain.Identity;
using Portal.Domain.Patients;
using Portal.Domain.Shared;
using Portal.Infrastructure.Audit;
using Portal.Infrastructure.Conversations;
using Portal.Infrastructure.Patients;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Shared.Keys;

namespace Portal.Infrastructure.Demo;

/// <summary>Writes demo patients and what was said, dated back from now; straight into the tables, since the ports write only the present.</summary>
internal sealed class DemoConversations(
    IDbContextFactory<PortalDbContext> contexts,
    KeyVault vault,
    PersonIdentifiers identifiers,
    BlindIndex index,
    AuditWriter audit,
    IOptions<DemoOptions> options,
    TimeProvider clock)
{
    private const int Chunk = 2_000;

    /// <summary>False where it was there already: the conversation's row is written last and says that all of it is.</summary>
    public async Task<bool> Seed(DemoPatient patient, CancellationToken cancel)
    {
        var conversation = DemoIds.Of("conversation/" + patient.Mrn);
        await using var context = await contexts.CreateDbContextAsync(cancel);
        if (await context.Set<ConversationRow>().AnyAsync(row => row.Id == conversation, cancel)) return false;
        await using var transaction = await context.Database.BeginTransactionAsync(cancel);
        var person = await SeedPatient(context, patient, cancel);
        var key = await KeyOf(DataKeyKind.Conversation, conversation, cancel);
        var lines = DemoScript.Lines(patient).ToList();
        var ends = clock.Now().AddHours(-patient.HoursAgo);
        var gap = patient.Diary is null ? TimeSpan.FromMinutes(11) : TimeSpan.FromHours(2.1);
        var row = new ConversationRow
        {
            Id = conversation,
            Kind = (short)ConversationKind.Patient,
            PatientId = person,
            CareTeamId = DemoIds.Of("team/" + patient.Team),
            Topic = key.Seal(patient.Topic, ConversationViews.TopicContext(conversation)),
            Status = (short)Enum.Parse<ConversationStatus>(patient.Status, ignoreCase: true),
            Priority = (short)Enum.Parse<Priority>(patient.Priority, ignoreCase: true),
            HeadSequence = lines.Count,
            LastActivityAt = ends,
            CreatedAt = ends - (gap * lines.Count),
        };
        context.Add(row);
        context.Add(await audit.Row(ConversationTransaction.Entry(Actor.System, AuditAction.ConversationStarted, row), cancel));
        await context.SaveChangesAsync(cancel);
        foreach (var some in lines.Select((line, position) => (line.By, line.Text, Sequence: position + 1)).Chunk(Chunk))
        {
            context.ChangeTracker.Clear();
            foreach (var (by, text, sequence) in some)
                context.Add(Event(key, conversation, new Sequence(sequence), ends - (gap * (lines.Count - sequence)), Speaker(by, patient, person), text));
            await context.SaveChangesAsync(cancel);
        }

        context.ChangeTracker.Clear();
        AddMarkers(context, conversation, lines, patient, person);
        await context.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        return true;
    }

    private async Task<Guid> SeedPatient(PortalDbContext context, DemoPatient patient, CancellationToken cancel)
    {
        var id = DemoIds.Of("patient/" + patient.Mrn);
        if (await context.Set<PatientRow>().AnyAsync(row => row.Id == id, cancel)) return id;
        var key = await KeyOf(DataKeyKind.Patient, id, cancel);
        var name = new HumanName(patient.Given, patient.Family);
        context.Add(new PatientRow { Id = id, Demographics = new Demographics(name, patient.BirthDate).Seal(key, id), Language = patient.Language, CreatedAt = clock.GetUtcNow() });
        context.Add(await identifiers.Row(key, id, new Identifier("urn:demo:mrn", patient.Mrn), cancel));
        foreach (var token in await index.Words(SearchTerms.OfPatient(name, patient.BirthDate, [patient.Mrn]), cancel))
            context.Add(new PatientTokenRow { Token = token, PatientId = id });
        return id;
    }

    /// <summary>A key may be left from a start that was cut off before the commit.</summary>
    private async Task<DataKey> KeyOf(DataKeyKind kind, Guid subject, CancellationToken cancel) =>
        (await vault.GetMany(kind, [subject], cancel)).TryGetValue(subject, out var key) ? key : await vault.Create(kind, subject, cancel);

    private static ConversationEventRow Event(DataKey key, Guid conversation, Sequence sequence, DateTimeOffset at, EventActor by, string text)
    {
        at = at.ToMilliseconds();
        var id = Id.New<EventId>(at);
        var body = new EventBody.MessagePosted(Id.New<ClientMessageId>(at), new ClinicalText(text), ReplyTo: null, []);
        return new ConversationEventRow
        {
            ConversationId = conversation,
            Sequence = sequence.Value,
            EventId = id.Value,
            At = at,
            Type = (short)EventType.MessagePosted,
            SenderId = by.Id.Value,
            SenderKind = (short)by.Kind,
            ClientMessageId = body.ClientMessageId.Value,
            Fingerprint = MessageFingerprint.Of(key, new MessageDraft(body.ClientMessageId, body.Text, ReplyTo: null, [])),
            Body = EventCodec.SealBody(key, new ConversationId(conversation), id, by, body),
        };
    }

    private EventActor Speaker(char by, DemoPatient patient, Guid person)
    {
        if (by == 'p') return new EventActor(new PersonId(person), ActorKind.Patient, new HumanName(patient.Given, patient.Family).Display);
        var staff = options.Value.Staff.Single(one => one.UserName == UserName(by));
        return new EventActor(new PersonId(DemoIds.Of("staff/" + staff.UserName)), ActorKind.Practitioner, new ClinicalText(staff.DisplayName));
    }

    private static string UserName(char by) => by switch
    {
        'n' => "nurse",
        'c' => "clinician",
        'd' => "clinician2",
        'o' => "coordinator",
        _ => throw new InvalidDataException("The demo's script names somebody unknown."),
    };

    /// <summary>The patient has read all; each of the staff who spoke has read up to the own last word, so that what came since is unread.</summary>
    private static void AddMarkers(PortalDbContext context, Guid conversation, List<(char By, string Text)> lines, DemoPatient patient, Guid person)
    {
        Add(person, ActorKind.Patient, lines.Count);
        foreach (var by in lines.Select(line => line.By).Where(by => by != 'p').Distinct())
            Add(DemoIds.Of("staff/" + UserName(by)), ActorKind.Practitioner, patient.Status == "closed" ? lines.Count : lines.FindLastIndex(line => line.By == by) + 1);

        void Add(Guid who, ActorKind kind, long read) =>
            context.Add(new ParticipantRow { ConversationId = conversation, PersonId = who, Kind = (short)kind, Delivered = read, Read = read });
    }
}
