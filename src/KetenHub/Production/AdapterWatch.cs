using System.Text.Json;
using KetenHub.Contracts;
using KetenHub.Hub;
using KetenHub.Partners.Hosting;

namespace KetenHub.Production;

/// <summary>Asks the processes that host adapters how these are doing.</summary>
internal sealed class AdapterWatch(IReadOnlyList<Uri> processes, HubHealth health) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = TimeSpan.FromSeconds(3), MaxResponseContentBufferSize = 1024 * 1024 };

    public override void Dispose()
    {
        http.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every);
        try
        {
            do
            {
                var asked = await Task.WhenAll(processes.Select(process => AskAsync(process, stoppingToken)));
                // A partner has one adapter; while one process takes over from another, either may answer.
                health.Adapters = asked.SelectMany(states => states).DistinctBy(state => state.Partner).ToDictionary(state => state.Partner, state => new AdapterHealth(
                    state.Circuit?.ToString(), state.LastDeliveredAt, state.WaitingSince, state.Tries, state.Reason), StringComparer.Ordinal);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping.
        }
    }

    private async Task<IReadOnlyList<AdapterState>> AskAsync(Uri process, CancellationToken stopping)
    {
        try
        {
            var answer = await http.GetByteArrayAsync(new Uri(process, "/adapters"), stopping);
            return JsonSerializer.Deserialize<List<AdapterState>>(answer, CloudEventWriter.JsonOptions) ?? [];
        }
        catch (Exception away) when (away is HttpRequestException or JsonException || (away is OperationCanceledException && !stopping.IsCancellationRequested))
        {
            // Then nothing is known of its adapters, and nothing is told: that it is down is its own alert.
            return [];
        }
    }
}
