namespace Portal.Web.Identity.Staff;

/// <summary>The texts of managing staff, one file beside this for each language.</summary>
public sealed class StaffTexts;
