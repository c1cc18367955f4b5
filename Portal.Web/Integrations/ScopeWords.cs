using Portal.Domain.Identity;

namespace Portal.Web.Integrations;

/// <summary>Scopes as the public contract calls them, which is also what the screen shows.</summary>
internal static class ScopeWords
{
    private static readonly (IntegrationScopes Scope, string Word)[] Words =
    [
        (IntegrationScopes.SessionsPatient, "sessions:patient"),
        (IntegrationScopes.SessionsPractitioner, "sessions:practitioner"),
        (IntegrationScopes.ConversationsRead, "conversations:read"),
        (IntegrationScopes.ConversationsWrite, "conversations:write"),
        (IntegrationScopes.KeysManage, "keys:manage"),
        (IntegrationScopes.WebhooksManage, "webhooks:manage"),
        (IntegrationScopes.VisitsWrite, "visits:write"),
        (IntegrationScopes.PeopleManage, "people:manage"),
    ];

    public static IReadOnlyList<IntegrationScopes> All { get; } = [.. Words.Select(word => word.Scope)];

    public static string One(IntegrationScopes scope) => Words.Single(word => word.Scope == scope).Word;

    public static IReadOnlyList<string> Of(IntegrationScopes scopes) => [.. Words.Where(word => (scopes & word.Scope) != IntegrationScopes.None).Select(word => word.Word)];
}
