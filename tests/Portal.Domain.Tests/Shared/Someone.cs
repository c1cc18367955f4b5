using Portal.Domain.Identity;
using Portal.Domain.Shared;

namespace Portal.Domain.Tests.Shared;

/// <summary>Actors of each kind; only what a test is about needs saying.</summary>
internal static class Someone
{
    public static Actor Patient() => Of(ActorKind.Patient);

    public static Actor RelatedPerson() => Of(ActorKind.RelatedPerson);

    public static Actor Staff(StaffRoles roles) => Of(ActorKind.Practitioner) with { Roles = roles };

    /// <summary>A host's token for a linked practitioner of those roles.</summary>
    public static Actor Delegated(StaffRoles roles) => Staff(roles) with { IsDelegated = true, Integration = Id.New<IntegrationId>() };

    public static Actor Integration(IntegrationScopes scopes) => Of(ActorKind.Integration) with { Scopes = scopes, Integration = Id.New<IntegrationId>() };

    public static Actor Bot(IntegrationScopes scopes) => Of(ActorKind.Bot) with { Scopes = scopes, Integration = Id.New<IntegrationId>() };

    private static Actor Of(ActorKind kind) => new() { Kind = kind, PersonId = Id.New<PersonId>(), DisplayName = new("Marker Name") };
}
