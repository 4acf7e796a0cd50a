using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using KetenHub.Contracts;
using KetenHub.Servers;

namespace KetenHub.Benchmarks;

/// <summary>What tracing costs at peak: the same hub without an exporter, with OTLP and the sampler it has by itself, and with every trace kept. All run at once on the
/// same servers; one at a time drains, in turn. The receiver, which throws away what it gets, is this process.</summary>
internal static class TracingBenchmark
{
    private const int WarmUp = 10_000;

    private static readonly IReadOnlyDictionary<string, string> Nothing = new Dictionary<string, string>();

    public static async Task<int> RunAsync(int messages, int rounds, bool json)
    {
        PostgresServer.Settings = CompareBenchmark.PostgresSettings;
        await using var server = new RabbitMqServer();
        await server.InitializeAsync();
        using var receiver = new Receiver();
        var otlp = new Dictionary<string, string> { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = receiver.Address, ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf" };
        var kept = new Dictionary<string, string>(otlp) { ["OTEL_TRACES_SAMPLER"] = "always_on" };
        var ways = new List<Traced>();
        try
        {
            foreach (var (name, environment) in new[] { ("no exporter", Nothing), ("OTLP, default sampler", otlp), ("OTLP, every trace", kept) })
            {
                var hub = await Contestant.StartAsync(Way.Hub, server, NotificationPlan.None, environment: environment);
                var way = new Traced(name, hub, Site.Workload(5_000, seed: 11), []);
                ways.Add(way);
                await hub.HandleAsync(way.Workload.Next(WarmUp));
            }
            for (var round = 0; round < rounds; round++)
            {
                foreach (var way in ways)
                    way.Rounds.Add(await MeasureAsync(way, messages, receiver));
            }
        }
        finally
        {
            foreach (var way in ways)
                await way.Hub.DisposeAsync();
        }
        var plain = ways[0].Rounds.Average(round => round.PerSecond);
        foreach (var way in ways)
        {
            Console.WriteLine($"tracing: {way.Name}: {string.Join("; ", way.Rounds.Select(round => round.PerSecond.ToString("N0", CultureInfo.InvariantCulture)))} msg/s, "
                + $"{100 * (way.Rounds.Average(round => round.PerSecond) / plain - 1):+0.0;-0.0;0} % of no exporter; {way.Rounds.Average(round => round.CpuPerThousand):0.000} CPU s per 1,000; "
                + $"{way.Rounds.Sum(round => round.Received) / 1024:N0} KiB arrived meanwhile, from all");
        }
        if (json)
            Console.WriteLine(JsonSerializer.Serialize(new { messages, ways = ways.Select(way => new { way.Name, way.Rounds }) }, CloudEventWriter.JsonOptions));
        return 0;
    }

    private static async Task<Round> MeasureAsync(Traced way, int messages, Receiver receiver)
    {
        var (cpu, received) = (Usage.CpuSeconds(way.Hub.Processes[0]), receiver.Bytes);
        var perSecond = await Site.RateAsync(way.Hub, way.Workload.Next(messages));
        return new Round(perSecond, (Usage.CpuSeconds(way.Hub.Processes[0]) - cpu) * 1000 / messages, receiver.Bytes - received);
    }

    private sealed record Round(double PerSecond, double CpuPerThousand, long Received);

    private sealed record Traced(string Name, Contestant Hub, Workload Workload, List<Round> Rounds);

    private sealed class Receiver : IDisposable
    {
        private readonly HttpListener listener = new();
        private long bytes;

        public Receiver()
        {
            using (var free = new TcpListener(IPAddress.Loopback, 0))
            {
                free.Start();
                Address = $"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}/";
            }
            listener.Prefixes.Add(Address);
            listener.Start();
            _ = ReceiveAsync();
        }

        public string Address { get; }

        public long Bytes => Interlocked.Read(ref bytes);

        public void Dispose() => listener.Close();

        private async Task ReceiveAsync()
        {
            var buffer = new byte[64 * 1024];
            try
            {
                while (true)
                {
                    var call = await listener.GetContextAsync();
                    while (await call.Request.InputStream.ReadAsync(buffer) is > 0 and var length)
                        Interlocked.Add(ref bytes, length);
                    call.Response.Close();
                }
            }
            catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException)
            {
                // The end.
            }
        }
    }
}
