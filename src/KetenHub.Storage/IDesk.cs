using System.Data.Common;

namespace KetenHub.Storage;

/// <summary>How an engine runs what both engines write alike: the pages of operations staff ask the same SQL of either. Nothing here is hot.</summary>
internal interface IDesk
{
    /// <summary>Reads.</summary>
    Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> read, CancellationToken cancellation);

    /// <summary>Writes in a transaction; nothing of it when it fails.</summary>
    Task<T> WriteAsync<T>(Func<DbConnection, Task<T>> write, CancellationToken cancellation);

    /// <summary>A reference as the engine keeps it.</summary>
    object Of(Guid reference);
}
