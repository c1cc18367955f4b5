using System.Globalization;
using Portal.Domain.Shared;

namespace Portal.Infrastructure.Notifications.Reminders;

/// <summary>
/// Which visit, agreed for when, is reminded of how long before: all that a reminder has to know stands in its lane's name (<c>visit:ID:MINUTES:SECONDS</c>, with the agreed
/// time as Unix seconds). A visit that was moved has other lanes, and the reminders of the old time find that they are of another.
/// </summary>
internal sealed record ReminderLane(VisitId Visit, TimeSpan Before, DateTimeOffset ScheduledFor)
{
    private const string Prefix = "visit";

    public DateTimeOffset DueAt => ScheduledFor - Before;

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Prefix}:{Visit.Value:N}:{(int)Before.TotalMinutes}:{ScheduledFor.ToUnixTimeSeconds()}");

    /// <summary>The other way round.</summary>
    /// <exception cref="FormatException">It is no such name: the row was not written here.</exception>
    public static ReminderLane Read(string lane)
    {
        var parts = lane.Split(':');
        if (parts is not [Prefix, var visit, var minutes, var seconds]) throw new FormatException("Not a reminder's lane.");
        return new(
            new VisitId(Guid.ParseExact(visit, "N")),
            TimeSpan.FromMinutes(int.Parse(minutes, CultureInfo.InvariantCulture)),
            DateTimeOffset.FromUnixTimeSeconds(long.Parse(seconds, CultureInfo.InvariantCulture)));
    }
}
