using Portal.Domain.Identity;
using Portal.Domain.Patients;
using Portal.Domain.Shared;

namespace Portal.Domain.Integrations;

/// <summary>
/// By which identifiers a host may name a member of staff, linked in the own profile: whoever the host vouches for under one gets a delegated session as
/// this person. Linking needs a fresh proof of identity, and a changed link holds everywhere within five seconds.
/// </summary>
public interface IPractitionerLinks
{
    [Decides(CareAction.ManageOwnAccount)]
    Task<Outcome<PractitionerLinks>> Get(Actor actor, CancellationToken cancel);

    /// <summary>An identifier that somebody else has linked is a conflict; linking the own one again changes nothing.</summary>
    [Decides(CareAction.ManageOwnAccount)]
    Task<Outcome<Done>> Link(Actor actor, Identifier identifier, CancellationToken cancel);

    /// <summary>Its delegated sessions end.</summary>
    [Decides(CareAction.ManageOwnAccount)]
    Task<Outcome<Done>> Unlink(Actor actor, Identifier identifier, CancellationToken cancel);
}

/// <summary>The own links, and the systems of active integrations that one can be linked in.</summary>
public sealed record PractitionerLinks(IReadOnlyList<Identifier> Linked, IReadOnlyList<string> Systems);
