using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using KetenHub.Servers;
using RabbitMQ.Client;

namespace KetenHub.Benchmarks;

/// <summary>All partners as recipients: they take what arrives in <c>keten.out.*</c> and acknowledge by the hundred.</summary>
internal sealed class Recipients
{
    private const ushort Prefetch = 500;
    private const ulong AcknowledgeEvery = 100;

    // Serializers differ in spaces after the name.
    private static readonly byte[] CauseName = "\"causationid\""u8.ToArray();

    private readonly ConcurrentDictionary<string, long> firstSeen = new(StringComparer.Ordinal);
    private long count;

    /// <summary>Notifications received.</summary>
    public long Count => Interlocked.Read(ref count);

    /// <summary>Whether the moments of arrival are kept.</summary>
    public bool Watching { get; set; }

    public static async Task<Recipients> OpenAsync(KetenSite site)
    {
        var recipients = new Recipients();
        foreach (var partner in Loader.Partners)
        {
            var channel = await (await site.ConnectAsync(partner)).CreateChannelAsync();
            await channel.BasicQosAsync(0, Prefetch, global: false);
            await channel.BasicConsumeAsync($"keten.out.{partner}", autoAck: false, new Consumer(channel, recipients));
        }
        return recipients;
    }

    /// <summary>When the first notification caused by this event arrived, in ticks of the stopwatch; null when none did.</summary>
    public long? SeenAt(string eventId) => firstSeen.TryGetValue(eventId, out var at) ? at : null;

    private void Receive(ReadOnlySpan<byte> body)
    {
        if (Watching && CauseOf(body) is { } cause)
            firstSeen.TryAdd(cause, Stopwatch.GetTimestamp());
        Interlocked.Increment(ref count);
    }

    private static string? CauseOf(ReadOnlySpan<byte> body)
    {
        var at = body.IndexOf(CauseName);
        if (at < 0)
            return null;
        var value = body[(at + CauseName.Length)..];
        value = value[(value.IndexOf((byte)'"') + 1)..];
        return Encoding.ASCII.GetString(value[..value.IndexOf((byte)'"')]);
    }

    private sealed class Consumer(IChannel channel, Recipients recipients) : AsyncDefaultBasicConsumer(channel)
    {
        public override async Task HandleBasicDeliverAsync(
            string consumerTag, ulong deliveryTag, bool redelivered, string exchange, string routingKey,
            IReadOnlyBasicProperties properties, ReadOnlyMemory<byte> body, CancellationToken cancellationToken = default)
        {
            recipients.Receive(body.Span);
            if (deliveryTag % AcknowledgeEvery == 0)
                await Channel.BasicAckAsync(deliveryTag, multiple: true, cancellationToken);
        }
    }
}
