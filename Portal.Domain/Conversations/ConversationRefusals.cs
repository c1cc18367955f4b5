using Portal.Domain.Shared;

namespace Portal.Domain.Conversations;

/// <summary>Every no that a conversation itself can say; the codes are part of the public contract.</summary>
public static class ConversationRefusals
{
    public static readonly Refusal Closed = Refusal.Rule("conversation-closed");
    public static readonly Refusal TooLate = Refusal.Rule("too-late");
    public static readonly Refusal AlreadyRetracted = Refusal.Rule("already-retracted");
    public static readonly Refusal NotAMessage = Refusal.Rule("not-a-message");
    public static readonly Refusal BeyondHead = Refusal.Rule("beyond-head");
    public static readonly Refusal UnknownPractitioner = Refusal.Rule("unknown-practitioner");
    public static readonly Refusal UnknownCareTeam = Refusal.Rule("unknown-care-team");
    public static readonly Refusal UnknownPatient = Refusal.Rule("unknown-patient");
    public static readonly Refusal UnknownAttachment = Refusal.Rule("unknown-attachment");
    public static readonly Refusal TeamConversation = Refusal.Rule("team-conversation");
    public static readonly Refusal ReusedId = new(RefusalKind.Conflict, "reused-id");
}
