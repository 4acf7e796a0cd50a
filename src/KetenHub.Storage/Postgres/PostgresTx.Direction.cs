using KetenHub.Decisions;
using KetenHub.Hub;
using Npgsql;
using static KetenHub.Storage.PostgresCommand;

namespace KetenHub.Storage;

// Agreements, cases and figures of one batch.
internal sealed partial class PostgresTx
{
    private const string DeleteAgreements = "DELETE FROM agreement WHERE person = ANY ($1)";
    private const string DeleteCases = "DELETE FROM direction WHERE person = ANY ($1)";
    private const string UpsertAgreements = """
        INSERT INTO agreement (person, maker, number, owner, kind, ends_at, location, made_table, result, closed_at, level, made_at, changed_at)
        SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
        ON CONFLICT (person, maker, number) DO UPDATE SET owner = excluded.owner, kind = excluded.kind, ends_at = excluded.ends_at,
            location = excluded.location, made_table = excluded.made_table, result = excluded.result, closed_at = excluded.closed_at,
            level = excluded.level, made_at = excluded.made_at, changed_at = excluded.changed_at
        """;
    private const string UpsertCases = """
        INSERT INTO direction (person, phase, since, opened_at, waits_for, location, director, director_function, director_missing,
            out_of_view_since, seen_place, seen_at, reported_at, open_agreements, is_minor)
        SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
        ON CONFLICT (person) DO UPDATE SET phase = excluded.phase, since = excluded.since, opened_at = excluded.opened_at,
            waits_for = excluded.waits_for, location = excluded.location, director = excluded.director,
            director_function = excluded.director_function, director_missing = excluded.director_missing,
            out_of_view_since = excluded.out_of_view_since, seen_place = excluded.seen_place, seen_at = excluded.seen_at,
            reported_at = excluded.reported_at, open_agreements = excluded.open_agreements, is_minor = excluded.is_minor
        """;
    // Transactions side by side must not wait for each other's sums: each takes the lowest number that no other one holds until its end. So no row is
    // waited for, and there are no more rows of a sum than transactions that ever ran at once.
    private const string Shard = "(SELECT shard FROM generate_series(0, 255) AS shard WHERE pg_try_advisory_xact_lock(1905, shard) LIMIT 1)";
    private const string AddToFigures = $"""
        INSERT INTO figure (day, measure, location, partner, label, minutes, shard, value)
        SELECT day, measure, location, partner, label, minutes, {Shard}, value
        FROM unnest($1, $2, $3, $4, $5, $6, $7) AS f (day, measure, location, partner, label, minutes, value)
        ON CONFLICT (measure, day, location, partner, label, minutes, shard) DO UPDATE SET value = figure.value + excluded.value
        """;
    private const string AddToMonths = $"""
        INSERT INTO figure_month (month, measure, location, partner, label, shard, value)
        SELECT month, measure, location, partner, label, {Shard}, value
        FROM unnest($1, $2, $3, $4, $5, $6) AS f (month, measure, location, partner, label, value)
        ON CONFLICT (month, measure, location, partner, label, shard) DO UPDATE SET value = figure_month.value + excluded.value
        """;
    private const string AddToTimes = $"""
        INSERT INTO figure_time (month, measure, partner, minutes, shard, value)
        SELECT month, measure, partner, minutes, {Shard}, value
        FROM unnest($1, $2, $3, $4, $5) AS f (month, measure, partner, minutes, value)
        ON CONFLICT (month, measure, partner, minutes, shard) DO UPDATE SET value = figure_time.value + excluded.value
        """;
    private const string InsertFigureNames = "INSERT INTO figure_name (measure, location, partner, label) SELECT * FROM unnest($1, $2, $3, $4) ON CONFLICT DO NOTHING";
    private const string InsertExactLook = "INSERT INTO exact_look (at, actor, purpose, from_day, until_day) VALUES ($1, $2, $3, $4, $5)";

    private List<FigureName> news = [];

    private void AddDirection(NpgsqlBatch batch, HubWrites writes)
    {
        if (writes.PersonsWithoutDirection.Count > 0)
        {
            batch.Add(DeleteAgreements, writes.PersonsWithoutDirection.ToArray());
            batch.Add(DeleteCases, writes.PersonsWithoutDirection.ToArray());
        }
        if (LastOf(writes.Agreements, row => (row.Person, row.Maker, row.Number)) is { Count: > 0 } agreements)
        {
            batch.Add(UpsertAgreements, Of(agreements, row => row.Person), Of(agreements, row => row.Maker), Of(agreements, row => row.Number),
                Of(agreements, row => row.Owner), Of(agreements, row => row.Kind), Of(agreements, row => row.EndsAt.ToUnixTimeMilliseconds()),
                Of(agreements, row => row.Location), Of(agreements, row => row.Table), Of(agreements, row => row.Result),
                Of(agreements, row => Milliseconds(row.ClosedAt)), Of(agreements, row => row.Level),
                Of(agreements, row => row.MadeAt.ToUnixTimeMilliseconds()), Of(agreements, row => row.ChangedAt.ToUnixTimeMilliseconds()));
        }
        if (LastOf(writes.Cases, row => row.Person) is { Count: > 0 } cases)
        {
            batch.Add(UpsertCases, Of(cases, row => row.Person), Of(cases, row => Stored.NameOf(row.Phase)), Of(cases, row => row.Since.ToUnixTimeMilliseconds()),
                Of(cases, row => row.OpenedAt.ToUnixTimeMilliseconds()), Of(cases, row => row.WaitsFor), Of(cases, row => row.Location),
                Of(cases, row => row.Director), Of(cases, row => row.DirectorFunction), Of(cases, row => row.DirectorMissing),
                Of(cases, row => Milliseconds(row.OutOfViewSince)), Of(cases, row => row.SeenPlace), Of(cases, row => Milliseconds(row.SeenAt)),
                Of(cases, row => Milliseconds(row.ReportedAt)), Of(cases, row => row.OpenAgreements), Of(cases, row => row.IsMinor));
        }
        AddFigures(batch, writes.Figures);
        foreach (var look in writes.ExactLooks)
        {
            batch.Add(InsertExactLook, look.At.ToUnixTimeMilliseconds(), look.Actor, look.Purpose, DirectionSql.DayNumber(look.From),
                DirectionSql.DayNumber(look.Until));
        }
    }

    private void AddFigures(NpgsqlBatch batch, Dictionary<Sample, int> figures)
    {
        if (figures.ToList() is { Count: > 0 } days)
        {
            batch.Add(AddToFigures, Of(days, pair => DirectionSql.DayNumber(pair.Key.Day)), Of(days, pair => pair.Key.Measure.ToString()),
                Of(days, pair => pair.Key.Location), Of(days, pair => pair.Key.Partner), Of(days, pair => pair.Key.Label),
                Of(days, pair => pair.Key.Minutes), Of(days, pair => pair.Value));
        }
        if (FigureSql.Months(figures) is { Count: > 0 } months)
        {
            batch.Add(AddToMonths, Of(months, row => row.Month), Of(months, row => row.Name.Measure), Of(months, row => row.Name.Location),
                Of(months, row => row.Name.Partner), Of(months, row => row.Name.Label), Of(months, row => row.More));
        }
        if (FigureSql.Lengths(figures) is { Count: > 0 } times)
        {
            batch.Add(AddToTimes, Of(times, row => row.Month), Of(times, row => row.Measure.ToString()), Of(times, row => row.Partner),
                Of(times, row => row.Minutes), Of(times, row => row.More));
        }
        news = names.News(figures.Keys);
        if (news.Count > 0)
            batch.Add(InsertFigureNames, Of(news, name => name.Measure), Of(news, name => name.Location), Of(news, name => name.Partner), Of(news, name => name.Label));
    }
}
