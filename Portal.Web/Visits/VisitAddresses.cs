using System.Globalization;
using Portal.Domain.Shared;

namespace Portal.Web.Visits;

/// <summary>
/// Where the screens of visits are. Each is one segment deep, as every page of the portal is: without a <c>base</c> element Blazor takes the folder of the
/// page's address for its root.
/// </summary>
internal static class VisitAddresses
{
    public const string Board = "/visits";
    public const string Calendar = "/calendar";
    private const string Visit = "/visit";

    public static string Of(VisitId visit) => $"{Visit}?visit={visit}";

    public static string On(DateOnly day, bool isWeek) => $"{Calendar}?day={day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}&view={(isWeek ? "week" : "day")}";
}
