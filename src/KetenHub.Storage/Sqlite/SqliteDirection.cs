using Dapper;
using KetenHub.Hub;
using Microsoft.Data.Sqlite;

namespace KetenHub.Storage;

/// <summary>Reads of agreements, cases and figures.</summary>
internal static class SqliteDirection
{
    public static Page<AgreementRow> Agreements(SqliteConnection connection, AgreementFilter filter, int skip, int take)
    {
        var values = new DynamicParameters(new { skip, take });
        var where = DirectionSql.Where(filter, text => Mark(values, text), number => Mark(values, number));
        using var reader = connection.ExecuteReader(
            $"SELECT {DirectionSql.AgreementColumns} FROM agreement WHERE {where} ORDER BY ends_at, person, maker, number LIMIT @take OFFSET @skip", values);
        return new Page<AgreementRow>(reader.List(StoreRows.Agreement), connection.ExecuteScalar<long>($"SELECT count(*) FROM agreement WHERE {where}", values));
    }

    public static Page<CaseRow> Cases(SqliteConnection connection, CaseFilter filter, int skip, int take)
    {
        var values = new DynamicParameters(new { skip, take });
        var where = DirectionSql.Where(filter, text => Mark(values, text), number => Mark(values, number));
        using var reader = connection.ExecuteReader(
            $"SELECT {DirectionSql.CaseColumns} FROM direction WHERE {where} ORDER BY since, person LIMIT @take OFFSET @skip", values);
        return new Page<CaseRow>(reader.List(StoreRows.Case), connection.ExecuteScalar<long>($"SELECT count(*) FROM direction WHERE {where}", values));
    }

    public static IReadOnlyList<FigureRow> Figures(SqliteConnection connection, DateOnly from, DateOnly until, FigureDetail detail)
    {
        using var reader = connection.ExecuteReader(FigureSql.Sums(from, until, detail, "sum(value)"));
        return DirectionSql.Sorted(reader.List(StoreRows.Figure));
    }

    public static IReadOnlyList<FigureRow> FigureNames(SqliteConnection connection)
    {
        using var reader = connection.ExecuteReader(FigureSql.Names);
        return DirectionSql.Sorted(reader.List(StoreRows.Figure));
    }

    public static Page<InboxRow> Entered(SqliteConnection connection, string source, int skip, int take)
    {
        var where = $"source = @source AND source {DirectionSql.PageSource}";
        using var reader = connection.ExecuteReader(
            $"SELECT publisher, source, event_id, body_digest, person, n, hash, received_at FROM inbox WHERE {where} ORDER BY event_id DESC LIMIT @take OFFSET @skip",
            new { source, take, skip });
        return new Page<InboxRow>(reader.List(StoreRows.Inbox), connection.ExecuteScalar<long>($"SELECT count(*) FROM inbox WHERE {where}", new { source }));
    }

    public static IReadOnlyList<ExactLook> ExactLooks(SqliteConnection connection, int most)
    {
        using var reader = connection.ExecuteReader("SELECT at, actor, purpose, from_day, until_day FROM exact_look ORDER BY at DESC LIMIT @most", new { most });
        return reader.List(StoreRows.ExactLook);
    }

    private static string Mark(DynamicParameters values, object value)
    {
        var name = $"v{values.ParameterNames.Count()}";
        values.Add(name, value);
        return $"@{name}";
    }
}
