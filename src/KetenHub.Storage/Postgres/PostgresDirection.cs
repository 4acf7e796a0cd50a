using KetenHub.Hub;
using Npgsql;

namespace KetenHub.Storage;

/// <summary>Reads of agreements, cases and figures.</summary>
internal static class PostgresDirection
{
    public static async Task<Page<AgreementRow>> AgreementsAsync(
        NpgsqlDataSource source, AgreementFilter filter, int skip, int take, CancellationToken cancellation)
    {
        var values = new List<object>();
        var where = DirectionSql.Where(filter, text => Mark(values, text), number => Mark(values, number));
        return await PageAsync(source, DirectionSql.AgreementColumns, $"agreement WHERE {where}", "ends_at, person, maker COLLATE \"C\", number COLLATE \"C\"",
            values, skip, take, StoreRows.Agreement, cancellation);
    }

    public static async Task<Page<CaseRow>> CasesAsync(
        NpgsqlDataSource source, CaseFilter filter, int skip, int take, CancellationToken cancellation)
    {
        var values = new List<object>();
        var where = DirectionSql.Where(filter, text => Mark(values, text), number => Mark(values, number));
        return await PageAsync(source, DirectionSql.CaseColumns, $"direction WHERE {where}", "since, person", values, skip, take, StoreRows.Case, cancellation);
    }

    public static async Task<IReadOnlyList<FigureRow>> FiguresAsync(
        NpgsqlDataSource source, DateOnly from, DateOnly until, FigureDetail detail, CancellationToken cancellation)
    {
        await using var read = source.CreateCommand(FigureSql.Sums(from, until, detail, "sum(value)::bigint"));
        return DirectionSql.Sorted(await read.ListAsync(StoreRows.Figure, cancellation));
    }

    public static async Task<IReadOnlyList<FigureRow>> FigureNamesAsync(NpgsqlDataSource source, CancellationToken cancellation)
    {
        await using var read = source.CreateCommand(FigureSql.Names.Replace("0, 0 FROM", "0, 0::bigint FROM", StringComparison.Ordinal));
        return DirectionSql.Sorted(await read.ListAsync(StoreRows.Figure, cancellation));
    }

    public static async Task<Page<InboxRow>> EnteredAsync(NpgsqlDataSource data, string source, int skip, int take, CancellationToken cancellation)
    {
        var where = $"source = $1 AND source {DirectionSql.PageSource}";
        await using var read = data.CreateCommand(
            $"SELECT publisher, source, event_id, body_digest, person, n, hash, received_at FROM inbox WHERE {where} ORDER BY event_id COLLATE \"C\" DESC LIMIT $2 OFFSET $3")
            .With(source, (long)take, (long)skip);
        var items = await read.ListAsync(StoreRows.Inbox, cancellation);
        await using var total = data.CreateCommand($"SELECT count(*) FROM inbox WHERE {where}").With(source);
        return new Page<InboxRow>(items, (long)(await total.ExecuteScalarAsync(cancellation))!);
    }

    public static async Task<IReadOnlyList<ExactLook>> ExactLooksAsync(NpgsqlDataSource source, int most, CancellationToken cancellation)
    {
        await using var read = source.CreateCommand("SELECT at, actor, purpose, from_day, until_day FROM exact_look ORDER BY at DESC LIMIT $1").With((long)most);
        return await read.ListAsync(StoreRows.ExactLook, cancellation);
    }

    private static async Task<Page<T>> PageAsync<T>(NpgsqlDataSource source, string columns, string from, string order, List<object> values,
        int skip, int take, Func<System.Data.IDataReader, T> row, CancellationToken cancellation)
    {
        await using var page = source.CreateCommand($"SELECT {columns} FROM {from} ORDER BY {order} LIMIT ${values.Count + 1} OFFSET ${values.Count + 2}")
            .With([.. values, (long)take, (long)skip]);
        var items = await page.ListAsync(row, cancellation);
        await using var total = source.CreateCommand($"SELECT count(*) FROM {from}").With([.. values]);
        return new Page<T>(items, (long)(await total.ExecuteScalarAsync(cancellation))!);
    }

    private static string Mark(List<object> values, object value)
    {
        values.Add(value);
        return $"${values.Count}";
    }
}
