using System.ComponentModel.DataAnnotations;
using Portal.Domain.Shared;
using Portal.Domain.Webhooks;
using Portal.Web.Shared.Document;
using Portal.Web.Shared.Input;

namespace Portal.Web.Webhooks;

/// <summary>An address to tell of events: https, and the types that are wanted.</summary>
internal sealed class NewWebhookBody : IBody<NewWebhook>
{
    /// <summary>Whose it is to be; an integration may leave out its own.</summary>
    [Uuid]
    public string? Integration { get; init; }

    [Required, MaxLength(WebhookRules.NameLimit)]
    public string? Name { get; init; }

    [Required, MaxLength(WebhookRules.AddressLimit)]
    public string? Address { get; init; }

    [Required]
    public IReadOnlyList<string>? Events { get; init; }

    public Outcome<NewWebhook> Read()
    {
        var objections = new Objections();
        var name = objections.Text(Name, "$.name", WebhookRules.NameLimit);
        _ = objections.Required(Address, "$.address");
        return objections.Or(new NewWebhook(Integration is null ? null : objections.Id<IntegrationId>(Integration, "$.integration"), name, Address ?? "", objections.Events(Events)));
    }
}

/// <summary>What a webhook is to be from now on.</summary>
internal sealed class WebhookChangeBody : IBody<WebhookChange>
{
    [Required, MaxLength(WebhookRules.NameLimit)]
    public string? Name { get; init; }

    [MaxLength(WebhookRules.AddressLimit)]
    public string? Address { get; init; }

    [Required]
    public IReadOnlyList<string>? Events { get; init; }

    [Required]
    public bool? Active { get; init; }

    public Outcome<WebhookChange> Read()
    {
        var objections = new Objections();
        var name = objections.Text(Name, "$.name", WebhookRules.NameLimit);
        _ = objections.Required(Active, "$.active");
        return objections.Or(new WebhookChange(name, Address, objections.Events(Events), Active.GetValueOrDefault()));
    }
}

internal static class WebhookObjections
{
    private static readonly string Expectation = $"must be one of {string.Join(", ", WebhookTypes.All.Select(type => type.Word))}";

    public static WebhookEvents Events(this Objections objections, IReadOnlyList<string>? words)
    {
        var events = WebhookEvents.None;
        if (!objections.Required(words, "$.events")) return events;
        if (words.Count == 0) objections.Add("$.events", "must name at least one type");
        for (var index = 0; index < words.Count; index++)
        {
            var one = WebhookTypes.Of(words[index] ?? "");
            if (one == WebhookEvents.None) objections.Add($"$.events[{index}]", Expectation);
            events |= one;
        }

        return events;
    }
}
