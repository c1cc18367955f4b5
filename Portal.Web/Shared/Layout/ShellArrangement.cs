namespace Portal.Web.Shared.Layout;

/// <summary>
/// How the shell is laid out, by the address alone, so that the browser's own back button moves between panes on a phone. Every page of the portal is one
/// segment deep: without a <c>base</c> element, which the Content-Security-Policy forbids, Blazor takes the folder of the page's address for its root.
/// </summary>
internal readonly record struct ShellArrangement(string Layout, string Pane)
{
    public const string ConversationKey = "conversation";
    public const string PaneKey = "pane";
    public const string Aside = "aside";
    private const string Inbox = "/inbox";

    public static ShellArrangement Of(Uri address)
    {
        if (address.AbsolutePath != Inbox) return new("page", "main");
        var query = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(address.Query);
        if (!query.ContainsKey(ConversationKey)) return new("panes", "list");
        return new("panes", query.TryGetValue(PaneKey, out var pane) && pane == Aside ? Aside : "main");
    }

    public static string AddressOf(Portal.Domain.Shared.ConversationId conversation, bool aside = false) =>
        $"{Inbox}?{ConversationKey}={conversation}{(aside ? $"&{PaneKey}={Aside}" : "")}";
}
