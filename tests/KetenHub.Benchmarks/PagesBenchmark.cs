using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using KetenHub.Contracts;
using KetenHub.Hub;
using Microsoft.Extensions.DependencyInjection;

namespace KetenHub.Benchmarks;

/// <summary>How long the pages take at the server with a long log, a thousand failures and some hundred open cases: the embedded hub over loopback,
/// one request after the other, from asking to the last byte.</summary>
internal static partial class PagesBenchmark
{
    private const int Failures = 1000;
    private const int OpenCases = 200;
    private const int LongLog = 10_000;
    private const string LongPerson = "2799999999";
    private static readonly string[] Pages =
        ["/", "/?hours=24", "/board", "/board?within=24", "/deadlines", "/failed", "/failed/list?kind=Refused", "/partners", "/partners/dtv", "/alerts", "/alerts/events", "/board/days?days=7", "/board?wall=1", "/admin", "/admin/jobs", "/contracts", "/access", "/messages", "/messages?type=case-signal", "/messages?partner=coa&direction=in",
            "/messages?type=process-director-assigned", "/messages?since=2022-03-01T00:00&until=2022-03-02T00:00", "/agenda", "/direction", "/figures"];

    [GeneratedRegex("name=\"(?<name>formToken)\" value=\"(?<value>[0-9a-f]+)\"")]
    private static partial Regex Hidden { get; }

    [GeneratedRegex("look=(?<look>[0-9A-Za-z_-]+)", RegexOptions.ExplicitCapture)]
    private static partial Regex LookIn { get; }

    public static async Task<int> RunAsync(int entries, int times, bool json)
    {
        await using var run = await EmbeddedRun.StartAsync();
        var watch = Stopwatch.StartNew();
        await FillAsync(run, entries);
        var overview = await run.Services.GetRequiredService<IHubStore>().Reads.OverviewAsync(DateTimeOffset.UtcNow, CancellationToken.None);
        Console.WriteLine($"pages: {overview.LogEntries:N0} entries of {overview.Persons:N0} persons, {overview.Quarantined:N0} failures, filled in {watch.Elapsed.TotalSeconds:0} s");
        using var http = new HttpClient(new SocketsHttpHandler { CookieContainer = new CookieContainer() }) { BaseAddress = run.Http.BaseAddress };
        using (var signedIn = await http.GetAsync(new Uri("/?token=benchmark-token-0123456789", UriKind.Relative)))
            signedIn.EnsureSuccessStatusCode();
        var results = new List<object>();
        foreach (var path in Pages)
            results.Add(await MeasureAsync(path, times, () => http.GetAsync(new Uri(path, UriKind.Relative))));
        var form = await FormAsync(http);
        var asked = new Dictionary<string, string> { ["formToken"] = form, ["scheme"] = "v-nummer", ["value"] = LongPerson, ["purpose"] = "how long it takes" };
        results.Add(await MeasureAsync($"POST /person ({LongLog:N0} entries)", Math.Max(5, times / 5), () => PostAsync(http, "/person", asked)));
        results.Add(await MeasureAsync("POST /messages, by case number", times, () => PostAsync(http, "/messages", new() { ["formToken"] = form, ["caseNumber"] = "Z-100" })));
        // A look-up, at the first page of its timeline and filtered.
        using var shown = await PostAsync(http, "/person", asked);
        var look = LookIn.Match(await shown.Content.ReadAsStringAsync()).Groups["look"].Value;
        foreach (var rest in new[] { "skip=0", "kind=LookedUp" })
            results.Add(await MeasureAsync($"/person/timeline?{rest}", times, () => http.GetAsync(new Uri($"/person/timeline?look={look}&{rest}", UriKind.Relative))));
        if (json)
            Console.WriteLine(JsonSerializer.Serialize(new { overview.LogEntries, times, results }, CloudEventWriter.JsonOptions));
        return 0;
    }

    private static async Task<object> MeasureAsync(string what, int times, Func<Task<HttpResponseMessage>> ask)
    {
        for (var i = 0; i < 5; i++)
            await OnceAsync(ask);
        var cpu = Process.GetCurrentProcess().TotalProcessorTime;
        var took = new List<double>();
        for (var i = 0; i < times; i++)
            took.Add(await OnceAsync(ask));
        var cpuMs = (Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalMilliseconds / times;
        var result = new
        {
            page = what, p50 = Math.Round(CompareBenchmark.Percentile(took, 0.5), 1), p95 = Math.Round(CompareBenchmark.Percentile(took, 0.95), 1), most = Math.Round(took.Max(), 1),
            cpuMs = Math.Round(cpuMs, 1),
        };
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"pages: {result.page,-32} p50 {result.p50,6} p95 {result.p95,6} most {result.most,6} ms, {result.cpuMs} CPU ms a time, asking included"));
        return result;
    }

    private static async Task<double> OnceAsync(Func<Task<HttpResponseMessage>> ask)
    {
        var watch = Stopwatch.StartNew();
        using var answer = await ask();
        await answer.Content.ReadAsByteArrayAsync();
        answer.EnsureSuccessStatusCode();
        return watch.Elapsed.TotalMilliseconds;
    }

    private static async Task<string> FormAsync(HttpClient http) =>
        Hidden.Match(await http.GetStringAsync(new Uri("/person", UriKind.Relative))).Groups["value"].Value;

    private static async Task<HttpResponseMessage> PostAsync(HttpClient http, string path, Dictionary<string, string> fields)
    {
        using var content = new FormUrlEncodedContent(fields);
        return await http.PostAsync(new Uri(path, UriKind.Relative), content);
    }

    private static async Task FillAsync(EmbeddedRun run, int entries)
    {
        var hub = run.Services.GetRequiredService<HubTransaction>();
        var store = run.Services.GetRequiredService<IHubStore>();
        foreach (var chunk in Enumerable.Range(0, OpenCases).Select(Decision).Chunk(100))
            await hub.HandleAsync([.. chunk.Select(decision => Event(run, "ind", decision))], CancellationToken.None);
        foreach (var chunk in Enumerable.Range(0, Failures).Chunk(100))
            await hub.HandleAsync([.. chunk.Select(n => new InboundMessage("coa", CloudEvent.ContentType, Encoding.UTF8.GetBytes($"{{\"n\":{n}}}")))], CancellationToken.None);
        foreach (var chunk in Enumerable.Range(0, LongLog).Chunk(200))
            await hub.HandleAsync([.. chunk.Select(_ => Event(run, "coa", Signal(LongPerson)))], CancellationToken.None);
        var left = Math.Max(0, entries - (int)(await store.Reads.OverviewAsync(DateTimeOffset.UtcNow, CancellationToken.None)).LogEntries);
        await SearchFilling.FillAsync(store, left, 0);
    }

    internal static DecisionIssued Decision(int number) => new()
    {
        Person = Person($"28{number:D8}"), CaseNumber = $"Z-{number}", DecisionNumber = $"B-{number}", Revision = 1,
        Outcome = DecisionOutcome.RejectedManifestlyUnfounded, Track = 2, IssuedAt = DateTimeOffset.UtcNow, ReturnDecision = true, EntryBan = true,
        DeparturePeriodDays = 0, AppealSuspendsRemoval = false,
        HandOut = new HandOutPlan { Revision = 1, At = DateTimeOffset.UtcNow.AddHours(26 + (number % 70)), Location = new Location { Name = "Ter Apel", Kind = LocationKind.ReceptionLocation } },
    };

    private static CaseSignal Signal(string vNummer) =>
        new() { Person = Person(vNummer), Kind = CaseSignalKind.NuisanceAroundLocation, ObservedAt = DateTimeOffset.UtcNow };

    private static PersonReference Person(string vNummer) => new() { Identifiers = [new PersonIdentifier { Scheme = PersonIdentifier.VNummer, Value = vNummer }] };

    private static InboundMessage Event(EmbeddedRun run, string partner, KetenMessage message)
    {
        var type = MessageTypes.Of(message);
        return new InboundMessage(partner, CloudEvent.ContentType, CloudEventWriter.Write(new CloudEvent
        {
            Id = Guid.CreateVersion7().ToString("D"), Source = $"urn:nld:oin:{run.Partners.Find(partner)!.Oin}:systeem:meting", Type = type.EventType,
            Time = DateTimeOffset.UtcNow, DataSchema = type.DataSchema, Data = CloudEventWriter.Data(message),
        }));
    }
}
