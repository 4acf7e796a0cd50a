using System.Text.Json;
using KetenHub.Contracts;
using KetenHub.Hub;

namespace KetenHub.Demo;

/// <summary>Partners of a story: they take every notification and keep what they got.</summary>
internal sealed class DemoPartners : IOutbound
{
    private readonly HashSet<Guid> seen = [];

    /// <summary>What was told, each once, in order.</summary>
    public List<Told> Received { get; } = [];

    public Task<IReadOnlyList<Delivery>> SendAsync(string recipient, IReadOnlyList<OutboundEvent> events, CancellationToken cancellation)
    {
        foreach (var outbound in events.Where(outbound => seen.Add(outbound.Id)))
        {
            Received.Add(Told.Read(recipient, outbound.Body));
        }
        return Task.FromResult<IReadOnlyList<Delivery>>([.. events.Select(_ => Delivery.Confirmed)]);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>A notification as a partner got it.</summary>
internal sealed record Told(string Recipient, string Id, string Type, DateTimeOffset At, string Thread, JsonElement Data)
{
    /// <summary>From the event that came.</summary>
    public static Told Read(string recipient, byte[] body)
    {
        var problems = new List<Problem>();
        var cloudEvent = CloudEventReader.Read(CloudEvent.ContentType, body, problems)
            ?? throw new InvalidOperationException($"the hub wrote an event that can't be read: {problems[0]}");
        return new Told(recipient, cloudEvent.Id, MessageTypes.FindNotification(cloudEvent.Type)!.Name, cloudEvent.Time, cloudEvent.CorrelationId ?? "", cloudEvent.Data);
    }
}
