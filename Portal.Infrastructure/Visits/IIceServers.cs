using Portal.Domain.Shared;
using Portal.Domain.Visits;

namespace Portal.Infrastructure.Visits;

/// <summary>Where browsers find each other, and relay where they cannot.</summary>
internal interface IIceServers
{
    bool HasTurn { get; }

    /// <summary>With credentials that are good for some minutes, for this person in this visit.</summary>
    IReadOnlyList<IceServer> For(VisitId visit, PersonId person);
}

/// <summary>None is configured: calls work only where the networks let two browsers find each other by themselves.</summary>
internal sealed class NoIceServers : IIceServers
{
    public bool HasTurn => false;

    public IReadOnlyList<IceServer> For(VisitId visit, PersonId person) => [];
}
