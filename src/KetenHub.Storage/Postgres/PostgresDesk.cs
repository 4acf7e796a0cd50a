using System.Data.Common;
using Npgsql;

namespace KetenHub.Storage;

/// <summary>References are uuids.</summary>
internal sealed class PostgresDesk(NpgsqlDataSource source) : IDesk
{
    public Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> read, CancellationToken cancellation) => PostgresErrors.MapAsync(async () =>
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        return await read(connection);
    });

    public Task<T> WriteAsync<T>(Func<DbConnection, Task<T>> write, CancellationToken cancellation) => PostgresErrors.MapAsync(async () =>
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var result = await write(connection);
        await transaction.CommitAsync(cancellation);
        return result;
    });

    public object Of(Guid reference) => reference;
}
