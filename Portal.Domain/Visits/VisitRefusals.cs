using Portal.Domain.Shared;

namespace Portal.Domain.Visits;

/// <summary>Every no that a visit itself can say; the codes are part of the public contract.</summary>
public static class VisitRefusals
{
    public static readonly Refusal Over = Refusal.Rule("visit-over");
    public static readonly Refusal TooEarly = Refusal.Rule("too-early");
    public static readonly Refusal TooLate = Refusal.Rule("too-late");
    public static readonly Refusal NotWaiting = Refusal.Rule("not-waiting");
    public static readonly Refusal NotAdmitted = Refusal.Rule("not-admitted");
    public static readonly Refusal NotStarted = Refusal.Rule("not-started");
    public static readonly Refusal InProgress = Refusal.Rule("in-progress");
    public static readonly Refusal InThePast = Refusal.Rule("in-the-past");
    public static readonly Refusal TooFarAhead = Refusal.Rule("too-far-ahead");
    public static readonly Refusal NotAPatientConversation = Refusal.Rule("team-conversation");
    public static readonly Refusal UnknownPractitioner = Refusal.Rule("unknown-practitioner");

    /// <summary>Somebody else of the same side is in; a call is between two.</summary>
    public static readonly Refusal CallFull = Refusal.Rule("call-full");

    /// <summary>A media token that is used, expired, of another visit or of nobody: they all look the same.</summary>
    public static readonly Refusal UnknownMediaToken = Refusal.Rule("media-token");

    /// <summary>A signal to somebody who is not in the call (any more).</summary>
    public static readonly Refusal UnknownPeer = Refusal.Rule("unknown-peer");
}
