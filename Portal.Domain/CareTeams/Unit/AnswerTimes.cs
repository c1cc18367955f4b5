namespace Portal.Domain.CareTeams.Unit;

/// <summary>Finds answers in one conversation's messages, which come in their order.</summary>
public sealed class AnswerTimes
{
    private DateTimeOffset? since;

    /// <summary>An answer, where this message is the first of staff since the patient's side wrote.</summary>
    /// <param name="at">When it was written.</param>
    /// <param name="isOfThePatientsSide">Else of staff; what is automatic is no answer and is not told here.</param>
    public Answer? Take(DateTimeOffset at, bool isOfThePatientsSide)
    {
        if (isOfThePatientsSide)
        {
            since ??= at;
            return null;
        }

        if (since is not { } waiting) return null;
        since = null;
        return new Answer(at, at - waiting);
    }

    /// <summary>The value that so many percent of the answers do not exceed (nearest rank); null of none.</summary>
    public static TimeSpan? Percentile(IReadOnlyCollection<Answer> answers, int percent)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(percent, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(percent, 100);
        if (answers.Count == 0) return null;
        var sorted = answers.Select(answer => answer.Waited).Order().ToList();
        return sorted[((sorted.Count * percent) + 99) / 100 - 1];
    }
}
