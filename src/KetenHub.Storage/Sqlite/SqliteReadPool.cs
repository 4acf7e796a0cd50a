using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace KetenHub.Storage;

/// <summary>Connections that read. Each read sees one moment of the store, and never waits for the writer nor makes it wait (WAL).</summary>
internal sealed class SqliteReadPool(string path, TimeSpan busy) : IDisposable
{
    // Bounded in what it keeps, not in what it lends: a page must not wait for a long verification.
    private const int Kept = 4;
    private readonly ConcurrentBag<SqliteReader> idle = [];
    private volatile bool closed;

    /// <summary>A moment of the store, until disposed.</summary>
    /// <exception cref="Hub.StoreUnavailableException">KH303.</exception>
    public Snapshot Take()
    {
        ObjectDisposedException.ThrowIf(closed, this);
        try
        {
            if (!idle.TryTake(out var reader))
                reader = new SqliteReader(path, busy);
            reader.Begin();
            return new Snapshot(this, reader);
        }
        catch (SqliteException error) when (SqliteErrors.IsUnavailable(error))
        {
            throw SqliteErrors.Unavailable(error);
        }
    }

    /// <summary>Reads at one moment, off the caller's thread: SQLite works synchronously.</summary>
    /// <exception cref="Hub.StoreUnavailableException">KH303.</exception>
    public Task<T> ReadAsync<T>(Func<SqliteConnection, T> read, CancellationToken cancellation) =>
        Task.Run(() => Read(reader => read(reader.Connection)), cancellation);

    /// <summary>Reads at one moment on the caller's thread, as transactions write: for the short reads of the hub's own work, for which going to
    /// another thread and back costs more than reading.</summary>
    /// <exception cref="Hub.StoreUnavailableException">KH303, in the task.</exception>
    public Task<T> ReadHere<T>(Func<SqliteReader, T> read, CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested)
            return Task.FromCanceled<T>(cancellation);
        try
        {
            return Task.FromResult(Read(read));
        }
        catch (Exception error) when (error is SqliteException or Hub.StoreUnavailableException or ObjectDisposedException)
        {
            return Task.FromException<T>(error);
        }
    }

    public void Dispose()
    {
        closed = true;
        while (idle.TryTake(out var reader))
            reader.Dispose();
    }

    private T Read<T>(Func<SqliteReader, T> read)
    {
        try
        {
            using var snapshot = Take();
            return read(snapshot.Reader);
        }
        catch (SqliteException error) when (SqliteErrors.IsUnavailable(error))
        {
            throw SqliteErrors.Unavailable(error);
        }
    }

    private void Return(SqliteReader reader)
    {
        try
        {
            reader.End();
        }
        catch (SqliteException)
        {
            // The read failed and took its transaction with it; the next read opens another connection.
            reader.Dispose();
            return;
        }
        if (closed || idle.Count >= Kept)
            reader.Dispose();
        else
            idle.Add(reader);
    }

    /// <summary>One moment of the store.</summary>
    public readonly struct Snapshot(SqliteReadPool pool, SqliteReader reader) : IDisposable
    {
        public SqliteReader Reader => reader;

        public SqliteConnection Connection => reader.Connection;

        public void Dispose() => pool.Return(reader);
    }
}
