using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using KetenHub.Contracts;
using KetenHub.Hub;
using KetenHub.Servers;
using KetenHub.Storage;
using Npgsql;

namespace KetenHub.Benchmarks;

/// <summary>How long figures take on PostgreSQL with the sums of many cases, spread over three years, forty places and some partners.</summary>
internal static class FigureBenchmark
{
    private const int Rounds = 5;

    // Per case a time of each kind, a hand-out, two incidents by category and impact, two agreements, a transport, and a case opened and finished.
    private const string Fill = """
        INSERT INTO figure (day, measure, location, partner, label, minutes, shard, value)
        SELECT to_char(date '2023-01-01' + (random() * 1094)::int, 'YYYYMMDD')::int, m.measure, 'Place ' || (random() * 39)::int, m.partner,
            CASE WHEN m.labels = '{}' THEN '' ELSE m.labels[1 + (random() * (array_length(m.labels, 1) - 1))::int] END,
            CASE WHEN m.is_time THEN step(exp(2 + (random() * 8))::int) ELSE 0 END, (random() * 3)::int, 1
        FROM generate_series(1, @cases) AS c, (VALUES
            ('SignalToDecision', true, 'ind', '{}'::text[]), ('DecisionToHandOut', true, 'ind', '{}'), ('HandOutToInterview', true, 'dtv', '{}'), ('Notice', true, 'dtv', '{}'),
            ('Readiness', false, 'dtv', '{Kept,PresentUnprepared,AbsentThoughReady,AbsentUnanswered,AbsentNotReadyNoStaff}'),
            ('IncidentCategory', false, 'coa', '{VerbalAggression,PhysicalViolence,Threat,PropertyDamage,Theft,SubstanceAbuse,HouseRules,SelfHarm,PublicTransport,Other}'),
            ('IncidentCategory', false, 'avim', '{VerbalAggression,PhysicalViolence,Threat,PropertyDamage,Theft,SubstanceAbuse,HouseRules,SelfHarm,PublicTransport,Other}'),
            ('IncidentImpact', false, 'coa', '{Low,Medium,High,VeryHigh}'), ('IncidentImpact', false, 'avim', '{Low,Medium,High,VeryHigh}'),
            ('Agreement', false, 'ind', '{Kept,Late,Missed,NotPossible,Withdrawn}'), ('Agreement', false, 'coa', '{Kept,Late,Missed,NotPossible,Withdrawn}'),
            ('Transport', false, 'dvo', '{InTime,WithinMargin,Late}'), ('CaseOpened', false, '', '{}'), ('CaseFinished', false, '', '{Left,Granted}')
        ) AS m (measure, is_time, partner, labels)
        ON CONFLICT DO NOTHING
        """;

    public static async Task<int> RunAsync(int cases, bool json)
    {
        var database = await PostgresServer.CreateDatabaseAsync();
        await using var store = new PostgresStore(database);
        await store.MigrateAsync(CancellationToken.None);
        var rows = await FillAsync(database, cases);
        var (year, next) = (new DateOnly(2025, 1, 1), new DateOnly(2026, 1, 1));
        var now = new DateTimeOffset(2026, 2, 1, 12, 0, 0, TimeSpan.Zero);
        var results = new Dictionary<string, double>
        {
            ["publishedYear"] = await MedianAsync(() => FigureReport.PublishedAsync(store.Reads, year, next, now, CancellationToken.None)),
            ["publishedThreeYears"] = await MedianAsync(() => FigureReport.PublishedAsync(store.Reads, year.AddYears(-2), next, now, CancellationToken.None)),
            ["publishedMonth"] = await MedianAsync(() => FigureReport.PublishedAsync(store.Reads, year, year.AddMonths(1), now, CancellationToken.None)),
            ["exactYear"] = await MedianAsync(() => store.Reads.FiguresAsync(year, next, FigureDetail.Minutes, CancellationToken.None)),
            ["exactYearByLocation"] = await MedianAsync(() => store.Reads.FiguresAsync(year, next, FigureDetail.Minutes | FigureDetail.Location, CancellationToken.None)),
            ["names"] = await MedianAsync(() => store.Reads.FigureNamesAsync(CancellationToken.None)),
        };
        foreach (var (name, milliseconds) in results)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"figures: {cases:N0} cases in {rows:N0} sums: {name} {milliseconds:0} ms"));
        if (json)
            Console.WriteLine(JsonSerializer.Serialize(new { cases, rows, milliseconds = results }, CloudEventWriter.JsonOptions));
        return 0;
    }

    private static async Task<long> FillAsync(string database, int cases)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        await ExecuteAsync(connection, """
            CREATE FUNCTION pg_temp.step(m int) RETURNS int LANGUAGE sql IMMUTABLE AS
            'SELECT CASE WHEN m <= 120 THEN m WHEN m <= 14400 THEN m / 60 * 60 ELSE m / 1440 * 1440 END'
            """);
        await using (var fill = new NpgsqlCommand(Fill.Replace("step(", "pg_temp.step(", StringComparison.Ordinal), connection) { CommandTimeout = 0 })
        {
            fill.Parameters.AddWithValue("cases", cases);
            await fill.ExecuteNonQueryAsync();
        }
        await ExecuteAsync(connection, "INSERT INTO figure_name SELECT DISTINCT measure, location, partner, label FROM figure");
        await ExecuteAsync(connection, "VACUUM ANALYZE figure");
        await using var count = new NpgsqlCommand("SELECT count(*) FROM figure", connection);
        return (long)(await count.ExecuteScalarAsync())!;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<double> MedianAsync<T>(Func<Task<T>> read)
    {
        await read();
        var took = new List<double>();
        for (var i = 0; i < Rounds; i++)
        {
            var watch = Stopwatch.StartNew();
            await read();
            took.Add(watch.Elapsed.TotalMilliseconds);
        }
        return took.Order().ElementAt(Rounds / 2);
    }
}
