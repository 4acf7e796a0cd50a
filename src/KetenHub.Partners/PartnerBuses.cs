using MassTransit;

namespace KetenHub.Partners;

/// <summary>The buses of the partners in this process: in memory they share one, on RabbitMQ each has its own, since each comes as its own user.</summary>
/// <param name="byCode">Bus per partner's code.</param>
public sealed class PartnerBuses(IReadOnlyDictionary<string, IBusControl> byCode)
{
    /// <summary>Every bus, once.</summary>
    public IReadOnlyCollection<IBusControl> All { get; } = [.. byCode.Values.Distinct()];

    /// <summary>On one bus.</summary>
    public static PartnerBuses Shared(IBusControl bus, IEnumerable<string> partners) => new(partners.ToDictionary(partner => partner, _ => bus));

    /// <summary>The bus that a partner sends on.</summary>
    public ISendEndpointProvider Of(string partner) => byCode[partner];

    /// <summary>Waits until every bus receives. Before that, the in-memory transport drops what is sent.</summary>
    public Task ReadyAsync(CancellationToken cancellation) => All.WaitForHealthStatus(BusHealthStatus.Healthy, cancellation);
}
