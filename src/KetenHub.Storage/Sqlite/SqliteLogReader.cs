using KetenHub.Contracts;
using KetenHub.Hub;
using static SQLitePCL.raw;

namespace KetenHub.Storage;

/// <summary>Reads the whole log, for verifying it: without what a general reader does for every column of every row. Columns come in the order of
/// <see cref="StoreRows.LogColumns"/>.</summary>
internal sealed class SqliteLogReader(SqliteStatement statement)
{
    private readonly RepeatedTexts texts = new();
    private (string Text, LogKind Kind) kind = ("", default);
    private (string Text, Guid Id) person = ("", default);

    /// <summary>The entry that was stepped to.</summary>
    /// <exception cref="KetenHubException">KH301: a column does not hold what it must.</exception>
    public LogRow Row()
    {
        try
        {
            return new LogRow(
                Person(), Number(1), Kind(), DateTimeOffset.FromUnixTimeMilliseconds(Number(3)), Text(4), Text(5), statement.Text(6), Cause(),
                Text(8), Text(9), Text(10), SealedBody(), BodyDigest: Bytes(11), PrevHash: Bytes(12), Hash: Bytes(13));
        }
        catch (Exception error) when (error is FormatException or ArgumentException)
        {
            throw new KetenHubException(Errors.ChainBroken.At($"person {statement.Text(0)} entry {statement.Text(1)}", "a column does not hold what it must"), error);
        }
    }

    private long Number(int column) => statement.Long(Typed(column, SQLITE_INTEGER));

    private byte[] Bytes(int column) => statement.Bytes(Typed(column, SQLITE_BLOB));

    private byte[]? SealedBody() => statement.IsNull(14) ? null : Bytes(14);

    private long? Cause() => statement.IsNull(7) ? null : Number(7);

    private string Text(int column) => texts.Of(statement.Utf8(column));

    // Entries of one person follow each other, and so do kinds often: the same text is the same object.
    private Guid Person()
    {
        var text = Text(0);
        if (!ReferenceEquals(text, person.Text))
            person = (text, Guid.ParseExact(text, "D"));
        return person.Id;
    }

    private LogKind Kind()
    {
        var text = Text(2);
        if (!ReferenceEquals(text, kind.Text))
            kind = (text, Stored.Read<LogKind>(text));
        return kind.Kind;
    }

    // SQLite keeps any value in any column, and gives any as another type. Of a text only the bytes count, and the hash covers them.
    private int Typed(int column, int type) => statement.Type(column) == type ? column : throw new FormatException("another type than the hub writes");
}
