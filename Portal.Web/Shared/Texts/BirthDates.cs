using System.Globalization;

namespace Portal.Web.Shared.Texts;

/// <summary>
/// A birth date as one of the two identifiers of a patient: day, month in letters and year in every language, such as <c>14 Mar 1958</c>. With the month in
/// digits, 3/4/1958 is another day on either side of the Atlantic.
/// </summary>
internal static class BirthDates
{
    public static string Display(DateOnly born) => born.ToString("d MMM yyyy", CultureInfo.CurrentCulture);
}
