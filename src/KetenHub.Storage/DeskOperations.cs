using System.Data;
using System.Data.Common;
using System.Runtime.CompilerServices;
using Dapper;
using KetenHub.Decisions;
using KetenHub.Hub;

namespace KetenHub.Storage;

/// <summary>What operations staff look at, for both engines.</summary>
internal sealed class DeskOperations(IDesk desk) : IOperations
{
    private const string AddFlow = """
        INSERT INTO flow (minute, kind, bucket, count) VALUES (@Minute, @Kind, @Bucket, @Count)
        ON CONFLICT (minute, kind, bucket) DO UPDATE SET count = flow.count + excluded.count
        """;

    // The parts of the index readiness_board in which hand-outs are still to come.
    private const string HandOuts = """
        SELECT status, count(*) FILTER (WHERE hand_out_at IS NULL OR hand_out_at < @day), count(*) FROM readiness
        WHERE urgency IN (1, 2) AND status IN ('Requested', 'Ready', 'NotReady', 'Overdue') AND (hand_out_at IS NULL OR hand_out_at < @threeDays) GROUP BY status
        """;
    private const string Numbers = """
        SELECT (SELECT count(*) FROM agreement WHERE result = ''), (SELECT count(*) FROM agreement WHERE result = '' AND ends_at <= @at),
            (SELECT count(*) FROM deadline WHERE at < @day), (SELECT min(at) FROM deadline),
            (SELECT count(*) FROM quarantine WHERE resolution = ''), (SELECT min(received_at) FROM quarantine WHERE resolution = ''),
            (SELECT count(*) FROM quarantine WHERE resolution = '' AND received_at > @lately),
            (SELECT count(*) FROM outbox WHERE sent_at IS NULL AND next_try IS NOT NULL),
            (SELECT min(created_at) FROM outbox WHERE sent_at IS NULL AND next_try IS NOT NULL),
            (SELECT count(*) FROM readiness WHERE urgency = 1)
        """;
    private const string AddAction = $"""
        INSERT INTO page_action ({StoreRows.ActionColumns}) VALUES (@at, @Actor, @kind, @Subject, @Reason, @id, @Result, @Origin, @Trace)
        """;

    // Read in pieces, so that no read stays open for as long as somebody looks.
    private const int PieceOfAudit = 1000;
    private const string Audit = $"""
        SELECT {StoreRows.ActionColumns}, seq FROM page_action WHERE seq > @after AND at >= @from AND at < @until ORDER BY seq LIMIT @most
        """;

    public IAlerts Alerts { get; } = new DeskAlerts(desk);

    public IControls Controls { get; } = new DeskControls(desk);

    public ISessions Sessions { get; } = new DeskSessions(desk);

    public Task NoteFlowAsync(IReadOnlyList<FlowRow> rows, long forgetBefore, CancellationToken cancellation) => desk.WriteAsync(
        async connection =>
        {
            await connection.ExecuteAsync(AddFlow, rows.Select(row => new { row.Minute, Kind = Stored.NameOf(row.Kind), Bucket = (long)row.Bucket, row.Count }));
            return await connection.ExecuteAsync("DELETE FROM flow WHERE minute < @forgetBefore", new { forgetBefore });
        },
        cancellation);

    public async Task<IReadOnlyList<FlowRow>> FlowAsync(long fromMinute, CancellationToken cancellation) => await desk.ReadAsync(
        connection => connection.ListAsync(
            "SELECT minute, kind, bucket, count FROM flow WHERE minute >= @fromMinute ORDER BY minute, kind, bucket", new { fromMinute },
            r => new FlowRow(r.GetInt64(0), Stored.Read<FlowKind>(r.GetString(1)), (int)r.GetInt64(2), r.GetInt64(3))),
        cancellation);

    public Task<Glance> GlanceAsync(DateTimeOffset now, CancellationToken cancellation) => desk.ReadAsync(
        async connection =>
        {
            var at = new
            {
                at = now.ToUnixTimeMilliseconds(), day = now.AddDays(1).ToUnixTimeMilliseconds(), threeDays = now.AddDays(3).ToUnixTimeMilliseconds(),
                lately = now.AddHours(-1).ToUnixTimeMilliseconds(),
            };
            var handOuts = await connection.ListAsync(
                HandOuts, at, r => new HandOutCount(Stored.Read<ReadinessStatus>(r.GetString(0)), r.GetInt64(1), r.GetInt64(2)));
            var numbers = await connection.ListAsync(
                Numbers, at,
                r => new Glance(
                    [.. handOuts.OrderBy(row => row.Status)], r.GetInt64(0), r.GetInt64(1), r.GetInt64(2), r.TimeOrNull(3), r.GetInt64(4), r.TimeOrNull(5),
                    r.GetInt64(6), r.GetInt64(7), r.TimeOrNull(8), r.GetInt64(9)));
            return numbers.Single();
        },
        cancellation);

    public Task<Page<DeadlineRow>> DeadlinesAsync(DateTimeOffset before, int skip, int take, CancellationToken cancellation) => desk.ReadAsync(
        connection => connection.PageAsync(
            "person, key, at", "deadline WHERE at < @before", "at, person, key", new { before = before.ToUnixTimeMilliseconds(), skip, take }, StoreRows.Deadline),
        cancellation);

    public Task<Page<LogRow>> LookUpsAsync(int skip, int take, CancellationToken cancellation) => desk.ReadAsync(
        connection => connection.PageAsync(StoreRows.LogColumns, "log WHERE kind = 'LookedUp'", "at DESC, person, n DESC", new { skip, take }, StoreRows.Log), cancellation);

    public Task NoteActionAsync(ActionRow action, CancellationToken cancellation) => desk.WriteAsync(
        connection => AddAsync(connection, desk, action), cancellation);

    /// <summary>Adds an entry of the audit log, within a transaction.</summary>
    /// <returns>1.</returns>
    public static async Task<int> AddAsync(DbConnection connection, IDesk desk, ActionRow action)
    {
        var at = action.At.ToUnixTimeMilliseconds();
        await connection.ExecuteAsync(
            AddAction, new { at, action.Actor, kind = Stored.NameOf(action.Kind), action.Subject, action.Reason, id = desk.Of(action.Id), action.Result, action.Origin, action.Trace });
        return await connection.ExecuteAsync("INSERT INTO leaf_queue (at, leaves) VALUES (@at, @leaves)", new { at, leaves = Leaves.Of([], [action]) });
    }

    public Task<Page<ActionRow>> ActionsAsync(string subject, int skip, int take, CancellationToken cancellation) => desk.ReadAsync(
        connection => connection.PageAsync(
            StoreRows.ActionColumns, "page_action WHERE (@subject = '' OR subject = @subject)", "seq DESC", new { subject, skip, take }, StoreRows.Action),
        cancellation);

    public async IAsyncEnumerable<ActionRow> AuditAsync(DateTimeOffset from, DateTimeOffset until, [EnumeratorCancellation] CancellationToken cancellation)
    {
        List<(ActionRow Row, long Seq)> piece;
        var after = 0L;
        do
        {
            var asked = new { after, from = from.ToUnixTimeMilliseconds(), until = until.ToUnixTimeMilliseconds(), most = PieceOfAudit };
            piece = await desk.ReadAsync(connection => connection.ListAsync(Audit, asked, r => (StoreRows.Action(r), r.GetInt64(9))), cancellation);
            foreach (var (row, seq) in piece)
            {
                yield return row;
                after = seq;
            }
        }
        while (piece.Count == PieceOfAudit);
    }

    public Task<IReadOnlyList<ActionRow>> ActionsOfAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellation) => desk.ReadAsync<IReadOnlyList<ActionRow>>(
        async connection =>
        {
            var found = new List<ActionRow>();
            foreach (var id in ids)
                found.AddRange(await connection.ListAsync($"SELECT {StoreRows.ActionColumns} FROM page_action WHERE id = @id", new { id = desk.Of(id) }, StoreRows.Action));
            return found;
        },
        cancellation);
}

/// <summary>Rows of what the desk asks.</summary>
internal static class DeskRows
{
    public static async Task<List<T>> ListAsync<T>(this DbConnection connection, string sql, object? parameters, Func<IDataReader, T> row)
    {
        await using var reader = await connection.ExecuteReaderAsync(sql, parameters);
        var rows = new List<T>();
        while (await reader.ReadAsync())
            rows.Add(row(reader));
        return rows;
    }

    /// <summary>A page of a list with how long the list is; the parameters name <c>skip</c> and <c>take</c>.</summary>
    public static async Task<Page<T>> PageAsync<T>(
        this DbConnection connection, string columns, string from, string order, object parameters, Func<IDataReader, T> row) =>
        new(await connection.ListAsync($"SELECT {columns} FROM {from} ORDER BY {order} LIMIT @take OFFSET @skip", parameters, row),
            await connection.ExecuteScalarAsync<long>($"SELECT count(*) FROM {from}", parameters));
}
