using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.RegularExpressions;
using KetenHub.Contracts;
using KetenHub.Embedded;
using KetenHub.Servers;

namespace KetenHub.Benchmarks;

/// <summary>What open pages cost the hub at rest: a hub in a process of its own, with open cases and no traffic, and so many pages that do what the browser does: listen, and fetch
/// themselves again when they are told to, at most once a second.</summary>
internal static partial class LiveBenchmark
{
    private const int OpenCases = 200;
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(20);

    [GeneratedRegex(@"open (?<address>http://[^/]+)/\?token=(?<token>[0-9a-f]+)", RegexOptions.ExplicitCapture)]
    private static partial Regex Greeting { get; }

    public static async Task<int> RunAsync(string[] paths, int[] counts, int seconds, bool json)
    {
        var folder = Directory.CreateTempSubdirectory("ketenhub-live-");
        try
        {
            await using var hub = await HubProcess.StartAsync("--data", folder.FullName, "--port", "0", "--no-simulation");
            var greeting = Greeting.Match(hub.Output);
            var address = new Uri(greeting.Groups["address"].Value);
            await FillAsync(address, new DataFolder(folder.FullName));
            // One browser with so many windows.
            var cookies = new CookieContainer();
            using (var signingIn = new HttpClient(new SocketsHttpHandler { CookieContainer = cookies }) { BaseAddress = address })
            using (var signedIn = await signingIn.GetAsync(new Uri($"/?token={greeting.Groups["token"].Value}", UriKind.Relative)))
                signedIn.EnsureSuccessStatusCode();
            var results = new List<object>();
            results.Add(await MeasureAsync(hub, "no page", 0, seconds));
            foreach (var path in paths)
            {
                foreach (var count in counts)
                {
                    using var closing = new CancellationTokenSource();
                    var pages = Enumerable.Range(0, count).Select(_ => LookAsync(address, cookies, path, closing.Token)).ToList();
                    results.Add(await MeasureAsync(hub, path, count, seconds));
                    await closing.CancelAsync();
                    await Task.WhenAll(pages);
                }
            }
            if (json)
                Console.WriteLine(JsonSerializer.Serialize(new { seconds, results }, CloudEventWriter.JsonOptions));
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<object> MeasureAsync(HubProcess hub, string page, int count, int seconds)
    {
        await Task.Delay(Settling);
        var (before, watch) = (Usage.CpuSeconds(hub.Id), Stopwatch.StartNew());
        await Task.Delay(TimeSpan.FromSeconds(seconds));
        var percent = 100 * (Usage.CpuSeconds(hub.Id) - before) / watch.Elapsed.TotalSeconds;
        var result = new { page, open = count, corePercent = Math.Round(percent, 2) };
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"live: {result.open,3} open of {result.page,-20} {result.corePercent,6:0.00} % of a core"));
        return result;
    }

    // As hub.js does.
    private static async Task LookAsync(Uri address, CookieContainer cookies, string path, CancellationToken closing)
    {
        using var http = new HttpClient(new SocketsHttpHandler { CookieContainer = cookies, MaxConnectionsPerServer = 6 }) { BaseAddress = address, Timeout = Timeout.InfiniteTimeSpan };
        try
        {
            await using var events = await http.GetStreamAsync(new Uri("/live", UriKind.Relative), closing);
            using var lines = new StreamReader(events);
            while (await lines.ReadLineAsync(closing) is { } line)
            {
                if (!line.StartsWith("event:", StringComparison.Ordinal))
                    continue;
                await http.GetByteArrayAsync(new Uri(path, UriKind.Relative), closing);
                await Task.Delay(TimeSpan.FromSeconds(1), closing);
            }
        }
        catch (OperationCanceledException) when (closing.IsCancellationRequested)
        {
            // Closed.
        }
    }

    private static async Task FillAsync(Uri address, DataFolder folder)
    {
        using var http = new HttpClient { BaseAddress = address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", folder.Token("ind"));
        for (var number = 0; number < OpenCases; number++)
        {
            var decision = PagesBenchmark.Decision(number);
            var type = MessageTypes.Of(decision);
            using var content = new ByteArrayContent(CloudEventWriter.Write(new CloudEvent
            {
                Id = Guid.CreateVersion7().ToString("D"), Source = "urn:nld:oin:00000000000000000101:systeem:meting", Type = type.EventType, Time = DateTimeOffset.UtcNow,
                DataSchema = type.DataSchema, Data = CloudEventWriter.Data(decision),
            }));
            content.Headers.ContentType = new MediaTypeHeaderValue("application/cloudevents+json");
            using var answer = await http.PostAsync(new Uri("/v1/events", UriKind.Relative), content);
            answer.EnsureSuccessStatusCode();
        }
    }
}
