using System.Data;
using KetenHub.Contracts;
using KetenHub.Decisions;
using KetenHub.Hub;

namespace KetenHub.Storage;

/// <summary>Rows from readers, by place of the column. The twins share it: same columns, in the same order.</summary>
internal static class StoreRows
{
    public const string PersonColumns = "id, n, head, sealed_state, wrapped_key, merged_into";
    public const string LogColumnsWithoutBody = "person, n, kind, at, party, type, event_id, cause_n, policy_version, why, trace, body_digest, prev_hash, hash";
    public const string LogColumns = $"{LogColumnsWithoutBody}, sealed_body";
    public const string ActionColumns = "at, actor, kind, subject, reason, id, result, origin, trace";
    public const string ReadinessColumns =
        "person, decision_number, status, hand_out_at, location, respond_by, level, next_step, next_at, who_comes, interview_at, "
        + "not_ready_reason, cancel_cause, is_minor, out_of_view, missed_presence, ready_at_hand_out, requests, changed_at";
    public const string CheckpointColumns = "size, at, since, subtrees, note";
    public const string QuarantineColumns = "id, publisher, received_at, content_type, errors, problems, digest, length, times, sealed_raw";

    /// <summary>All rows of a reader.</summary>
    public static List<T> List<T>(this IDataReader reader, Func<IDataReader, T> row)
    {
        var rows = new List<T>();
        while (reader.Read())
            rows.Add(row(reader));
        return rows;
    }

    /// <summary>A moment from milliseconds, or null.</summary>
    public static DateTimeOffset? Time(long? milliseconds) =>
        milliseconds is { } known ? DateTimeOffset.FromUnixTimeMilliseconds(known) : null;

    public static PersonRow Person(IDataReader r) => new(
        r.Reference(0), r.GetInt64(1), r.Bytes(2), r.Bytes(3), r.Bytes(4), r.IsDBNull(5) ? null : r.Reference(5));

    public static NotifiedPerson Notified(IDataReader r) => new(Guid.Parse(r.GetString(0)), r.GetString(1), r.Reference(2));

    public static DeliveryRow Delivery(IDataReader r) => new(r.Reference(0), r.TimeOrNull(1), r.GetInt32(2));

    public static IdentifierRow Identifier(IDataReader r) => new(new IdentifierHash(r.GetString(0)), r.Reference(1), r.Bytes(2));

    public static InboxRow Inbox(IDataReader r) => new(
        new InboxKey(r.GetString(0), r.GetString(1), r.GetString(2)), r.Bytes(3), r.Reference(4), r.GetInt64(5), r.Bytes(6), r.Time(7));

    public static DeadlineRow Deadline(IDataReader r) => new(r.Reference(0), r.GetString(1), r.Time(2));

    /// <summary>A log entry. Throws KH304 when a column does not hold what it must: the hub writes no such row.</summary>
    public static LogRow Log(IDataReader r)
    {
        try
        {
            return new LogRow(
                r.Reference(0), r.GetInt64(1), Stored.Read<LogKind>(r.GetString(2)), r.Time(3), r.GetString(4), r.GetString(5), r.GetString(6),
                r.IsDBNull(7) ? null : r.GetInt64(7), r.GetString(8), r.GetString(9), r.GetString(10),
                SealedBody: r.IsDBNull(14) ? null : r.Bytes(14), BodyDigest: r.Bytes(11), PrevHash: r.Bytes(12), Hash: r.Bytes(13));
        }
        catch (Exception error) when (error is FormatException or InvalidCastException or ArgumentException or OverflowException or InvalidOperationException)
        {
            throw new KetenHubException(Errors.ChainBroken.At($"person {r.GetValue(0)} entry {r.GetValue(1)}", "a column does not hold what it must"), error);
        }
    }

    public static MessageRow Message(IDataReader r) => new(
        r.Reference(0), r.GetInt64(1), Stored.Read<LogKind>(r.GetString(2)), r.Time(3), r.GetString(4), r.GetString(5), r.GetString(6), r.IsDBNull(7) ? null : r.GetInt64(7),
        r.GetString(8), r.GetString(9));

    /// <summary>An entry of the audit log; those of before it had one have no number, and no result of their own.</summary>
    public static ActionRow Action(IDataReader r)
    {
        var row = new ActionRow(r.Time(0), r.GetString(1), Stored.Read<ActionKind>(r.GetString(2)), r.GetString(3), r.GetString(4))
        {
            Id = r.IsDBNull(5) ? Guid.Empty : r.Reference(5), Origin = r.GetString(7), Trace = r.GetString(8),
        };
        return r.GetString(6) is { Length: > 0 } result ? row with { Result = result } : row;
    }

    public static OutboxItem Unsent(IDataReader r) => new(
        new OutboxRow(r.Reference(0), r.Reference(1), r.GetInt64(2), r.GetString(3), r.GetString(4), r.Time(5)),
        r.IsDBNull(6) ? null : r.Bytes(6), r.IsDBNull(7) ? [] : r.Bytes(7), r.GetInt32(8), r.IsDBNull(9) ? "" : r.GetString(9));

    public const string Backlogs = "SELECT recipient, count(*), min(created_at) FROM outbox WHERE sent_at IS NULL GROUP BY recipient ORDER BY recipient";

    public static Backlog Backlog(IDataReader r) => new(r.GetString(0), r.GetInt64(1), r.Time(2));

    public static QuarantineRow Quarantine(IDataReader r) => new(
        r.Reference(0), r.GetString(1), r.Time(2), r.GetString(3), r.GetString(4), r.GetString(5),
        SealedRaw: r.Bytes(9), Digest: r.Bytes(6), Length: r.GetInt64(7), Times: r.GetInt64(8));

    public static ReadinessRow Readiness(IDataReader r) => new(
        r.Reference(0), r.GetString(1), Stored.Read<ReadinessStatus>(r.GetString(2)), r.TimeOrNull(3), r.GetString(4), r.TimeOrNull(5),
        r.GetInt32(6), r.GetString(7), r.TimeOrNull(8), r.GetString(9), r.TimeOrNull(10), r.GetString(11), r.GetString(12),
        r.GetBoolean(13), r.GetBoolean(14), r.GetBoolean(15), r.GetBoolean(16), r.GetInt32(17), r.Time(18));

    public static AgreementRow Agreement(IDataReader r) => new(
        r.Reference(0), r.GetString(1), r.GetString(2), r.GetString(3), r.GetString(4), r.Time(5), r.GetString(6), r.GetString(7), r.GetString(8),
        r.TimeOrNull(9), r.GetInt32(10), r.Time(11), r.Time(12));

    public static CaseRow Case(IDataReader r) => new(
        r.Reference(0), Stored.Read<CasePhase>(r.GetString(1)), r.Time(2), r.Time(3), r.GetString(4), r.GetString(5), r.GetString(6), r.GetString(7),
        r.GetBoolean(8), r.TimeOrNull(9), r.GetString(10), r.TimeOrNull(11), r.TimeOrNull(12), r.GetInt32(13), r.GetBoolean(14));

    public static ExactLook ExactLook(IDataReader r) => new(
        r.Time(0), r.GetString(1), r.GetString(2), DirectionSql.Day(r.GetInt32(3)), DirectionSql.Day(r.GetInt32(4)));

    public static FigureRow Figure(IDataReader r) => new(
        r.GetInt32(0), Stored.Read<Measure>(r.GetString(1)), r.GetString(2), r.GetString(3), r.GetString(4), r.GetInt32(5), r.GetInt64(6));

    public static QueuedLeaves Queued(IDataReader r) => new(r.GetInt64(0), r.Time(1), r.Bytes(2));

    public static LeafPage Page(IDataReader r) => new(r.GetInt64(0), r.Bytes(1));

    public static CheckpointRow Checkpoint(IDataReader r) => new(r.GetInt64(0), r.Time(1), r.Time(2), r.Bytes(3), r.GetString(4));

    public static SequenceRow Sequence(IDataReader r) => new(
        r.GetString(0), r.GetString(1), r.GetInt64(2), r.GetInt64(3), r.Time(4), r.GetString(5));

    public const string Pulses = "SELECT partner, kind, hour, minutes, last_at FROM pulse ORDER BY partner, kind, hour";

    public static PulseRow Pulse(IDataReader r) => new(r.GetString(0), Stored.Read<PulseKind>(r.GetString(1)), r.GetInt64(2), r.GetInt64(3), r.Time(4));

    private static Guid Reference(this IDataReader reader, int column) => reader.GetGuid(column);

    private static byte[] Bytes(this IDataReader reader, int column) => (byte[])reader.GetValue(column);

    public static DateTimeOffset Time(this IDataReader reader, int column) => DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(column));

    public static DateTimeOffset? TimeOrNull(this IDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.Time(column);
}
