using System.Buffers;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.Conversations;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Domain.Webhooks;
using Portal.Infrastructure.Audit;
using Portal.Infrastructure.Conversations;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Shared.Outbox;

namespace Portal.Infrastructure.Webhooks;

/// <summary>
/// What is told: type, time, and ids and sequences, never a word or a name. Whether the integration may know is asked again here, in the words of the one policy: as for a
/// key of it that may read. The same delivery has the same bytes at every try.
/// </summary>
internal sealed class WebhookBodies(IDbContextFactory<PortalDbContext> contexts)
{
    /// <summary>Null where there is nothing that the integration may be told.</summary>
    public async Task<byte[]?> Of(Guid integration, OutboxDeliveryRow delivery, CancellationToken cancel)
    {
        await using var context = await contexts.CreateDbContextAsync(cancel);
        var kind = (OutboxKind)delivery.Kind;
        if (kind == OutboxKind.AuditCheckpoint) return await Checkpoint(context, delivery, cancel);
        var conversation = await context.Set<ConversationRow>().AsNoTracking().SingleOrDefaultAsync(row => row.Id == delivery.ConversationId, cancel);
        if (conversation?.PatientId is not { } patient || !await MayKnow(context, integration, conversation, cancel)) return null;
        var happened = delivery.Sequence is { } sequence
            ? await context.Set<ConversationEventRow>().AsNoTracking().Where(row => row.ConversationId == conversation.Id && row.Sequence == sequence)
                .Select(row => new { row.At, row.SenderId, row.Target }).SingleOrDefaultAsync(cancel)
            : null;
        return Write(WebhookKinds.Word(kind), happened?.At ?? conversation.CreatedAt, json =>
        {
            json.WriteString("conversationId", conversation.Id.ToString("D"));
            if (delivery.Sequence is { } at) json.WriteNumber("sequence", at);
            if (happened?.Target is { } target) json.WriteNumber("target", target);
            json.WriteString("patientId", patient.ToString("D"));
            json.WriteString("careTeamId", conversation.CareTeamId.ToString("D"));
            if (happened is not null) json.WriteString("actorId", happened.SenderId.ToString("D"));
            if (delivery.SubjectId is { } subject && kind == OutboxKind.SummaryShared) json.WriteString("summaryId", subject.ToString("D"));
        });
    }

    public static byte[] Test(WebhookId webhook, DateTimeOffset at) => Write(WebhookTypes.Test, at, json => json.WriteString("webhookId", webhook.ToString()));

    private static async Task<bool> MayKnow(PortalDbContext context, Guid integration, ConversationRow conversation, CancellationToken cancel)
    {
        var id = new IntegrationId(integration);
        var reader = new Actor { Kind = ActorKind.Integration, PersonId = PersonId.System, Integration = id, Scopes = IntegrationScopes.ConversationsRead };
        var facts = new AccessFacts
        {
            IntegrationReaches = await context.ReachesPatient(id, conversation.PatientId, cancel),
            IsTeamConversation = conversation.Kind != (short)ConversationKind.Patient,
        };
        return AccessPolicy.Refuse(reader, CareAction.ReadMessages, facts) is null;
    }

    private static async Task<byte[]?> Checkpoint(PortalDbContext context, OutboxDeliveryRow delivery, CancellationToken cancel)
    {
        if (await context.Set<AuditCheckpointRow>().AsNoTracking().SingleOrDefaultAsync(row => row.Position == delivery.Sequence, cancel) is not { } checkpoint) return null;
        return Write(WebhookTypes.Word(WebhookEvents.AuditCheckpoint), checkpoint.At, json =>
        {
            json.WriteNumber("position", checkpoint.Position);
            json.WriteBase64String("hash", checkpoint.Hash);
            json.WriteBase64String("signature", checkpoint.Signature);
        });
    }

    private static byte[] Write(string type, DateTimeOffset at, Action<Utf8JsonWriter> data)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("type", type);
            json.WriteString("timestamp", WireTime.Format(at));
            json.WriteStartObject("data");
            data(json);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return bytes.WrittenSpan.ToArray();
    }
}
