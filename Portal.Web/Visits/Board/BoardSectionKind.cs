namespace Portal.Web.Visits.Board;

/// <summary>The three parts of the board.</summary>
public enum BoardSectionKind
{
    Waiting,
    InVisit,
    Expected,
}
