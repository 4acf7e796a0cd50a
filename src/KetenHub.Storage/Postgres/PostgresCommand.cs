using System.Data;
using Npgsql;
using NpgsqlTypes;

namespace KetenHub.Storage;

/// <summary>Parameters by position, in the order of <c>$1</c>, <c>$2</c>, …: the fastest form Npgsql has, and prepared automatically.</summary>
internal static class PostgresCommand
{
    /// <summary>A command with these parameters. A single array of texts must be passed as <c>object</c>: it would be taken for the parameters.</summary>
    public static NpgsqlCommand With(this NpgsqlCommand command, params object[] values)
    {
        foreach (var value in values)
            command.Parameters.Add(Parameter(value));
        return command;
    }

    /// <summary>Adds a statement to a batch; all of a batch goes in one round trip.</summary>
    public static void Add(this NpgsqlBatch batch, string sql, params object[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(Parameter(value));
        batch.BatchCommands.Add(command);
    }

    /// <summary>All rows of a command.</summary>
    public static async Task<List<T>> ListAsync<T>(this NpgsqlCommand command, Func<IDataReader, T> row, CancellationToken cancellation)
    {
        var rows = new List<T>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            rows.Add(row(reader));
        return rows;
    }

    /// <summary>Milliseconds of a moment, or null.</summary>
    public static long? Milliseconds(DateTimeOffset? moment) => moment?.ToUnixTimeMilliseconds();

    // Arrays of nullable elements need their type said; the others say it themselves.
    private static NpgsqlParameter Parameter(object value) => value switch
    {
        long?[] numbers => new NpgsqlParameter { Value = numbers, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint },
        Guid?[] references => new NpgsqlParameter { Value = references, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid },
        byte[]?[] bytes => new NpgsqlParameter { Value = bytes, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea },
        string[] texts => new NpgsqlParameter { Value = texts, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text },
        _ => new NpgsqlParameter { Value = value },
    };
}
