using System.Collections.Concurrent;
using Dapper;
using Microsoft.Data.Sqlite;

namespace KetenHub.Storage;

/// <summary>Connections that read. Each read sees one moment of the store, and never waits for the writer nor makes it wait (WAL).</summary>
internal sealed class SqliteReadPool(string path, TimeSpan busy) : IDisposable
{
    // Bounded in what it keeps, not in what it lends: a page must not wait for a long verification.
    private const int Kept = 4;
    private readonly ConcurrentBag<SqliteConnection> idle = [];
    private volatile bool closed;

    /// <summary>A moment of the store, until disposed.</summary>
    /// <exception cref="Hub.StoreUnavailableException">KH303.</exception>
    public Snapshot Take()
    {
        ObjectDisposedException.ThrowIf(closed, this);
        try
        {
            if (!idle.TryTake(out var connection))
            {
                connection = SqliteWriter.Open(path, SqliteOpenMode.ReadWrite, busy);
                connection.Execute("PRAGMA query_only = 1");
            }
            connection.Execute("BEGIN DEFERRED");
            return new Snapshot(this, connection);
        }
        catch (SqliteException error) when (SqliteErrors.IsUnavailable(error))
        {
            throw SqliteErrors.Unavailable(error);
        }
    }

    /// <summary>Reads at one moment, off the caller's thread: SQLite works synchronously.</summary>
    /// <exception cref="Hub.StoreUnavailableException">KH303.</exception>
    public Task<T> ReadAsync<T>(Func<SqliteConnection, T> read, CancellationToken cancellation) => Task.Run(
        () =>
        {
            try
            {
                using var snapshot = Take();
                return read(snapshot.Connection);
            }
            catch (SqliteException error) when (SqliteErrors.IsUnavailable(error))
            {
                throw SqliteErrors.Unavailable(error);
            }
        },
        cancellation);

    public void Dispose()
    {
        closed = true;
        while (idle.TryTake(out var connection))
            connection.Dispose();
    }

    private void Return(SqliteConnection connection)
    {
        try
        {
            // Two words: Dapper takes one alone for the name of a stored procedure.
            connection.Execute("COMMIT TRANSACTION");
        }
        catch (SqliteException)
        {
            // The read failed and took its transaction with it; the next read opens another connection.
            connection.Dispose();
            return;
        }
        if (closed || idle.Count >= Kept)
            connection.Dispose();
        else
            idle.Add(connection);
    }

    /// <summary>One moment of the store.</summary>
    public readonly struct Snapshot(SqliteReadPool pool, SqliteConnection connection) : IDisposable
    {
        public SqliteConnection Connection => connection;

        public void Dispose() => pool.Return(connection);
    }
}
