using Portal.Domain.Conversations;
using Portal.Domain.Shared;

namespace Portal.Components.Tests.Fakes;

/// <summary>Conversations to begin a test with.</summary>
internal static class Conversations
{
    /// <summary>The instant at which tests of the screens take place.</summary>
    public static readonly DateTimeOffset Now = new(2026, 1, 15, 9, 0, 0, TimeSpan.Zero);

    public static ConversationView With(ConversationKind kind = ConversationKind.Patient) => new(
        Id.New<ConversationId>(),
        kind,
        new ClinicalText("Wound after the operation"),
        ConversationStatus.Open,
        Priority.Routine,
        new PatientRef(People.Teodor.Id, People.Teodor.Name.Display),
        People.Cardiology,
        Assignee: null,
        Sequence.None,
        Sequence.None,
        Sequence.None,
        Unread: 0,
        Now);
}
