using System.Net;
using System.Threading.RateLimiting;
using KetenHub.Hub;

namespace KetenHub.Api;

/// <summary>How much one partner may ask in a time, and how many unknown tokens may come from one address.</summary>
internal sealed class RateLimits : IDisposable
{
    // A person who mistypes is not kept waiting; who tries tokens out would need longer than the world lasts.
    private static readonly RateTerms Strangers = new(PerSecond: 1, Burst: 60);

    private readonly PartitionedRateLimiter<Partner> partners = PartitionedRateLimiter.Create<Partner, string>(
        partner => RateLimitPartition.GetTokenBucketLimiter(partner.Code, _ => Options(partner.Rate)));

    private readonly PartitionedRateLimiter<IPAddress> strangers = PartitionedRateLimiter.Create<IPAddress, IPAddress>(
        address => RateLimitPartition.GetTokenBucketLimiter(address, _ => Options(Strangers)));

    /// <summary>Counts a request of a partner; how long to wait when it is one too many.</summary>
    public TimeSpan? Of(Partner partner) => Count(partners, partner);

    /// <summary>Counts a request without a known token.</summary>
    public TimeSpan? OfStranger(IPAddress? address) => Count(strangers, Network(address ?? IPAddress.None));

    public void Dispose()
    {
        partners.Dispose();
        strangers.Dispose();
    }

    // One machine has a whole /64 of IPv6 addresses.
    private static IPAddress Network(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6 || address.AddressFamily != System.Net.Sockets.AddressFamily.InterNetworkV6)
            return address;
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes);
    }

    private static TimeSpan? Count<T>(PartitionedRateLimiter<T> limiter, T who)
    {
        using var lease = limiter.AttemptAcquire(who);
        if (lease.IsAcquired)
            return null;
        return lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.FromSeconds(1);
    }

    private static TokenBucketRateLimiterOptions Options(RateTerms terms) => new()
    {
        TokenLimit = terms.Burst,
        TokensPerPeriod = terms.PerSecond,
        ReplenishmentPeriod = TimeSpan.FromSeconds(1),
        QueueLimit = 0,
    };
}
