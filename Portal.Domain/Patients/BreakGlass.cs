using System.Text.Json.Serialization;
using Portal.Domain.Conversations;
using Portal.Domain.Identity;
using Portal.Domain.Shared;

namespace Portal.Domain.Patients;

/// <summary>What somebody says who reaches past the own panel.</summary>
[JsonConverter(typeof(NotForJson<BreakGlassRequest>))]
public sealed record BreakGlassRequest(Identifier Identifier, DateOnly BirthDate, BreakGlassPurpose Purpose, ClinicalText Reason)
{
    public override string ToString() => $"BreakGlass:{Purpose}";
}

/// <summary>One that runs, for whoever declared it.</summary>
[JsonConverter(typeof(NotForJson<BreakGlassGrant>))]
public sealed record BreakGlassGrant(BreakGlassId Id, PatientRef Patient, BreakGlassPurpose Purpose, DateTimeOffset DeclaredAt, DateTimeOffset EndsAt)
{
    public override string ToString() => $"BreakGlass:{Id}";
}

public static class BreakGlassRules
{
    public const int ReasonAtLeast = 10;
    public const int ReasonAtMost = 1_000;
    public const int TriesPerMinute = 10;

    /// <summary>Exactly; there is no longer one, and none is prolonged.</summary>
    public static readonly TimeSpan Duration = TimeSpan.FromMinutes(60);

    /// <summary>The paths are those of the request.</summary>
    public static Refusal? Objection(Identifier identifier)
    {
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        PersonRules.Check(errors, "identifier", identifier);
        return Refused(errors);
    }

    public static Refusal? Objection(BreakGlassRequest request)
    {
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        PersonRules.Check(errors, "identifier", request.Identifier);
        if (!Enum.IsDefined(request.Purpose)) errors["purpose"] = ["is not one of the purposes"];
        if (TextRules.Objection(request.Reason.Reveal(), ReasonAtMost) is { } reason) errors["reason"] = [reason];
        else if (request.Reason.Reveal().Trim().Length < ReasonAtLeast) errors["reason"] = ["must have at least 10 characters"];
        return Refused(errors);
    }

    private static Refusal? Refused(Dictionary<string, string[]> errors) => errors.Count == 0 ? null : new Refusal(RefusalKind.Validation, Errors: errors);
}

/// <summary>Every no of emergency access; the codes are part of the public contract.</summary>
public static class BreakGlassRefusals
{
    /// <summary>There is no glass to break.</summary>
    public static readonly Refusal AlreadyInPanel = Refusal.Rule("already-in-panel");
    public static readonly Refusal Runs = Refusal.Rule("break-glass-runs");
    public static readonly Refusal TooManyTries = new(RefusalKind.RateLimited, RetryAfter: TimeSpan.FromMinutes(1));
}
