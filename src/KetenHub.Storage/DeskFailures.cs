using System.Data;
using Dapper;
using KetenHub.Hub;

namespace KetenHub.Storage;

/// <summary>Failures, jobs and corrections, for both engines. Filters are fixed SQL: an empty text and a moment at either end let everything pass.</summary>
internal sealed class DeskFailures(IDesk desk) : IFailures
{
    private const string RefusedColumns =
        "id, publisher, received_at, content_type, errors, problems, length, times, resolution, resolved_at, resolved_by, emptied_at";
    private const string OpenRefused = """
        quarantine WHERE resolution = '' AND @refused AND (@Partner = '' OR publisher = @Partner) AND (@Reason = '' OR errors = @Reason)
            AND received_at >= @since AND received_at < @until AND (@anyId OR id = @id)
        """;
    private const string OpenPostponed = """
        outbox WHERE sent_at IS NULL AND next_try IS NOT NULL AND @postponed AND (@Partner = '' OR recipient = @Partner) AND (@Reason = '' OR reason = @Reason)
            AND created_at >= @since AND created_at < @until AND (@anyId OR id = @id)
        """;
    private const string Groups = """
        SELECT g.kind, g.partner, g.reason, g.count, g.first, g.last, n.note, n.actor, n.at FROM (
            SELECT 'Refused' AS kind, publisher AS partner, errors AS reason, count(*) AS count, min(received_at) AS first, max(received_at) AS last
                FROM quarantine WHERE resolution = '' GROUP BY publisher, errors
            UNION ALL
            SELECT 'Postponed', recipient, reason, count(*), min(created_at), max(created_at)
                FROM outbox WHERE sent_at IS NULL AND next_try IS NOT NULL GROUP BY recipient, reason) AS g
        LEFT JOIN failure_note n ON n.kind = g.kind AND n.partner = g.partner AND n.reason = g.reason
        """;
    private const string SetNote = """
        INSERT INTO failure_note (kind, partner, reason, note, actor, at) VALUES (@kind, @partner, @reason, @text, @actor, @at)
        ON CONFLICT (kind, partner, reason) DO UPDATE SET note = excluded.note, actor = excluded.actor, at = excluded.at
        """;
    private const string Resolve = "UPDATE quarantine SET resolution = @resolution, resolved_by = @actor, resolved_at = @at WHERE id = @id AND resolution = ''";
    private const string TryNow = "UPDATE outbox SET next_try = @at WHERE id = @id AND sent_at IS NULL AND next_try IS NOT NULL";
    private const string AddItems = $"""
        INSERT INTO replay_item (replay, place, kind, item)
        SELECT @replay, row_number() OVER (ORDER BY rank, at, seq, id), kind, id FROM (
            SELECT 1 AS rank, received_at AS at, 0 AS seq, 'Refused' AS kind, id FROM {OpenRefused}
            UNION ALL SELECT 2, 0, seq, 'Postponed', id FROM {OpenPostponed}) AS matching
        """;

    // With the counts of its items.
    private const string ReplayColumns = """
        r.id, r.actor, r.reason, r.made_at, r.ended_at, (SELECT count(*) FROM replay_item i WHERE i.replay = r.id),
            (SELECT count(*) FROM replay_item i WHERE i.replay = r.id AND i.result <> ''),
            (SELECT count(*) FROM replay_item i WHERE i.replay = r.id AND i.result IN ('Accepted', 'Known', 'Released'))
        """;
    private const string ItemColumns = "replay, place, kind, item, result, detail, at";
    private const string CorrectionColumns = "id, refused, reason, made_by, made_at, decided_by, decided_at, outcome, sealed_raw";

    public async Task<IReadOnlyList<FailureGroup>> GroupsAsync(CancellationToken cancellation)
    {
        var groups = await desk.ReadAsync(connection => connection.ListAsync(Groups, null, Group), cancellation);
        return [.. groups.OrderByDescending(group => group.Count).ThenBy(group => group.First).ThenBy(group => group.Partner, StringComparer.Ordinal).ThenBy(group => group.Reason, StringComparer.Ordinal)];
    }

    public Task NoteAsync(FailureKind kind, string partner, string reason, FailureNote note, CancellationToken cancellation) => ExecuteAsync(
        SetNote, new { kind = kind.ToString(), partner, reason, text = note.Text, actor = note.Actor, at = note.At.ToUnixTimeMilliseconds() }, cancellation);

    public Task<Page<RefusedRow>> RefusedAsync(FailureFilter filter, int skip, int take, CancellationToken cancellation) =>
        PageAsync(RefusedColumns, OpenRefused, "received_at, id", Values(filter, skip, take), Refused, cancellation);

    public Task<Page<PostponedRow>> PostponedAsync(FailureFilter filter, int skip, int take, CancellationToken cancellation) =>
        PageAsync("id, person, recipient, type, created_at, attempts, next_try, reason", OpenPostponed, "seq", Values(filter, skip, take), Postponed, cancellation);

    public Task<RefusedRow?> RefusedOfAsync(Guid id, CancellationToken cancellation) =>
        OneAsync($"SELECT {RefusedColumns} FROM quarantine WHERE id = @id", id, Refused, cancellation);

    public Task<byte[]?> SealedRawAsync(Guid id, CancellationToken cancellation) => desk.ReadAsync(
        connection => connection.ExecuteScalarAsync<byte[]?>("SELECT sealed_raw FROM quarantine WHERE id = @id", new { id = desk.Of(id) }), cancellation);

    public async Task<bool> ResolveAsync(Guid id, Resolution resolution, string actor, DateTimeOffset at, CancellationToken cancellation) =>
        await ExecuteAsync(Resolve, new { resolution = Stored.NameOf(resolution), actor, at = at.ToUnixTimeMilliseconds(), id = desk.Of(id) }, cancellation) > 0;

    public async Task<bool> TryNowAsync(Guid id, DateTimeOffset at, CancellationToken cancellation) =>
        await ExecuteAsync(TryNow, new { at = at.ToUnixTimeMilliseconds(), id = desk.Of(id) }, cancellation) > 0;

    public Task<long> AddReplayAsync(ReplayRow replay, FailureFilter filter, CancellationToken cancellation) => desk.WriteAsync(
        async connection =>
        {
            var values = Values(filter, 0, 0);
            values.Add("replay", desk.Of(replay.Id));
            var items = await connection.ExecuteAsync(AddItems, values);
            if (items > 0)
            {
                await connection.ExecuteAsync(
                    "INSERT INTO replay (id, actor, reason, made_at) VALUES (@id, @Actor, @Reason, @at)",
                    new { id = desk.Of(replay.Id), replay.Actor, replay.Reason, at = replay.MadeAt.ToUnixTimeMilliseconds() });
            }
            return (long)items;
        },
        cancellation);

    public Task<Page<ReplayRow>> ReplaysAsync(int skip, int take, CancellationToken cancellation) =>
        PageAsync(ReplayColumns, "replay r", "r.made_at DESC, r.id", new { skip, take }, Replay, cancellation);

    public Task<ReplayRow?> ReplayAsync(Guid id, CancellationToken cancellation) =>
        OneAsync($"SELECT {ReplayColumns} FROM replay r WHERE r.id = @id", id, Replay, cancellation);

    public async Task<ReplayRow?> NextReplayAsync(CancellationToken cancellation) => (await desk.ReadAsync(
        connection => connection.ListAsync($"SELECT {ReplayColumns} FROM replay r WHERE r.ended_at IS NULL ORDER BY r.made_at, r.id LIMIT 1", null, Replay),
        cancellation)).SingleOrDefault();

    public Task<Page<ReplayItem>> ItemsAsync(Guid replay, int skip, int take, CancellationToken cancellation) =>
        PageAsync(ItemColumns, "replay_item WHERE replay = @replay", "place", new { replay = desk.Of(replay), skip, take }, Item, cancellation);

    public async Task<IReadOnlyList<ReplayItem>> TriesOfAsync(Guid item, CancellationToken cancellation) => await desk.ReadAsync(
        connection => connection.ListAsync(
            $"SELECT {ItemColumns} FROM replay_item WHERE item = @item ORDER BY coalesce(at, {long.MaxValue}) DESC, replay", new { item = desk.Of(item) }, Item),
        cancellation);

    public Task FinishItemAsync(Guid replay, long place, ReplayResult result, string detail, DateTimeOffset at, CancellationToken cancellation) => ExecuteAsync(
        "UPDATE replay_item SET result = @result, detail = @detail, at = @at WHERE replay = @replay AND place = @place",
        new { result = Stored.NameOf(result), detail, at = at.ToUnixTimeMilliseconds(), replay = desk.Of(replay), place }, cancellation);

    public Task EndReplayAsync(Guid replay, DateTimeOffset at, CancellationToken cancellation) =>
        ExecuteAsync("UPDATE replay SET ended_at = @at WHERE id = @id", new { at = at.ToUnixTimeMilliseconds(), id = desk.Of(replay) }, cancellation);

    public Task AddCorrectionAsync(CorrectionRow correction, CancellationToken cancellation) => ExecuteAsync(
        "INSERT INTO correction (id, refused, reason, made_by, made_at, sealed_raw) VALUES (@id, @refused, @Reason, @MadeBy, @at, @SealedRaw)",
        new { id = desk.Of(correction.Id), refused = desk.Of(correction.Refused), correction.Reason, correction.MadeBy, at = correction.MadeAt.ToUnixTimeMilliseconds(), correction.SealedRaw },
        cancellation);

    public Task<Page<CorrectionRow>> CorrectionsAsync(int skip, int take, CancellationToken cancellation) =>
        PageAsync(CorrectionColumns, "correction", "CASE WHEN outcome = '' THEN 0 ELSE 1 END, made_at DESC, id", new { skip, take }, Correction, cancellation);

    public Task<CorrectionRow?> CorrectionAsync(Guid id, CancellationToken cancellation) =>
        OneAsync($"SELECT {CorrectionColumns} FROM correction WHERE id = @id", id, Correction, cancellation);

    public async Task<bool> DecideAsync(Guid correction, string actor, DateTimeOffset at, string outcome, CancellationToken cancellation) => await ExecuteAsync(
        "UPDATE correction SET decided_by = @actor, decided_at = @at, outcome = @outcome WHERE id = @id AND outcome = ''",
        new { actor, at = at.ToUnixTimeMilliseconds(), outcome, id = desk.Of(correction) }, cancellation) > 0;

    private DynamicParameters Values(FailureFilter filter, int skip, int take) => new(new
    {
        refused = filter.Kind is null or FailureKind.Refused, postponed = filter.Kind is null or FailureKind.Postponed, filter.Partner, filter.Reason,
        since = filter.Since?.ToUnixTimeMilliseconds() ?? long.MinValue, until = filter.Until?.ToUnixTimeMilliseconds() ?? long.MaxValue,
        anyId = filter.Id is null, id = desk.Of(filter.Id ?? Guid.Empty), skip, take,
    });

    private Task<int> ExecuteAsync(string sql, object values, CancellationToken cancellation) =>
        desk.WriteAsync(connection => connection.ExecuteAsync(sql, values), cancellation);

    private Task<Page<T>> PageAsync<T>(string columns, string from, string order, object values, Func<IDataReader, T> row, CancellationToken cancellation) =>
        desk.ReadAsync(connection => connection.PageAsync(columns, from, order, values, row), cancellation);

    private async Task<T?> OneAsync<T>(string sql, Guid id, Func<IDataReader, T> row, CancellationToken cancellation) where T : class =>
        (await desk.ReadAsync(connection => connection.ListAsync(sql, new { id = desk.Of(id) }, row), cancellation)).SingleOrDefault();

    private static FailureGroup Group(IDataReader r) => new(
        Stored.Read<FailureKind>(r.GetString(0)), r.GetString(1), r.GetString(2), r.GetInt64(3), r.Time(4), r.Time(5),
        r.IsDBNull(6) ? null : new FailureNote(r.GetString(6), r.GetString(7), r.Time(8)));

    private static RefusedRow Refused(IDataReader r) => new(
        r.GetGuid(0), r.GetString(1), r.Time(2), r.GetString(3), r.GetString(4), r.GetString(5), r.GetInt64(6), r.GetInt64(7),
        r.GetString(8) is { Length: > 0 } resolution ? Stored.Read<Resolution>(resolution) : null, r.TimeOrNull(9), r.GetString(10), r.TimeOrNull(11));

    private static PostponedRow Postponed(IDataReader r) => new(
        r.GetGuid(0), r.GetGuid(1), r.GetString(2), r.GetString(3), r.Time(4), r.GetInt32(5), r.Time(6), r.IsDBNull(7) ? "" : r.GetString(7));

    private static ReplayRow Replay(IDataReader r) => new(
        r.GetGuid(0), r.GetString(1), r.GetString(2), r.Time(3), r.TimeOrNull(4), r.GetInt64(5), r.GetInt64(6), r.GetInt64(7));

    private static ReplayItem Item(IDataReader r) => new(
        r.GetGuid(0), r.GetInt64(1), Stored.Read<FailureKind>(r.GetString(2)), r.GetGuid(3),
        r.GetString(4) is { Length: > 0 } result ? Stored.Read<ReplayResult>(result) : null, r.GetString(5), r.TimeOrNull(6));

    private static CorrectionRow Correction(IDataReader r) => new(
        r.GetGuid(0), r.GetGuid(1), r.GetString(2), r.GetString(3), r.Time(4), r.GetString(5), r.TimeOrNull(6), r.GetString(7), (byte[])r.GetValue(8));
}
