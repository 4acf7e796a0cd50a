using Microsoft.Data.Sqlite;

namespace KetenHub.Storage;

/// <summary>A connection that only reads, with its prepared statements. Used by one reader at a time.</summary>
internal sealed class SqliteReader : IDisposable
{
    private readonly SqliteStatements statements;

    /// <summary>Opens the file.</summary>
    /// <param name="path">Database file; its folder exists.</param>
    /// <param name="busy">How long to wait for a writer in another process.</param>
    public SqliteReader(string path, TimeSpan busy)
    {
        Connection = SqliteWriter.Open(path, SqliteOpenMode.ReadWrite, busy);
        statements = new SqliteStatements(Connection);
        try
        {
            this["PRAGMA query_only = 1"].Run();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>For what is read now and then.</summary>
    public SqliteConnection Connection { get; }

    /// <summary>The prepared statement for this text: for what is read again and again.</summary>
    public SqliteStatement this[string sql] => statements[sql];

    /// <summary>From its first read on it sees one moment.</summary>
    public void Begin() => this["BEGIN DEFERRED"].Run();

    /// <summary>Lets go of that moment.</summary>
    public void End()
    {
        statements.Reset();
        this["COMMIT"].Run();
    }

    public void Dispose()
    {
        statements.Dispose();
        Connection.Dispose();
    }
}
