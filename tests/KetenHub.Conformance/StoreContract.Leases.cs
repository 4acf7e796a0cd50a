using Xunit;

namespace KetenHub.Conformance;

// Leases: works that one hub at a time may do.
public abstract partial class StoreContract
{
    [Fact]
    public async Task A_lease_is_held_by_one_and_prolonged_by_it()
    {
        var another = await AnotherAsync();
        Assert.True(await Store.HoldLeaseAsync("relay dtv", "a", TimeSpan.FromMinutes(1), Cancellation));

        Assert.True(await Store.HoldLeaseAsync("relay dtv", "a", TimeSpan.FromMinutes(1), Cancellation));
        Assert.False(await another.HoldLeaseAsync("relay dtv", "b", TimeSpan.FromMinutes(1), Cancellation));
        Assert.True(await another.HoldLeaseAsync("relay ind", "b", TimeSpan.FromMinutes(1), Cancellation));
    }

    [Fact]
    public async Task A_lease_that_ended_or_was_given_back_goes_to_the_next()
    {
        Assert.True(await Store.HoldLeaseAsync("ended", "a", TimeSpan.Zero, Cancellation));
        Assert.True(await Store.HoldLeaseAsync("given back", "a", TimeSpan.FromMinutes(1), Cancellation));
        await Store.ReleaseLeaseAsync("given back", "b", Cancellation);
        Assert.False(await Store.HoldLeaseAsync("given back", "b", TimeSpan.FromMinutes(1), Cancellation));
        await Store.ReleaseLeaseAsync("given back", "a", Cancellation);

        Assert.True(await Store.HoldLeaseAsync("ended", "b", TimeSpan.FromMinutes(1), Cancellation));
        Assert.True(await Store.HoldLeaseAsync("given back", "b", TimeSpan.FromMinutes(1), Cancellation));
    }

    [Fact]
    public async Task Of_many_that_want_a_lease_at_once_one_gets_it()
    {
        var another = await AnotherAsync();

        var held = await Task.WhenAll(Enumerable.Range(0, 16).Select(hub => Task.Run(
            () => (hub % 2 == 0 ? Store : another).HoldLeaseAsync("relay dtv", $"{hub}", TimeSpan.FromMinutes(1), Cancellation), Cancellation)));

        Assert.Single(held, got => got);
    }
}
