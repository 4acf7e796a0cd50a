using System.Text.Json.Nodes;
using KetenHub.Contracts;
using KetenHub.Hub;
using Xunit;

namespace KetenHub.Tests.Hub;

/// <summary>A message can name its person by a notification that its sender received; for anybody else the notification does not exist.</summary>
public sealed class NotificationReferenceTests
{
    [Fact]
    public async Task A_delivery_report_stands_in_the_log_of_the_person_that_the_notification_was_about()
    {
        await using var hub = await AskedAsync();
        var asked = await AskedOfAsync(hub);
        var receipt = await hub.SendOneAsync(Report("dtv", asked.EventId));
        Assert.Equal(ReceiptOutcome.Accepted, receipt.Outcome);
        var entry = (await hub.LogOfAsync(await hub.PersonAsync("0000000001")))[^1];
        Assert.Equal(("dtv", "delivery-reported", "the partner does not have the notification"), (entry.Party, entry.Type, entry.Why));
        Assert.Contains("HTTP 422", await hub.BodyAsync(entry), StringComparison.Ordinal);
        // A reference is no identifier of the person: nothing is added.
        Assert.Equal(1L, hub.Sql<long>("SELECT count(*) FROM identifier"));
    }

    [Fact]
    public async Task DTV_answers_by_the_notification_alone()
    {
        await using var hub = await AskedAsync();
        var asked = await AskedOfAsync(hub);
        var answer = new JsonObject
        {
            ["person"] = Events.Person(Reference(asked.EventId)), ["decisionNumber"] = "B-1", ["revision"] = 1, ["answer"] = "Ready",
            ["reportedAt"] = "2026-03-02T09:10:00+01:00", ["whoComes"] = "TTOV",
        };
        Assert.Equal(ReceiptOutcome.Accepted, (await hub.SendOneAsync(Events.Message("dtv", Events.Envelope("dtv", "readiness-reported", answer)))).Outcome);
        Assert.Contains(await hub.LogOfAsync(await hub.PersonAsync("0000000001")), row => row is { Kind: LogKind.Notified, Type: "hand-out-clearance", Party: "ind" });
    }

    [Fact]
    public async Task After_a_merge_the_report_goes_to_the_person_that_stays()
    {
        await using var hub = await AskedAsync();
        var asked = await AskedOfAsync(hub);
        await hub.SendAsync(Signal("0000000002"), Events.Message("ind", Events.Envelope("ind", "person-identifiers-changed", new JsonObject
        {
            ["person"] = Events.Person(Events.VNummer("0000000002")), ["change"] = "Merge", ["revision"] = 1, ["establishedAt"] = "2026-03-02T09:20:00+01:00",
            ["ground"] = "Fingerprints", ["other"] = Events.Person(Events.VNummer("0000000001")),
        })));
        Assert.Equal(ReceiptOutcome.Accepted, (await hub.SendOneAsync(Report("dtv", asked.EventId))).Outcome);
        Assert.Contains(await hub.LogOfAsync(await hub.PersonAsync("0000000002")), row => row.Type == "delivery-reported");
    }

    [Fact]
    public async Task A_notification_of_another_partner_or_of_nobody_is_refused_and_makes_no_person()
    {
        await using var hub = await AskedAsync();
        var asked = await AskedOfAsync(hub);
        // In one batch with its owner's, as messages over HTTP can be.
        var receipts = await hub.SendAsync(Report("dtv", asked.EventId), Report("coa", asked.EventId), Report("dtv", "01900000-0000-7000-8000-0000000000ff"));
        Assert.Equal([ReceiptOutcome.Accepted, ReceiptOutcome.Quarantined, ReceiptOutcome.Quarantined], receipts.Select(receipt => receipt.Outcome));
        Assert.All(receipts.Skip(1), receipt => Assert.Equal(Errors.NotificationUnknown, Assert.Single(receipt.Problems).Kind));
        Assert.Equal(1L, hub.Sql<long>("SELECT count(*) FROM person"));
    }

    [Fact]
    public async Task A_reference_is_never_linked_to_a_person()
    {
        await using var hub = await AskedAsync();
        var asked = await AskedOfAsync(hub);
        var link = new JsonObject
        {
            ["person"] = Events.Person(Events.VNummer("0000000001")), ["change"] = "Link", ["revision"] = 1, ["establishedAt"] = "2026-03-02T09:20:00+01:00",
            ["ground"] = "Documents", ["other"] = Events.Person(Reference(asked.EventId)),
        };
        Assert.Equal(ReceiptOutcome.Quarantined, (await hub.SendOneAsync(Events.Message("ind", Events.Envelope("ind", "person-identifiers-changed", link)))).Outcome);
    }

    private static async Task<TestHub> AskedAsync()
    {
        var hub = await TestHub.StartAsync();
        var decision = new JsonObject
        {
            ["person"] = Events.Person(Events.VNummer("0000000001")), ["decisionNumber"] = "B-1", ["revision"] = 1, ["outcome"] = "Rejected", ["track"] = 2,
            ["issuedAt"] = "2026-03-02T09:00:00+01:00", ["returnDecision"] = true, ["entryBan"] = false, ["departurePeriodDays"] = 0, ["appealSuspendsRemoval"] = false,
        };
        Assert.Equal(ReceiptOutcome.Accepted, (await hub.SendOneAsync(Events.Message("ind", Events.Envelope("ind", "decision-issued", decision)))).Outcome);
        return hub;
    }

    private static async Task<LogRow> AskedOfAsync(TestHub hub) =>
        (await hub.WholeLogAsync()).Single(row => row is { Kind: LogKind.Notified, Party: "dtv", Type: "readiness-requested" });

    private static InboundMessage Signal(string vNummer) =>
        Events.Message("ind", Events.Envelope("ind", "case-signal", Events.SignalData(Events.VNummer(vNummer))));

    private static InboundMessage Report(string partner, string notification) => Events.Message(partner, Events.Envelope(partner, "delivery-reported", new JsonObject
    {
        ["person"] = Events.Person(Reference(notification)), ["notificationId"] = notification, ["notificationType"] = "nl.vreemdelingenketen.readiness-requested.v1",
        ["result"] = "Refused", ["at"] = "2026-03-02T09:05:00+01:00", ["tries"] = 1, ["reason"] = "HTTP 422",
    }));

    private static PersonIdentifier Reference(string notification) =>
        new() { Scheme = PersonIdentifier.Notification, Value = notification, Issuer = "00000000000000000001" };
}
