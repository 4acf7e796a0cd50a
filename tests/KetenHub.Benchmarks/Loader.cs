using System.Diagnostics;
using KetenHub.Contracts;
using KetenHub.Servers;
using RabbitMQ.Client;

namespace KetenHub.Benchmarks;

/// <summary>When an event was due and when the broker confirmed it, in ticks of the stopwatch.</summary>
internal sealed record Timed(string Id, long Due, long Confirmed);

/// <summary>Publishes as partners do: a connection per partner, in order, persistent, mandatory and confirmed.</summary>
internal sealed class Loader : IAsyncDisposable
{
    /// <summary>Header that says what to notify, for those who have no rules of their own: <c>recipient:bytes</c>, joined with ",".</summary>
    public const string PlanHeader = "notify";

    private const int Window = 500;

    private readonly Dictionary<string, IChannel> channels = [];
    private readonly string prefix;
    private readonly string contentType;
    private readonly IReadOnlyDictionary<string, string> plan;

    private Loader(string prefix, string contentType, IReadOnlyDictionary<string, string> plan) =>
        (this.prefix, this.contentType, this.plan) = (prefix, contentType, plan);

    /// <summary>Partners that publish.</summary>
    public static IReadOnlyList<string> Partners { get; } = ["ind", "coa", "dtv", "avim", "nidos"];

    /// <summary>Connects every partner; with a user, all as that user.</summary>
    public static async Task<Loader> OpenAsync(
        KetenSite site, string prefix, string? user, string contentType, IReadOnlyDictionary<string, string> plan)
    {
        var loader = new Loader(prefix, contentType, plan);
        foreach (var partner in Partners)
        {
            var connection = await site.ConnectAsync(user ?? partner);
            loader.channels.Add(partner, await connection.CreateChannelAsync(
                new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true)));
        }
        return loader;
    }

    /// <summary>Publishes as fast as it goes, until all are confirmed.</summary>
    public Task PublishAsync(IReadOnlyCollection<Sample> samples) => Task.WhenAll(samples.GroupBy(sample => sample.Message.Publisher).Select(async ofPartner =>
    {
        foreach (var window in ofPartner.Chunk(Window))
            await Task.WhenAll(window.Select(sample => PublishAsync(sample)).ToList());
    }));

    /// <summary>Publishes at this rate. Tells of each the moment at which it was due, also when it left later, and when the broker had it.</summary>
    public async Task<IReadOnlyList<Timed>> PublishAsync(IReadOnlyList<Sample> samples, double perSecond)
    {
        var pending = new List<Task<Timed>>();
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < samples.Count; i++)
        {
            var due = start + (long)(i / perSecond * Stopwatch.Frequency);
            while (Stopwatch.GetTimestamp() < due)
                await Task.Delay(1);
            pending.Add(PublishAsync(samples[i], due));
        }
        return await Task.WhenAll(pending);
    }

    private async Task<Timed> PublishAsync(Sample sample, long due)
    {
        await PublishAsync(sample);
        return new Timed(sample.Id, due, Stopwatch.GetTimestamp());
    }

    /// <summary>Publishes one and waits for its confirm.</summary>
    public async Task PublishAsync(Sample sample)
    {
        var properties = new BasicProperties { ContentType = contentType, DeliveryMode = DeliveryModes.Persistent, MessageId = sample.Id };
        if (plan.TryGetValue(sample.Id, out var notify))
            properties.Headers = new Dictionary<string, object?> { [PlanHeader] = notify };
        await channels[sample.Message.Publisher].BasicPublishAsync(
            prefix + sample.Message.Publisher, "event", mandatory: true, properties, sample.Message.Body);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var channel in channels.Values)
            await channel.DisposeAsync();
    }

    /// <summary>The content type that partners use.</summary>
    public static string CloudEvents => CloudEvent.ContentType;
}
