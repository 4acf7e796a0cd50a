using System.Net;
using System.Threading.RateLimiting;
using KetenHub.Hub;

namespace KetenHub.Api;

/// <summary>How much one partner may ask in a time, and how many unknown tokens may come from one address.</summary>
internal sealed class RateLimits : IDisposable
{
    // A person who mistypes is not kept waiting; who tries tokens out would need longer than the world lasts.
    private static readonly RateTerms Strangers = new(PerSecond: 1, Burst: 60);

    // A system that fetches what it was told misses now and then; who tries numbers of persons out misses all the time.
    private static readonly RateTerms Misses = new(PerSecond: 1, Burst: 200);

    private readonly PartitionedRateLimiter<Partner> partners = PartitionedRateLimiter.Create<Partner, string>(
        partner => RateLimitPartition.GetTokenBucketLimiter(partner.Code, _ => Options(partner.Rate)));

    private readonly PartitionedRateLimiter<IPAddress> strangers = PartitionedRateLimiter.Create<IPAddress, IPAddress>(
        address => RateLimitPartition.GetTokenBucketLimiter(address, _ => Options(Strangers)));

    private readonly PartitionedRateLimiter<Partner> misses = PartitionedRateLimiter.Create<Partner, string>(
        partner => RateLimitPartition.GetTokenBucketLimiter(partner.Code, _ => Options(Misses)));

    // Who is refused a thousand times a second must not fill the disk with it.
    private readonly TokenBucketRateLimiter lines = new(Options(new RateTerms(PerSecond: 10, Burst: 100)));

    /// <summary>Whether one more refusal goes into the log.</summary>
    public bool MayTell()
    {
        using var lease = lines.AttemptAcquire();
        return lease.IsAcquired;
    }

    /// <summary>A partner asked for what is not there for it.</summary>
    public void Missed(Partner partner)
    {
        using var lease = misses.AttemptAcquire(partner);
    }

    /// <summary>How long a partner has to wait that did so too often; null: it may ask.</summary>
    public TimeSpan? AfterMisses(Partner partner)
    {
        // Not by asking for nothing: a part of a permit would do for that.
        return misses.GetStatistics(partner)?.CurrentAvailablePermits is 0 ? TimeSpan.FromSeconds(1) : null;
    }

    /// <summary>Counts a request of a partner; how long to wait when it is one too many.</summary>
    public TimeSpan? Of(Partner partner) => Count(partners, partner);

    /// <summary>Counts a request without a known token.</summary>
    public TimeSpan? OfStranger(IPAddress? address) => Count(strangers, Network(address ?? IPAddress.None));

    public void Dispose()
    {
        partners.Dispose();
        strangers.Dispose();
        misses.Dispose();
        lines.Dispose();
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
