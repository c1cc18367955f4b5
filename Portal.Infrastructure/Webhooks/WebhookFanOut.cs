using Microsoft.EntityFrameworkCore;
using Portal.Domain.Conversations;
using Portal.Domain.Webhooks;
using Portal.Infrastructure.Conversations;
using Portal.Infrastructure.Patients;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Shared.Outbox;

namespace Portal.Infrastructure.Webhooks;

/// <summary>Which webhooks are to be told of an event: those that want it, of integrations that reach the patient. What the care team says among itself is told to none.</summary>
internal sealed class WebhookFanOut(IDbContextFactory<PortalDbContext> contexts, WebhookRegister register)
{
    public async Task<IReadOnlyList<OwedDelivery>> Owed(IReadOnlyList<OutboxEventRow> events, CancellationToken cancel)
    {
        var active = await register.Active(cancel);
        var wanted = events.Where(row => active.Any(webhook => Wants(webhook, row))).ToList();
        if (wanted.Count == 0) return [];
        await using var context = await contexts.CreateDbContextAsync(cancel);
        var conversations = wanted.Select(row => row.ConversationId).OfType<Guid>().Distinct().ToArray();
        var patients = await context.Set<ConversationRow>()
            .Where(row => conversations.Contains(row.Id) && row.Kind == (short)ConversationKind.Patient && row.PatientId != null)
            .ToDictionaryAsync(row => row.Id, row => row.PatientId!.Value, cancel);
        var reached = await Reached(context, [.. active.Select(webhook => webhook.Integration).Distinct()], [.. patients.Values.Distinct()], cancel);
        return
        [
            .. from row in wanted
               from webhook in active
               where Wants(webhook, row) && (row.ConversationId is { } id ? patients.TryGetValue(id, out var patient) && reached.Contains((webhook.Integration, patient)) : IsOfOrganisation(row))
               select new OwedDelivery(row, WebhookLane.Of(webhook.Id, row.ConversationId)),
        ];
    }

    private static bool Wants(ActiveWebhook webhook, OutboxEventRow row) => (webhook.Events & WebhookKinds.Event((OutboxKind)row.Kind)) != WebhookEvents.None;

    /// <summary>About nobody.</summary>
    private static bool IsOfOrganisation(OutboxEventRow row) => (OutboxKind)row.Kind == OutboxKind.AuditCheckpoint;

    private static async Task<HashSet<(Guid Integration, Guid Patient)>> Reached(PortalDbContext context, Guid[] integrations, Guid[] patients, CancellationToken cancel)
    {
        if (patients.Length == 0) return [];
        var pairs = await context.Set<PersonIdentifierRow>().Where(row => patients.Contains(row.PersonId))
            .Join(context.Set<IdentifierSystemRow>().Where(system => integrations.Contains(system.IntegrationId)), row => row.System, system => system.System, (row, system) => new { system.IntegrationId, row.PersonId })
            .ToListAsync(cancel);
        return [.. pairs.Select(pair => (pair.IntegrationId, pair.PersonId))];
    }
}
