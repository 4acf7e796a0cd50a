using System.Collections.Concurrent;
using System.Text.Json;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace KetenHub.Faults.Real;

/// <summary>A partner that takes its notifications and keeps a ledger, resends included.</summary>
internal sealed class Receiver(string partner, Func<CancellationToken, Task<IConnection>> connect, Action<Told, JsonElement>? onTold = null)
{
    private const ushort Prefetch = 50;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly ConcurrentQueue<Told> ledger = new();
    private readonly ConcurrentDictionary<Guid, bool> ids = new();
    private readonly ConcurrentDictionary<(string Type, string Thread), bool> threads = new();
    private long place;

    /// <summary>Everything it got, in order.</summary>
    public IReadOnlyCollection<Told> Ledger => ledger;

    public string Partner => partner;

    public bool Has(Guid id) => ids.ContainsKey(id);

    public bool Has(string type, string thread) => threads.ContainsKey((type, thread));

    public async Task RunAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                await using var connection = await connect(cancellation);
                await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellation);
                await ConsumeAsync(channel, cancellation);
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                // The broker is away; tried again.
            }
            await Task.Delay(Pause, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ConsumeAsync(IChannel channel, CancellationToken cancellation)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        channel.ChannelShutdownAsync += (_, _) => Ended();
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.UnregisteredAsync += (_, _) => Ended();
        consumer.ReceivedAsync += async (_, delivery) =>
        {
            Take(delivery.Body);
            await channel.BasicAckAsync(delivery.DeliveryTag, multiple: false, CancellationToken.None);
        };
        await channel.BasicQosAsync(0, Prefetch, global: false, cancellation);
        await channel.BasicConsumeAsync($"keten.out.{partner}", autoAck: false, consumer, cancellation);
        await ended.Task.WaitAsync(cancellation);

        Task Ended()
        {
            ended.TrySetResult();
            return Task.CompletedTask;
        }
    }

    /// <summary>Notes what was received.</summary>
    internal void Take(ReadOnlyMemory<byte> body)
    {
        using var notice = JsonDocument.Parse(body);
        var root = notice.RootElement;
        var told = new Told(++place, root.GetProperty("id").GetGuid(), root.GetProperty("type").GetString()!.Split('.')[^2],
            root.GetProperty("correlationid").GetString() ?? "");
        ledger.Enqueue(told);
        ids[told.Id] = true;
        threads[(told.Type, told.Thread)] = true;
        onTold?.Invoke(told, root.GetProperty("data"));
    }
}
