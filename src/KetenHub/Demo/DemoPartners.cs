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
            var problems = new List<Problem>();
            var cloudEvent = CloudEventReader.Read(CloudEvent.ContentType, outbound.Body, problems)
                ?? throw new InvalidOperationException($"the hub wrote an event that can't be read: {problems[0]}");
            Received.Add(new Told(recipient, outbound.Type, cloudEvent.Time, cloudEvent.CorrelationId ?? "", cloudEvent.Data));
        }
        return Task.FromResult<IReadOnlyList<Delivery>>([.. events.Select(_ => Delivery.Confirmed)]);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>A notification as a partner got it.</summary>
internal sealed record Told(string Recipient, string Type, DateTimeOffset At, string Thread, JsonElement Data);
