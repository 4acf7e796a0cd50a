using System.Data.Common;

namespace KetenHub.Storage;

/// <summary>References are text; SQLite works synchronously, so that a task has its result at once.</summary>
internal sealed class SqliteDesk(SqliteReadPool reading, Func<Action<SqliteWriter>, CancellationToken, Task> write) : IDesk
{
    public Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> read, CancellationToken cancellation) =>
        reading.ReadAsync(connection => read(connection).GetAwaiter().GetResult(), cancellation);

    public async Task<T> WriteAsync<T>(Func<DbConnection, Task<T>> work, CancellationToken cancellation)
    {
        var result = default(T)!;
        await write(writer => result = work(writer.Connection).GetAwaiter().GetResult(), cancellation);
        return result;
    }

    public object Of(Guid reference) => reference.ToString();
}
