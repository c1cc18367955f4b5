namespace Portal.Web.Shared.Components;

/// <summary>Where a screen leaves room for other features.</summary>
public enum SlotPlace
{
    /// <summary>Among the controls over an open conversation; cascading: the open conversation.</summary>
    ThreadHead,

    /// <summary>Between the head of an open conversation and its history; cascading: the open conversation.</summary>
    ThreadNotices,

    /// <summary>Beside an open conversation; cascading: the open conversation.</summary>
    ThreadAside,

    /// <summary>Among the acts on a visit's record. Given: <c>Visit</c>, its view.</summary>
    VisitActs,
}

/// <summary>A component that stands in such a place.</summary>
public sealed record SlotPart(SlotPlace Place, Type Component);
