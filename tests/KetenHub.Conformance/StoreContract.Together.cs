using KetenHub.Contracts;
using KetenHub.Hub;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace KetenHub.Conformance;

// Several hubs on one store: what the seam promises, seen from the hub transaction.
public abstract partial class StoreContract
{
    [Fact]
    public async Task Hubs_that_share_a_store_keep_one_log_per_person_and_accept_each_event_once()
    {
        const int Persons = 3;
        const int Events = 120;
        using var keys = new HubKeys(new byte[32]);
        var hubs = new[] { Store, await AnotherAsync() }.Select(store => new HubTransaction(store, keys, SmallHub.Terms, SmallHub.Partners("coa"), TimeProvider.System)).ToList();
        var messages = Enumerable.Range(0, Events).Select(number =>
            new InboundMessage("coa", CloudEvent.ContentType, SmallHub.Incident(number, number % Persons))).ToList();

        // Each event goes to both hubs at once, in batches that meet on the same, at first unknown, persons.
        var receipts = await Task.WhenAll(hubs.SelectMany(hub => messages.Chunk(4).Select(batch =>
            Task.Run(() => LaneRunner.HandleAsync(hub, batch, null, NullLogger.Instance, Cancellation), Cancellation))));

        var outcomes = receipts.SelectMany(batch => batch).CountBy(receipt => receipt.Outcome).ToDictionary();
        Assert.Equal(Events, outcomes[ReceiptOutcome.Accepted]);
        Assert.Equal(Events, outcomes[ReceiptOutcome.Duplicate]);
        var overview = await Store.Reads.OverviewAsync(Noon, Cancellation);
        Assert.Equal((Persons, Events, 0), (overview.Persons, overview.Accepted, overview.Quarantined));
        Assert.Null((await LogVerifier.VerifyAsync(Store.Reads, null, Cancellation)).FirstBad);
    }
}
