namespace Portal.Web.Audit;

/// <summary>The hours in which a record is usually opened: from (inclusive) to (exclusive) on Monday to Friday, by the clock of whoever looks.</summary>
internal sealed record WorkingHours(int From, int To)
{
    public static readonly WorkingHours Usual = new(7, 19);

    public bool Hold(DateTimeOffset local) => local.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && local.Hour >= From && local.Hour < To;
}
