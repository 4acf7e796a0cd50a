using System.Globalization;
using KetenHub.Contracts;
using KetenHub.Hub;
using Microsoft.Data.Sqlite;
using static SQLitePCL.raw;

namespace KetenHub.Storage;

/// <summary>What a SQLite error means for the hub.</summary>
internal static class SqliteErrors
{
    /// <summary>File name as errors show it: never the folder, it can hold a person's login name.</summary>
    public const string StoreName = "ketenhub.db";

    /// <summary>Disk full, locked by another process, gone: worth trying later. Other errors are defects and stay what they are.</summary>
    public static bool IsUnavailable(SqliteException error) => error.SqliteErrorCode is
        SQLITE_BUSY or SQLITE_LOCKED or SQLITE_FULL or SQLITE_IOERR or SQLITE_READONLY or SQLITE_CANTOPEN;

    /// <summary>A row with this key is there.</summary>
    public static bool IsDuplicate(SqliteException error) => error.SqliteExtendedErrorCode is
        SQLITE_CONSTRAINT_PRIMARYKEY or SQLITE_CONSTRAINT_UNIQUE or SQLITE_CONSTRAINT_ROWID;

    /// <summary>KH303 with SQLite's number for the reason.</summary>
    public static StoreUnavailableException Unavailable(SqliteException error) => new(
        Errors.StoreUnavailable.At(StoreName, "SQLite error " + error.SqliteExtendedErrorCode.ToString(CultureInfo.InvariantCulture)).ToString(), error);
}
