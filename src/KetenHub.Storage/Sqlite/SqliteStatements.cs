using Microsoft.Data.Sqlite;

namespace KetenHub.Storage;

/// <summary>The prepared statements of one connection, by their text: SQLite compiles each once, and not at every use.</summary>
internal sealed class SqliteStatements(SqliteConnection connection) : IDisposable
{
    private readonly Dictionary<string, SqliteStatement> statements = new(StringComparer.Ordinal);

    /// <summary>The prepared statement for this text.</summary>
    public SqliteStatement this[string sql]
    {
        get
        {
            if (!statements.TryGetValue(sql, out var statement))
                statements.Add(sql, statement = new SqliteStatement(connection.Handle!, sql));
            return statement;
        }
    }

    /// <summary>Ends what one of them was in the middle of.</summary>
    public void Reset()
    {
        foreach (var statement in statements.Values)
            statement.Reset();
    }

    public void Dispose()
    {
        foreach (var statement in statements.Values)
            statement.Dispose();
    }
}
