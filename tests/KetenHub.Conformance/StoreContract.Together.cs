using KetenHub.Contracts;
using KetenHub.Decisions;
using KetenHub.Hub;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace KetenHub.Conformance;

// Several hubs on one store: what the seam promises, seen from the hub transaction.
public abstract partial class StoreContract
{
    private const string Oin = "00000000000000000102";

    private static PartnerList Coa { get; } = new("00000000000000000001", "http://127.0.0.1", [
        new("coa", "coa", Oin, ["incident-registered"], new Dictionary<string, string>()),
        new("ind", "ind", "00000000000000000101", [], new Dictionary<string, string> { ["attention-proposed"] = "priority" }),
    ]);

    private static Policy Terms { get; } = new()
    {
        Version = "1",
        Roles = new Roles("ind", "ind", "ind", null),
        Terms = new Terms(TimeSpan.FromHours(4), TimeSpan.FromHours(24), TimeSpan.FromMinutes(15), TimeSpan.FromHours(1)),
        Ladder = [],
        InterviewOverdue = [],
        AttentionWindow = TimeSpan.FromHours(24),
        AttentionUpdateAfter = TimeSpan.FromHours(4),
        SafetyLookBack = TimeSpan.FromHours(24),
    };

    [Fact]
    public async Task Hubs_that_share_a_store_keep_one_log_per_person_and_accept_each_event_once()
    {
        const int Persons = 3;
        const int Events = 120;
        using var keys = new HubKeys(new byte[32]);
        var hubs = new[] { Store, await AnotherAsync() }.Select(store => new HubTransaction(store, keys, Terms, Coa, TimeProvider.System)).ToList();
        var messages = Enumerable.Range(0, Events).Select(number => Incident(number, number % Persons)).ToList();

        // Each event goes to both hubs at once, in batches that meet on the same, at first unknown, persons.
        var receipts = await Task.WhenAll(hubs.SelectMany(hub => messages.Chunk(4).Select(batch =>
            Task.Run(() => LaneRunner.HandleAsync(hub, batch, NullLogger.Instance, Cancellation), Cancellation))));

        var outcomes = receipts.SelectMany(batch => batch).CountBy(receipt => receipt.Outcome).ToDictionary();
        Assert.Equal(Events, outcomes[ReceiptOutcome.Accepted]);
        Assert.Equal(Events, outcomes[ReceiptOutcome.Duplicate]);
        var overview = await Store.Reads.OverviewAsync(Noon, Cancellation);
        Assert.Equal((Persons, Events, 0), (overview.Persons, overview.Accepted, overview.Quarantined));
        Assert.Null((await LogVerifier.VerifyAsync(Store.Reads, null, Cancellation)).FirstBad);
    }

    private static InboundMessage Incident(int number, int person) => new("coa", CloudEvent.ContentType, CloudEventWriter.Write(new CloudEvent
    {
        Id = Ref(number).ToString(),
        Source = $"urn:nld:oin:{Oin}:systeem:test",
        Type = "nl.vreemdelingenketen.incident-registered.v1",
        Time = Noon,
        Data = CloudEventWriter.Data(new IncidentRegistered
        {
            Person = new PersonReference { Identifiers = [new PersonIdentifier { Scheme = PersonIdentifier.VNummer, Value = $"{person:D10}" }] },
            CaseNumber = "Z-TEST",
            IncidentNumber = $"I-{number}",
            Revision = 1,
            Category = IncidentCategory.Other,
            Impact = IncidentImpact.Low,
            OccurredAt = Noon,
            RegisteredAt = Noon,
            Location = new Location { Name = "Ter Apel", Kind = LocationKind.ReceptionLocation },
            Measures = [IncidentMeasure.None],
            PoliceReport = PoliceReport.NotMade,
        }),
    }));
}
