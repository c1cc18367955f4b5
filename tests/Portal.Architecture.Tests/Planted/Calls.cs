// Violations on purpose, under the names of the projects that they pretend to be part of: each guard must see each of them.
using System.Data.Common;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.Logging;

namespace Portal.Infrastructure.Conversations
{
    internal static class CallsMarkup
    {
        public static MarkupString Raw(string text) => (MarkupString)text;
    }

    internal static class CallsSql
    {
        public static int Run(DatabaseFacade database) => database.ExecuteSqlRaw("select 1");
    }

    internal static class CallsCommandText
    {
        public static void Run(DbCommand command, string sql) => command.CommandText = sql;
    }

    internal static class CallsConsole
    {
        public static void Say() => Console.WriteLine("planted");
    }

    internal static class CallsLogger
    {
        public static void Say(ILogger logger, string text) => logger.LogInformation("{Text}", text);
    }

    internal static class CallsClock
    {
        public static (DateTimeOffset, DateTime) Read() => (DateTimeOffset.UtcNow, DateTime.Now);
    }

    internal static class CallsNewGuid
    {
        public static Guid Make() => Guid.NewGuid();
    }

    internal static class CallsSleep
    {
        public static void Wait() => Thread.Sleep(1);
    }
}

namespace Portal.Infrastructure.Shared.Dialects
{
    internal static class SqlInItsPlace
    {
        public static int Run(DatabaseFacade database) => database.ExecuteSqlRaw("select 1");
    }
}

namespace Portal.Web.Shared.Commands
{
    internal static class ConsoleInItsPlace
    {
        public static void Say() => Console.WriteLine("planted");
    }
}
