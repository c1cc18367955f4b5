using System.Diagnostics.CodeAnalysis;

namespace Portal.Domain.Shared;

/// <summary>What an expected refusal is; the edge maps each to one problem type (RFC 9457) and status.</summary>
public enum RefusalKind
{
    /// <summary>400: the request itself is wrong, whoever sends it.</summary>
    Validation,

    /// <summary>401.</summary>
    Unauthorized,

    /// <summary>401, and the host must be asked again: a renewed token will not come.</summary>
    SessionExpired,

    /// <summary>403: the caller may know of it, but not do it.</summary>
    Forbidden,

    /// <summary>404: it does not exist, or the caller may not know that it does.</summary>
    NotFound,

    /// <summary>409.</summary>
    Conflict,

    /// <summary>413.</summary>
    TooLarge,

    /// <summary>415: bytes or a body of a kind that is not taken.</summary>
    UnsupportedMediaType,

    /// <summary>422: a rule or a state says no; the reason is a stable code.</summary>
    Refused,

    /// <summary>429.</summary>
    RateLimited,

    /// <summary>503.</summary>
    NotReady,
}

/// <summary>
/// An expected no, returned and never thrown. <paramref name="Reason"/> is a stable code of the public contract and
/// <paramref name="Errors"/> maps JSON paths to messages; neither ever repeats what the caller sent.
/// </summary>
public sealed record Refusal(RefusalKind Kind, string? Reason = null, IReadOnlyDictionary<string, string[]>? Errors = null, TimeSpan? RetryAfter = null)
{
    public static readonly Refusal NotFound = new(RefusalKind.NotFound);
    public static readonly Refusal Forbidden = new(RefusalKind.Forbidden);
    public static readonly Refusal Unauthorized = new(RefusalKind.Unauthorized);

    /// <summary>The sign-in is too old for this act: the person proves again who is there.</summary>
    public static readonly Refusal Reauthenticate = new(RefusalKind.Forbidden, "reauth");

    public static Refusal Invalid(string path, string message) =>
        new(RefusalKind.Validation, Errors: new Dictionary<string, string[]>(StringComparer.Ordinal) { [path] = [message] });

    public static Refusal Rule(string reason) => new(RefusalKind.Refused, reason);
}

/// <summary>Either what was asked for, or the refusal. Broken machinery throws instead.</summary>
public readonly struct Outcome<T>
{
    private readonly T? value;

    private Outcome(T? value, Refusal? refusal)
    {
        this.value = value;
        Refusal = refusal;
    }

    public Refusal? Refusal { get; }

    [MemberNotNullWhen(false, nameof(Refusal))]
    public bool IsOk => Refusal is null;

    /// <summary>What was asked for.</summary>
    /// <exception cref="InvalidOperationException">It was refused: a caller that did not look is a bug.</exception>
    public T Value => Refusal is null ? value! : throw new InvalidOperationException($"Refused: {Refusal.Kind} {Refusal.Reason}");

    public static implicit operator Outcome<T>(T value) => new(value, null);

    public static implicit operator Outcome<T>(Refusal refusal) => new(default, refusal);

    public bool TryGet([MaybeNullWhen(false)] out T got, [NotNullWhen(false)] out Refusal? refusal)
    {
        got = value;
        refusal = Refusal;
        return Refusal is null;
    }

    public Outcome<TOther> Map<TOther>(Func<T, TOther> map) => Refusal is null ? map(value!) : Refusal;
}

/// <summary>The value of an outcome that has nothing to say but that it is done.</summary>
public readonly record struct Done
{
    public static readonly Done It;
}
