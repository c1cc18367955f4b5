using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Portal.Domain.Conversations;
using Portal.Domain.Shared;
using Portal.Web.Shared.Document;
using Portal.Web.Shared.Input;

namespace Portal.Web.Conversations.Wire;

/// <summary>A new conversation as asked for; the care team by its id or by the identifier that hosts know it by.</summary>
internal sealed class NewConversationBody : IBody<ConversationWish>
{
    [Required, MaxLength(Domain.CareTeams.CareTeam.IdentifierLimit)]
    public string? CareTeam { get; init; }

    [Required, MaxLength(TextRules.TopicLimit)]
    public string? Topic { get; init; }

    [OneOf(typeof(ConversationWords), nameof(ConversationWords.Kind))]
    public string? Kind { get; init; }

    /// <summary>A person id.</summary>
    [Uuid]
    public string? Patient { get; init; }

    [OneOf(typeof(ConversationWords), nameof(ConversationWords.Priority))]
    public string? Priority { get; init; }

    public Outcome<ConversationWish> Read()
    {
        var objections = new Objections();
        return objections.Or(new ConversationWish(
            objections.Text(CareTeam, "$.careTeam", Domain.CareTeams.CareTeam.IdentifierLimit),
            objections.Words(Topic, "$.topic", TextRules.TopicLimit),
            Kind is null ? ConversationKind.Patient : objections.Word(Kind, "$.kind", ConversationWords.Kind),
            Patient is null ? null : objections.Id<PersonId>(Patient, "$.patient"),
            Priority is null ? Domain.Conversations.Priority.Routine : objections.Word(Priority, "$.priority", ConversationWords.Priority)));
    }
}

/// <summary>What <see cref="NewConversationBody"/> means, with the care team still as it was named.</summary>
internal sealed record ConversationWish(string CareTeam, ClinicalText Topic, ConversationKind Kind, PersonId? Patient, Priority Priority)
{
    public NewConversation With(CareTeamId careTeam) => new(careTeam, Kind, Patient, Topic, Priority);
}

internal sealed class StatusBody : IBody<ConversationStatus>
{
    [Required, OneOf(typeof(ConversationWords), nameof(ConversationWords.Status))]
    public string? Status { get; init; }

    public Outcome<ConversationStatus> Read()
    {
        var objections = new Objections();
        return objections.Or(objections.Word(Status, "$.status", ConversationWords.Status));
    }
}

/// <summary>Whose it is to be; null gives it to nobody, and so the member must be there.</summary>
internal sealed class AssigneeBody : IBody<PersonId?>
{
    [JsonRequired, Uuid]
    public string? Assignee { get; init; }

    public Outcome<PersonId?> Read()
    {
        var objections = new Objections();
        return objections.Or(Assignee is null ? (PersonId?)null : objections.Id<PersonId>(Assignee, "$.assignee"));
    }
}

internal sealed class PriorityBody : IBody<Priority>
{
    [Required, OneOf(typeof(ConversationWords), nameof(ConversationWords.Priority))]
    public string? Priority { get; init; }

    public Outcome<Priority> Read()
    {
        var objections = new Objections();
        return objections.Or(objections.Word(Priority, "$.priority", ConversationWords.Priority));
    }
}
