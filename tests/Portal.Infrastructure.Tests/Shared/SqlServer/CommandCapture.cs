using System.Data.Common;
using System.Text;
using Microsoft.Data.SqlClient;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Portal.Infrastructure.Tests.Shared.SqlServer;

/// <summary>Stands where the server would: no connection is opened, and each command ends here with the text that would have been sent.</summary>
internal sealed class CommandCapture : DbCommandInterceptor, IDbConnectionInterceptor
{
    public ValueTask<InterceptionResult> ConnectionOpeningAsync(DbConnection connection, ConnectionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(InterceptionResult.Suppress());

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default) =>
        throw new SentException(Text(command.CommandText, command.Parameters));

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default) =>
        throw new SentException(Text(command.CommandText, command.Parameters));

    /// <summary>The statement with the names and types of its parameters; their values are of no interest.</summary>
    public static string Text(string sql, DbParameterCollection parameters)
    {
        var text = new StringBuilder();
        foreach (SqlParameter parameter in parameters) text.Append("-- ").Append('@').Append(parameter.ParameterName.TrimStart('@')).Append(' ').Append(parameter.SqlDbType).Append('\n');
        return text.Append(sql).ToString();
    }
}

internal sealed class SentException(string text) : Exception("A statement would have been sent.")
{
    public string Text { get; } = text;
}
