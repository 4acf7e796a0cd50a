using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using KetenHub.Contracts;
using KetenHub.Hub;

namespace KetenHub.Benchmarks;

/// <summary>How long the store takes to find messages and look-ups among many, on either engine.</summary>
internal static class SearchBenchmark
{
    private const int LongLog = 10_000;
    private const int Page = 51;
    private const int Step = 1000;

    public static async Task<int> RunAsync(int entries, int times, StoreEngine engine, bool json)
    {
        var folder = Directory.CreateTempSubdirectory("ketenhub-search-");
        try
        {
            var (store, sql) = await EmptyStore.MakeAsync(engine, folder);
            await using (store)
            {
                var watch = Stopwatch.StartNew();
                await SearchFilling.FillAsync(store, entries, LongLog);
                await sql(engine == StoreEngine.Postgres ? "VACUUM ANALYZE" : "PRAGMA wal_checkpoint(TRUNCATE)");
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"search: {engine}, {entries:N0} entries, filled in {watch.Elapsed.TotalSeconds:0} s"));
                var results = await MeasureAsync(store, sql, times);
                if (json)
                    Console.WriteLine(JsonSerializer.Serialize(new { engine = engine.ToString(), entries, times, results }, CloudEventWriter.JsonOptions));
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
        return 0;
    }

    private static async Task<List<object>> MeasureAsync(IHubStore store, Func<string, Task> sql, int times)
    {
        var (messages, none) = (store.Messages, CancellationToken.None);
        var middle = (await messages.WithIdAsync(EffectIds.Of("search 20000", 3).ToString(), none)) is [var found] ? found : (await messages.MessagesAsync(new MessageFilter(), null, false, 1, none))[0];
        Task<IReadOnlyList<MessageRow>> ListAsync(MessageFilter filter, MessagePlace? from = null) => messages.MessagesAsync(filter, from, false, Page, none);
        var results = new List<object>
        {
            await TimeAsync("all, latest", times, () => ListAsync(new MessageFilter())),
            await TimeAsync("all, from the middle", times, () => ListAsync(new MessageFilter(), middle.Place)),
            await TimeAsync("all, a day of years ago", times, () => ListAsync(new MessageFilter(Since: middle.At, Until: middle.At.AddDays(1)))),
            await TimeAsync("direction", times, () => ListAsync(new MessageFilter(LogKind.Notified))),
            await TimeAsync("type", times, () => ListAsync(new MessageFilter(Type: "case-signal"))),
            await TimeAsync("partner, from the middle", times, () => ListAsync(new MessageFilter(Party: "coa"), middle.Place)),
            await TimeAsync("rare type", times, () => ListAsync(new MessageFilter(Type: SearchFilling.Rare.Type))),
            await TimeAsync("rare partner", times, () => ListAsync(new MessageFilter(Party: SearchFilling.Rare.Party))),
            await TimeAsync("type and partner that never meet", times, () => ListAsync(new MessageFilter(Type: "case-signal", Party: SearchFilling.Rare.Party))),
            await TimeAsync("id", times, () => messages.WithIdAsync(middle.Id, none)),
            await TimeAsync("messages of one long log", times, () => ListAsync(new MessageFilter(Persons: [SearchFilling.Person(0)]))),
            await TimeAsync("a page of that timeline", times, () => store.Reads.TimelineAsync([SearchFilling.Person(0)], LongLog - 100, 100, none)),
            await TimeAsync("that chain, read and recomputed", times, () => ChainAsync(store.Reads, SearchFilling.Person(0))),
            await TimeAsync("look-ups, with their index", times, () => store.Operations.LookUpsAsync(0, 50, none)),
            await TimeAsync("look-ups, page 500", times, () => store.Operations.LookUpsAsync(25_000, 50, none)),
        };
        await sql("DROP INDEX log_look");
        results.Add(await TimeAsync("look-ups, without it", times, () => store.Operations.LookUpsAsync(0, 50, none)));
        return results;
    }

    private static async Task<long> ChainAsync(IHubReads reads, Guid person)
    {
        var (n, head) = (0L, LogChain.Genesis());
        while (await reads.ChainAsync(person, n, Step, CancellationToken.None) is { Count: > 0 } page)
        {
            foreach (var row in page)
            {
                if (LogVerifier.WhyBad(row, n, head) is { } why)
                    throw new InvalidOperationException(why);
                (n, head) = (row.N, row.Hash);
            }
        }
        return n == LongLog ? n : throw new InvalidOperationException("the chain is not whole");
    }

    private static async Task<object> TimeAsync<T>(string what, int times, Func<Task<T>> read)
    {
        await read();
        var took = new List<double>();
        for (var i = 0; i < times; i++)
        {
            var watch = Stopwatch.StartNew();
            await read();
            took.Add(watch.Elapsed.TotalMilliseconds);
        }
        var result = new { what, p50 = Math.Round(CompareBenchmark.Percentile(took, 0.5), 1), p95 = Math.Round(CompareBenchmark.Percentile(took, 0.95), 1) };
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"search: {what,-34} p50 {result.p50,7} p95 {result.p95,7} ms"));
        return result;
    }
}
