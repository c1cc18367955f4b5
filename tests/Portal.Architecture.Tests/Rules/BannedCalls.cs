using Portal.Architecture.Tests.Reading;

namespace Portal.Architecture.Tests.Rules;

/// <summary>Calls that have a better way here, each with its reason and the place where it is the way.</summary>
internal static class BannedCalls
{
    private static readonly Ban[] Bans =
    [
        new("raw markup is how a script gets in; Razor's text nodes never are", call => call.Type.ToString() is "Microsoft.AspNetCore.Components.MarkupString" or "Microsoft.AspNetCore.Html.HtmlString"),
        new("SQL stands in Dialects", IsSql, @namespace => @namespace.Split('.').Contains("Dialects") || @namespace.Split('.').Contains("Migrations")),
        new("the console is for commands", call => call.Type.ToString() == "System.Console", @namespace => @namespace.Split('.').Contains("Commands")),
        new("logs are written by source-generated messages with ids and outcomes", call => call.Type.ToString() == "Microsoft.Extensions.Logging.LoggerExtensions" && call.Method != "BeginScope"),
        new("time comes from TimeProvider", call => call.Type.ToString() is "System.DateTime" or "System.DateTimeOffset" && call.Method is "get_Now" or "get_UtcNow" or "get_Today"),
        new("ids are UUIDv7", call => call.Type.ToString() == "System.Guid" && call.Method == "NewGuid"),
        new("nobody waits by the clock in a thread", call => call.Type.ToString() == "System.Threading.Thread" && call.Method == "Sleep"),
    ];

    public static int Count => Bans.Length;

    public static IEnumerable<string> Violations(Codebase code) =>
        from type in code.Types
        from call in type.Calls
        from ban in Bans
        where ban.IsMeant(call) && !ban.IsItsPlace(type.Namespace)
        select $"{type} calls {call}: {ban.Reason}";

    private static bool IsSql(Call call) =>
        call.Method.StartsWith("FromSql", StringComparison.Ordinal)
        || call.Method.StartsWith("ExecuteSql", StringComparison.Ordinal)
        || call.Method.StartsWith("SqlQuery", StringComparison.Ordinal)
        || call.Method is "set_CommandText" or "CreateCommand" or "CreateBatchCommand"
        || call is { Type.Name: "NpgsqlCommand" or "NpgsqlBatchCommand" or "SqlCommand", Method: ".ctor" };

    private sealed record Ban(string Reason, Func<Call, bool> IsMeant, Func<string, bool>? Place = null)
    {
        public bool IsItsPlace(string @namespace) => Place?.Invoke(@namespace) ?? false;
    }
}
