using System.Data;
using Npgsql;

namespace KetenHub.Storage;

/// <summary>One moment of the database, seen by several connections: a connection reads one result at a time.</summary>
internal sealed class PostgresMoment : IAsyncDisposable
{
    private readonly List<NpgsqlConnection> connections = [];

    private PostgresMoment()
    {
    }

    /// <summary>Takes the moment that is now.</summary>
    /// <param name="source">Opens the connections.</param>
    /// <param name="readers">How many of them.</param>
    /// <param name="cancellation">Cancels.</param>
    public static async Task<PostgresMoment> TakeAsync(NpgsqlDataSource source, int readers, CancellationToken cancellation)
    {
        var moment = new PostgresMoment();
        try
        {
            while (moment.connections.Count < readers)
                moment.connections.Add(await source.OpenConnectionAsync(cancellation));
            await moment.BeginAsync(cancellation);
            return moment;
        }
        catch
        {
            await moment.DisposeAsync();
            throw;
        }
    }

    /// <summary>A command on one of the connections.</summary>
    public NpgsqlCommand Command(int connection, string sql) => new(sql, connections[connection]);

    /// <summary>Ends all transactions.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var connection in connections)
            await connection.DisposeAsync();
    }

    private async Task BeginAsync(CancellationToken cancellation)
    {
        foreach (var connection in connections)
            await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellation);
        await using var export = Command(0, "SELECT pg_export_snapshot()");
        var name = (string)(await export.ExecuteScalarAsync(cancellation))!;
        for (var other = 1; other < connections.Count; other++)
        {
            await using var take = Command(other, $"SET TRANSACTION SNAPSHOT '{name}'");
            await take.ExecuteNonQueryAsync(cancellation);
        }
        // Who has read one to its end waits for the other, for as long as that takes.
        foreach (var connection in connections)
        {
            await using var wait = new NpgsqlCommand("SET LOCAL idle_in_transaction_session_timeout = 0", connection);
            await wait.ExecuteNonQueryAsync(cancellation);
        }
    }
}
