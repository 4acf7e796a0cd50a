using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;
using static SQLitePCL.raw;

namespace KetenHub.Storage;

/// <summary>A prepared statement for the hot path. Values are bound by place, in order, without a
/// look-up by name, a box and a reader per row.</summary>
internal sealed class SqliteStatement : IDisposable
{
    private readonly sqlite3 database;
    private readonly sqlite3_stmt statement;
    private byte[] text = new byte[512];
    private int bound;

    /// <summary>Prepares one statement.</summary>
    public SqliteStatement(sqlite3 database, string sql)
    {
        this.database = database;
        Check(sqlite3_prepare_v3(database, sql, SQLITE_PREPARE_PERSISTENT, out statement));
    }

    public SqliteStatement Add(long value)
    {
        Check(sqlite3_bind_int64(statement, ++bound, value));
        return this;
    }

    public SqliteStatement Add(bool value) => Add(value ? 1L : 0L);

    public SqliteStatement Add(long? value) => value is { } known ? Add(known) : AddNull();

    public SqliteStatement Add(DateTimeOffset value) => Add(value.ToUnixTimeMilliseconds());

    public SqliteStatement Add(DateTimeOffset? value) => value is { } known ? Add(known) : AddNull();

    public SqliteStatement Add(string value)
    {
        var most = Encoding.UTF8.GetMaxByteCount(value.Length);
        if (most > text.Length)
            text = new byte[most];
        return AddText(text.AsSpan(0, Encoding.UTF8.GetBytes(value, text)));
    }

    public SqliteStatement Add(Guid value)
    {
        value.TryFormat(text, out var length, "D");
        return AddText(text.AsSpan(0, length));
    }

    public SqliteStatement Add(Guid? value) => value is { } known ? Add(known) : AddNull();

    // An empty span has no address, and SQLite would bind NULL.
    public SqliteStatement Add(byte[]? value)
    {
        if (value is null)
            return AddNull();
        Check(value.Length == 0 ? sqlite3_bind_zeroblob(statement, ++bound, 0) : sqlite3_bind_blob(statement, ++bound, value.AsSpan()));
        return this;
    }

    /// <summary>Runs it to its end and makes it ready for the next row.</summary>
    /// <returns>Rows changed.</returns>
    public int Run()
    {
        try
        {
            while (Step())
            {
                // A row of RETURNING that nobody asked for.
            }
            return sqlite3_changes(database);
        }
        finally
        {
            Reset();
        }
    }

    /// <summary>Moves to the next row. Call <see cref="Reset"/> after the last one.</summary>
    public bool Step()
    {
        var result = sqlite3_step(statement);
        if (result is not (SQLITE_ROW or SQLITE_DONE))
            Check(result);
        return result == SQLITE_ROW;
    }

    /// <summary>Ready for the next values.</summary>
    public void Reset()
    {
        // Its result repeats the error of the last step, which was thrown already.
        sqlite3_reset(statement);
        bound = 0;
    }

    public long Long(int column) => sqlite3_column_int64(statement, column);

    public string Text(int column) => Encoding.UTF8.GetString(Utf8(column));

    /// <summary>Bytes of a text, until the next step.</summary>
    public ReadOnlySpan<byte> Utf8(int column) => sqlite3_column_blob(statement, column);

    public byte[] Bytes(int column) => sqlite3_column_blob(statement, column).ToArray();

    public byte[]? BytesOrNull(int column) => IsNull(column) ? null : Bytes(column);

    public Guid Reference(int column) => Guid.Parse(sqlite3_column_blob(statement, column));

    public Guid? ReferenceOrNull(int column) => IsNull(column) ? null : Reference(column);

    public DateTimeOffset Time(int column) => DateTimeOffset.FromUnixTimeMilliseconds(Long(column));

    public DateTimeOffset? TimeOrNull(int column) => IsNull(column) ? null : Time(column);

    public bool IsNull(int column) => Type(column) == SQLITE_NULL;

    /// <summary>SQLite's type of the value in this row. To be asked before the value is.</summary>
    public int Type(int column) => sqlite3_column_type(statement, column);

    public void Dispose() => statement.Dispose();

    private SqliteStatement AddText(ReadOnlySpan<byte> utf8)
    {
        Check(utf8.Length == 0 ? sqlite3_bind_text(statement, ++bound, "") : sqlite3_bind_text(statement, ++bound, utf8));
        return this;
    }

    private SqliteStatement AddNull()
    {
        Check(sqlite3_bind_null(statement, ++bound));
        return this;
    }

    private void Check(int result) => SqliteException.ThrowExceptionForRC(result, database);
}
