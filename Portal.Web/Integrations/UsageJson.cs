using System.Globalization;
using Portal.Domain.Integrations;
using Portal.Web.Shared.Input;

namespace Portal.Web.Integrations;

/// <summary>One day (UTC, <c>yyyy-MM-dd</c>); <paramref name="Bytes"/> of the messages, as stored.</summary>
internal sealed record UsageDayJson(string Day, long Sessions, long Messages, long Calls, long Bytes)
{
    public static UsageDayJson Of(UsageDay day) => new(UsageQuery.Write(day.Day), day.Sessions, day.Messages, day.Calls, day.Bytes);
}

/// <summary>Which days, both ends included; null is left to the endpoint.</summary>
internal sealed record UsageQuery(DateOnly? From, DateOnly? To) : IQuery<UsageQuery>
{
    private const string Format = "yyyy-MM-dd";

    public static IReadOnlyList<QueryParameter> Parameters =>
    [
        new("from", "The first day, `yyyy-MM-dd` in UTC; 30 days before `to` where it is left out.", Format: "date"),
        new("to", "The last day; today where it is left out. At most 400 days.", Format: "date"),
    ];

    public static UsageQuery Read(QueryReader query) => new(Day(query, "from"), Day(query, "to"));

    public static string Write(DateOnly day) => day.ToString(Format, CultureInfo.InvariantCulture);

    private static DateOnly? Day(QueryReader query, string name)
    {
        if (query.Text(name) is not { } text) return null;
        if (DateOnly.TryParseExact(text, Format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year > 1) return day;
        query.Objections.Add($"$.{name}", "must be a date as yyyy-MM-dd");
        return null;
    }
}
