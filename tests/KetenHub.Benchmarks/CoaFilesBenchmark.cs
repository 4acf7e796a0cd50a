using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using CsvHelper;
using CsvHelper.Configuration;
using KetenHub.Contracts;
using KetenHub.Partners;
using KetenHub.Partners.Adapters;
using KetenHub.Partners.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace KetenHub.Benchmarks;

/// <summary>A file of COA's incidents through CoaFiles, beside plain CSV parsing of the same file. Everything but the broker: the sink takes at once.</summary>
internal static class CoaFilesBenchmark
{
    private const int WarmUp = 200_000;
    private const double AllowedGrowthMiB = 8;

    public static async Task<int> RunAsync(int rows, bool json)
    {
        await MeasureAsync(WarmUp);
        var seen = await MeasureAsync(rows);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rows:N0} rows, {seen.MiB:N0} MiB"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"plain CSV parsing (CsvHelper)              : {seen.PlainPerSecond:N0} rows/s"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"CoaFiles, translated                       : {seen.TranslatedPerSecond:N0} rows/s"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"CoaFiles, from the folder to checked events: {seen.TakenPerSecond:N0} rows/s, {seen.PlainPerSecond / seen.TakenPerSecond:N1} times the time of plain parsing"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"memory in use at each tenth, MiB: {string.Join(", ", seen.LiveMiB.Select(live => live.ToString("0.0", CultureInfo.InvariantCulture)))}; most resident: {seen.PeakMiB:N0} MiB"));
        if (json)
            Console.WriteLine(JsonSerializer.Serialize(seen, CloudEventWriter.JsonOptions));
        if (seen.LiveMiB[^1] - seen.LiveMiB[0] <= AllowedGrowthMiB)
            return 0;
        Console.WriteLine("memory grows with the rows");
        return 1;
    }

    private static async Task<Seen> MeasureAsync(int rows)
    {
        var folder = Directory.CreateTempSubdirectory("ketenhub-bench-");
        try
        {
            var file = Path.Combine(folder.FullName, "incidenten.csv");
            Write(file, rows);
            var line = AdapterRegistry.Find("coa-files")!;
            var adapter = line.Create(new AdapterSettings(line.Settings, new Dictionary<string, string> { ["noticesFolder"] = folder.FullName }), TimeProvider.System);
            var plain = PerSecond(rows, Parse(file));
            using var document = File.OpenRead(file);
            var translated = PerSecond(rows, Timed(() => adapter.Translate(document, new Origin(file)).Count(row => row is Message)));
            var live = new List<double>();
            var count = 0;
            var intake = new AdapterIntake(new Partner("coa", "00000000000000000200", "coa-files"), adapter, (_, _) =>
            {
                if (++count % (rows / 10) == 0)
                    live.Add(GC.GetTotalMemory(forceFullCollection: true) / 1024.0 / 1024);
                return Task.CompletedTask;
            });
            var size = new FileInfo(file).Length / 1024.0 / 1024;
            var watch = Stopwatch.StartNew();
            await new FilePickup(folder.FullName, intake, TimeSpan.Zero, TimeProvider.System, NullLogger.Instance).TakeCompleteAsync(CancellationToken.None);
            var taken = PerSecond(rows, (count, watch.Elapsed));
            return new Seen(rows, size, plain, translated, taken, live, Usage.PeakMiB(Environment.ProcessId));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static double PerSecond(int rows, (int Count, TimeSpan Took) run) =>
        run.Count == rows ? rows / run.Took.TotalSeconds : throw new InvalidOperationException($"{run.Count} rows in place of {rows}");

    // Every field as text and nothing else: what any reader of the file must do.
    private static (int Count, TimeSpan Took) Parse(string file) => Timed(() =>
    {
        using var parser = new CsvParser(new StreamReader(file), new CsvConfiguration(CultureInfo.InvariantCulture) { Delimiter = ";" });
        var count = -1;
        while (parser.Read())
            count += parser.Record!.Length > 0 ? 1 : 0;
        return count;
    });

    private static (int Count, TimeSpan Took) Timed(Func<int> work)
    {
        var watch = Stopwatch.StartNew();
        return (work(), watch.Elapsed);
    }

    private static void Write(string file, int rows)
    {
        using var csv = new StreamWriter(file);
        csv.Write("incidentnummer;versie;vnummer;zaaknummer;categorie;impact;gebeurd;geregistreerd;locatie;maatregelen;aangifte;toelichting\n");
        for (var row = 1; row <= rows; row++)
        {
            csv.Write(string.Create(CultureInfo.InvariantCulture,
                $"COA-{row};1;{row % 50_000:D10};Z-{row % 50_000};{(row % 3 == 0 ? "verbale agressie" : "huisregels")};laag;2026-11-22T01:00:00+01:00;2026-11-22T08:00:00+01:00;Budel;{(row % 5 == 0 ? "waarschuwing|rov" : "geen")};nee;{(row % 10 == 0 ? "\"Een tekst; met een puntkomma\"" : "Een tekst over niemand")}\n"));
        }
    }

    private sealed record Seen(int Rows, double MiB, double PlainPerSecond, double TranslatedPerSecond, double TakenPerSecond, IReadOnlyList<double> LiveMiB, double PeakMiB);
}
