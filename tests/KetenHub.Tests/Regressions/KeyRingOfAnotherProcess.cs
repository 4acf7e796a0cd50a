using System.Security.Cryptography;
using KetenHub.Hub;
using KetenHub.Tests.Evidence;
using KetenHub.Tests.Hub;
using Xunit;

namespace KetenHub.Tests.Regressions;

/// <summary>A hub read its key ring at the start and kept it: what another process took out of the ring, it still had.</summary>
public sealed class KeyRingOfAnotherProcess : IDisposable
{
    private const string First = "9000000001";
    private const string Second = "9000000002";

    private readonly TestRing rings = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // As another process has it.
    private KeyRingFile File => rings.File;

    public void Dispose() => rings.Dispose();

    [Fact]
    public async Task A_hub_that_ran_on_could_still_open_whom_another_process_erased()
    {
        await using var hub = await StartAsync();
        await hub.SendAsync(Events.Signal("coa", First), Events.Signal("coa", Second));
        var erased = (await hub.Store.Reads.PersonAsync(await hub.PersonAsync(First), Cancellation))!;
        var other = (await hub.Store.Reads.PersonAsync(await hub.PersonAsync(Second), Cancellation))!;
        using var watch = new KeyRingWatch(hub.Keys, hub.Log.For<KeyRingWatch>());
        watch.Look();

        await Erasure(hub).EraseAsync(erased.Id, TestHub.Officer, "retention ended", Cancellation);
        watch.Look();

        // The row as it stands in a backup.
        Assert.Throws<CryptographicException>(() => hub.Keys.PersonKey(erased.Id, erased.WrappedKey));
        using var key = hub.Keys.PersonKey(other.Id, other.WrappedKey);
        Assert.Equal(ReceiptOutcome.Accepted, (await hub.SendOneAsync(Events.Signal("coa", First))).Outcome);
        Assert.NotEqual(erased.Id, await hub.PersonAsync(First));
    }

    [Fact]
    public async Task A_ring_that_can_t_be_read_is_said_once_and_the_hub_goes_on_with_its_own()
    {
        await using var hub = await StartAsync();
        await hub.SendAsync(Events.Signal("coa", First));
        using var watch = new KeyRingWatch(hub.Keys, hub.Log.For<KeyRingWatch>());
        await File.RotateAsync(RandomNumberGenerator.GetBytes(32), Cancellation);

        watch.Look();
        watch.Look();

        Assert.Contains("KH107", Assert.Single(hub.Log.Lines), StringComparison.Ordinal);
        Assert.Equal(ReceiptOutcome.Accepted, (await hub.SendOneAsync(Events.Signal("coa", First))).Outcome);
    }

    [Fact]
    public async Task Of_two_erasures_at_once_the_second_brought_the_first_back()
    {
        await using var hub = await StartAsync();
        var numbers = Enumerable.Range(1, 12).Select(i => $"{i:D10}").ToList();
        await hub.SendAsync([.. numbers.Select(number => Events.Signal("coa", number))]);
        var persons = new List<Guid>();
        foreach (var number in numbers)
            persons.Add(await hub.PersonAsync(number));

        await Task.WhenAll(persons.Select(person => Task.Run(() => Erasure(hub).EraseAsync(person, TestHub.Officer, "retention ended", Cancellation), Cancellation)));

        var ring = File.Read();
        Assert.All(persons, person => Assert.Null(ring.FindKey(person)));
        Assert.Equal(1 + persons.Count, ring.Generation);
    }

    private async Task<TestHub> StartAsync()
    {
        var hub = await TestHub.StartAsync();
        return await rings.UseAsync(hub);
    }

    private PersonErasure Erasure(TestHub hub) => rings.Erasure(hub);
}
