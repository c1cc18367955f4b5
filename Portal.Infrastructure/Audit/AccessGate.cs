using Portal.Domain.Audit;
using Portal.Domain.Identity;
using Portal.Domain.Shared;

namespace Portal.Infrastructure.Audit;

/// <summary>What an act is about, for the audit row of its denial.</summary>
internal sealed record Target
{
    public static readonly Target None = new();

    public PersonId? Patient { get; init; }

    public ConversationId? Conversation { get; init; }

    public CareTeamId? CareTeam { get; init; }

    public Guid? Subject { get; init; }
}

/// <summary>The policy's word for the ports: a denial leaves an audit row, in a transaction of its own since the act's never commits.</summary>
internal sealed class AccessGate(AuditWriter audit)
{
    /// <summary>Null when the actor may; else the refusal to answer with, recorded.</summary>
    public async ValueTask<Refusal?> Refuse(Actor actor, CareAction action, AccessFacts facts, Target target, CancellationToken cancel)
    {
        if (AccessPolicy.Refuse(actor, action, facts) is not { } refusal) return null;
        await Record(actor, AuditAction.AccessRefused, action.ToString(), target, cancel);
        return refusal;
    }

    /// <summary>A refusal that a rule other than the policy gave; <paramref name="code"/> is stable and repeats nothing of the request.</summary>
    public Task Record(Actor actor, AuditAction action, string code, Target target, CancellationToken cancel) =>
        audit.WriteAlone(
            new AuditEntry(actor, action, AuditOutcome.Refused)
            {
                Patient = target.Patient,
                Conversation = target.Conversation,
                CareTeam = target.CareTeam,
                Subject = target.Subject,
                Code = code,
            },
            cancel);
}
