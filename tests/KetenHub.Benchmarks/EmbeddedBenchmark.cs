using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json;
using KetenHub.Broker;
using KetenHub.Contracts;
using KetenHub.Hub;
using Microsoft.Extensions.DependencyInjection;

namespace KetenHub.Benchmarks;

/// <summary>The embedded hub: from sending to committed log and outbox, in process and over HTTP, on SQLite with synchronous=FULL.</summary>
internal static class EmbeddedBenchmark
{
    private const int InFlight = 512;
    private const int Connections = 64;

    public static async Task<int> RunAsync(int messages, int rounds, bool json)
    {
        var inProcess = new List<Rate>();
        var overHttp = new List<Rate>();
        // In turn, so that a slow minute of the machine slows both.
        for (var round = 0; round < rounds; round++)
        {
            inProcess.Add(await MeasureAsync(messages, SendInProcessAsync));
            overHttp.Add(await MeasureAsync(messages, SendOverHttpAsync));
        }
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(
                new { messages, rounds, inProcess = Median(inProcess), http = Median(overHttp) }, CloudEventWriter.JsonOptions));
        }
        else
        {
            Print("in process", inProcess, messages);
            Print("over HTTP", overHttp, messages);
        }
        return 0;
    }

    private static void Print(string what, List<Rate> rates, int messages)
    {
        var median = Median(rates);
        Console.WriteLine($"{what,-10}: {messages} messages, median {median.PerSecond:N0}/s (min {rates.Min(rate => rate.PerSecond):N0}, "
            + $"max {rates.Max(rate => rate.PerSecond):N0}) of {rates.Count} rounds; {median.CpuSecondsPerThousand:0.000} CPU seconds per 1,000, sender included; "
            + "committed with synchronous=FULL");
    }

    private static Rate Median(List<Rate> rates) => rates.OrderBy(rate => rate.PerSecond).ElementAt(rates.Count / 2);

    private static async Task<Rate> MeasureAsync(int messages, Func<EmbeddedRun, IReadOnlyList<InboundMessage>, Task> send)
    {
        await using var run = await EmbeddedRun.StartAsync();
        var workload = new Workload(run.Partners);
        // Compiled and warmed by as many messages as the JIT needs for its second tier.
        await send(run, workload.Next(Math.Min(messages, 5_000)).ConvertAll(sample => sample.Message));
        var measured = workload.Next(messages).ConvertAll(sample => sample.Message);
        var cpu = Process.GetCurrentProcess().TotalProcessorTime;
        var watch = Stopwatch.StartNew();
        await send(run, measured);
        var took = watch.Elapsed.TotalSeconds;
        var used = (Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalSeconds;
        return new Rate(messages / took, used * 1000 / messages);
    }

    private static async Task SendInProcessAsync(EmbeddedRun run, IReadOnlyList<InboundMessage> messages)
    {
        var lane = run.Services.GetRequiredService<ChannelLane>();
        using var window = new SemaphoreSlim(InFlight);
        var pending = new List<Task>(messages.Count);
        foreach (var message in messages)
        {
            await window.WaitAsync();
            pending.Add(AcceptAsync(lane, message, window));
        }
        await Task.WhenAll(pending);
    }

    private static async Task AcceptAsync(ChannelLane lane, InboundMessage message, SemaphoreSlim window)
    {
        var receipt = await lane.AcceptAsync(message, CancellationToken.None);
        window.Release();
        if (receipt.Outcome != ReceiptOutcome.Accepted)
            throw new InvalidOperationException($"a message of the workload was {receipt.Outcome}: {string.Join(", ", receipt.Problems)}");
    }

    private static Task SendOverHttpAsync(EmbeddedRun run, IReadOnlyList<InboundMessage> messages) =>
        Task.WhenAll(Enumerable.Range(0, Connections).Select(async connection =>
        {
            for (var i = connection; i < messages.Count; i += Connections)
            {
                using var content = new ByteArrayContent(messages[i].Body.ToArray());
                content.Headers.ContentType = new MediaTypeHeaderValue(CloudEvent.ContentType);
                using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/events") { Content = content };
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", run.Token(messages[i].Publisher));
                using var response = await run.Http.SendAsync(request);
                response.EnsureSuccessStatusCode();
            }
        }));

    private sealed record Rate(double PerSecond, double CpuSecondsPerThousand);
}
