using System.ComponentModel.DataAnnotations;
using Portal.Domain.CareTeams;
using Portal.Domain.Shared;
using Portal.Web.Shared.Document;
using Portal.Web.Shared.Input;

namespace Portal.Web.CareTeams;

/// <summary>A membership from <paramref name="From"/> to <paramref name="To"/> (exclusive; null is open).</summary>
internal sealed record MemberJson([property: Uuid] string PersonId, string UserName, string DisplayName, bool IsModerator, DateTimeOffset From, DateTimeOffset? To, bool IsActive)
{
    public static MemberJson Of(MemberLine line) => new(
        line.Membership.Person.ToString(), line.UserName, line.DisplayName, line.Membership.IsModerator, line.Membership.From, line.Membership.To, line.IsActive);

    /// <summary>One person belongs to a care team more than once, never twice from one time on.</summary>
    public static string Key(MemberLine line) => $"{line.Membership.Person}-{line.Membership.From.ToUnixTimeMilliseconds()}";

    public override string ToString() => PersonId;
}

/// <summary>A care team to make.</summary>
internal sealed class NewCareTeamBody : IBody<NewCareTeam>
{
    [Required]
    public string? Identifier { get; init; }

    [Required]
    public string? Name { get; init; }

    public string? ExternalId { get; init; }

    public Outcome<NewCareTeam> Read()
    {
        var objections = new Objections();
        objections.Required(Identifier, "$.identifier");
        objections.Required(Name, "$.name");
        return objections.Or(new NewCareTeam(Identifier ?? "", Name ?? "") { ExternalId = ExternalId });
    }
}

/// <summary>How somebody belongs to a care team; every member may be left out.</summary>
internal sealed class MembershipBody : IBody<MembershipTerms>
{
    public DateTimeOffset? From { get; init; }

    public DateTimeOffset? To { get; init; }

    public bool? Moderator { get; init; }

    public Outcome<MembershipTerms> Read() => new MembershipTerms(From, To, Moderator == true);
}

internal sealed record MembershipTerms(DateTimeOffset? From, DateTimeOffset? To, bool IsModerator);
