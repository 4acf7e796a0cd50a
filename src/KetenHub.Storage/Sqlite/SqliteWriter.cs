using Microsoft.Data.Sqlite;
using static SQLitePCL.raw;

namespace KetenHub.Storage;

/// <summary>The one connection that writes, with its prepared statements. Used by one transaction at a time.</summary>
internal sealed class SqliteWriter : IDisposable
{
    private readonly SqliteStatements statements;

    /// <summary>Opens or creates the file.</summary>
    /// <param name="path">Database file; its folder exists.</param>
    /// <param name="busy">How long to wait for a writer in another process.</param>
    public SqliteWriter(string path, TimeSpan busy)
    {
        Connection = Open(path, SqliteOpenMode.ReadWriteCreate, busy);
        statements = new SqliteStatements(Connection);
        try
        {
            // FULL: a commit is on the disk before the publisher hears of it. 16000 pages (64 MiB) between checkpoints: keys are random,
            // so that a batch touches many pages, and many batches the same ones. With 1000 pages half as many messages a second went through.
            Execute("PRAGMA journal_mode = WAL");
            Execute("PRAGMA synchronous = FULL");
            Execute("PRAGMA wal_autocheckpoint = 16000");
            Execute("PRAGMA journal_size_limit = 67108864");
            Execute("PRAGMA cache_size = -65536");
        }
        catch
        {
            Connection.Dispose();
            throw;
        }
    }

    /// <summary>For what is not hot.</summary>
    public SqliteConnection Connection { get; }

    /// <summary>Takes the write lock at once: a transaction that reads first and writes later could not always get it.</summary>
    public void Begin() => this["BEGIN IMMEDIATE"].Run();

    /// <summary>Durable on return.</summary>
    public void Commit() => this["COMMIT"].Run();

    /// <summary>Undoes the transaction if there is one: SQLite ends it by itself on some errors.</summary>
    public void Rollback()
    {
        statements.Reset();
        if (sqlite3_get_autocommit(Connection.Handle) == 0)
            this["ROLLBACK"].Run();
    }

    /// <summary>The prepared statement for this text.</summary>
    public SqliteStatement this[string sql] => statements[sql];

    /// <summary>Opens a connection, without the pool of Microsoft.Data.Sqlite: it would hold the file open after the store is closed.</summary>
    public static SqliteConnection Open(string path, SqliteOpenMode mode, TimeSpan busy)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = mode,
            Pooling = false,
            ForeignKeys = false,
            DefaultTimeout = Math.Max(1, (int)busy.TotalSeconds),
        }.ToString());
        try
        {
            connection.Open();
            // SQLite waits in steps of a few milliseconds; the waiting of Microsoft.Data.Sqlite alone takes steps of 150.
            sqlite3_busy_timeout(connection.Handle, (int)busy.TotalMilliseconds);
            // Plans don't depend on what is bound. Otherwise SQLite compiles a prepared statement again whenever other values are bound that could
            // let it use a partial index.
            sqlite3_db_config(connection.Handle, SQLITE_DBCONFIG_ENABLE_QPSG, 1, out _);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        statements.Dispose();
        Connection.Dispose();
    }

    private void Execute(string sql)
    {
        using var statement = new SqliteStatement(Connection.Handle!, sql);
        statement.Run();
    }
}
