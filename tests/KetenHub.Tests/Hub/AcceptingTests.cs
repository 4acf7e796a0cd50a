using System.Text;
using KetenHub.Contracts;
using KetenHub.Hub;
using Xunit;

namespace KetenHub.Tests.Hub;

public sealed class AcceptingTests
{
    private const string First = "9000000001";
    private const string Second = "9000000002";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_message_is_accepted_once_and_a_resend_gets_the_same_receipt()
    {
        await using var hub = await TestHub.StartAsync();
        var message = Events.Signal("coa", First);
        var accepted = await hub.SendOneAsync(message);
        var entries = await hub.WholeLogAsync();
        var again = await hub.SendOneAsync(message);

        Assert.Equal(ReceiptOutcome.Accepted, accepted.Outcome);
        Assert.Equal(accepted with { Outcome = ReceiptOutcome.Duplicate, Problems = again.Problems }, again);
        Assert.Equal(Hashes(entries), Hashes(await hub.WholeLogAsync()));
        Assert.Equal(Convert.ToHexStringLower(entries[0].Hash), accepted.Hash);
    }

    [Fact]
    public async Task A_resend_within_one_batch_gets_the_same_receipt()
    {
        await using var hub = await TestHub.StartAsync();
        var message = Events.Signal("coa", First);
        var receipts = await hub.SendAsync(message, Events.Signal("coa", Second), message);

        Assert.Equal([ReceiptOutcome.Accepted, ReceiptOutcome.Accepted, ReceiptOutcome.Duplicate], receipts.Select(receipt => receipt.Outcome));
        Assert.Equal((receipts[0].N, receipts[0].Hash, receipts[0].EventId), (receipts[2].N, receipts[2].Hash, receipts[2].EventId));
        Assert.Equal(2, (await hub.WholeLogAsync()).Count(row => row.Kind == LogKind.Received));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_same_id_with_another_body_is_set_apart_and_changes_nothing(bool inOneBatch)
    {
        await using var hub = await TestHub.StartAsync();
        var id = Events.NewId();
        var (first, other) = (Events.Signal("coa", First, id), Events.Signal("coa", Second, id));
        var receipt = inOneBatch ? (await hub.SendAsync(first, other))[1] : await AfterAsync(hub, first, other);

        Assert.Equal(ReceiptOutcome.Quarantined, receipt.Outcome);
        Assert.Equal([Errors.IdReused], receipt.Problems.Select(problem => problem.Kind));
        Assert.Null(await hub.FindAsync(Second));
        var row = Assert.Single(await hub.QuarantineAsync());
        Assert.Equal((receipt.Quarantine, "KH230"), (row.Id, row.Errors));
        Assert.Equal(other.Body.ToArray(), hub.Keys.OpenQuarantine(row.Id, row.SealedRaw));
    }

    [Fact]
    public async Task The_same_id_of_another_partner_or_system_is_another_event()
    {
        await using var hub = await TestHub.StartAsync();
        var id = Events.NewId();
        var otherSystem = Events.Envelope("coa", "case-signal", Events.SignalData(Events.VNummer(First)), id);
        otherSystem["source"] = Events.SourceOf("coa") + "2";
        var receipts = await hub.SendAsync(Events.Signal("coa", First, id), Events.Signal("avim", First, id), Events.Message("coa", otherSystem));
        Assert.All(receipts, receipt => Assert.Equal(ReceiptOutcome.Accepted, receipt.Outcome));
    }

    [Fact]
    public async Task One_bad_message_in_a_batch_stops_nothing_else()
    {
        await using var hub = await TestHub.StartAsync();
        var broken = new InboundMessage("coa", CloudEvent.ContentType, Encoding.UTF8.GetBytes("{"));
        var receipts = await hub.SendAsync(Events.Signal("coa", First), broken, Events.Signal("coa", First), Events.Signal("coa", Second));

        Assert.Equal([1L, null, 2L, 1L], receipts.Select(receipt => receipt.N));
        Assert.Equal(ReceiptOutcome.Quarantined, receipts[1].Outcome);
        Assert.Single(await hub.QuarantineAsync());
    }

    [Fact]
    public async Task The_same_broken_bytes_are_kept_once_and_counted()
    {
        await using var hub = await TestHub.StartAsync();
        var broken = new InboundMessage("coa", CloudEvent.ContentType, Encoding.UTF8.GetBytes("{"));
        var numbers = (await hub.SendAsync(broken, broken)).Append(await hub.SendOneAsync(broken)).Select(receipt => receipt.Quarantine).Distinct();
        Assert.Single(numbers);
        Assert.Equal(3, Assert.Single(await hub.QuarantineAsync()).Times);
    }

    [Fact]
    public async Task Missing_sequence_numbers_are_counted_and_a_late_one_fills_the_gap()
    {
        await using var hub = await TestHub.StartAsync();
        await hub.SendAsync(Events.Signal("coa", First, sequence: 1), Events.Signal("coa", First, sequence: 5));
        Assert.Equal((5L, 3L), await SequenceAsync(hub));
        var late = Events.Signal("coa", First, sequence: 3);
        await hub.SendAsync(late);
        await hub.SendAsync(late);
        Assert.Equal((5L, 2L), await SequenceAsync(hub));
        Assert.Equal(2, (await hub.Store.Reads.OverviewAsync(hub.Clock.GetUtcNow(), Cancellation)).Missing);
    }

    [Fact]
    public async Task A_refused_message_does_not_count_as_come_in_sequence()
    {
        await using var hub = await TestHub.StartAsync();
        await hub.SendAsync(Events.Signal("coa", First, sequence: 1));
        await hub.SendAsync(Events.Signal("coa", "123", sequence: 2));
        await hub.SendAsync(Events.Signal("coa", First, sequence: 3));
        Assert.Equal((3L, 1L), await SequenceAsync(hub));
    }

    [Fact]
    public async Task A_look_up_is_logged_and_needs_a_purpose()
    {
        await using var hub = await TestHub.StartAsync();
        await hub.SendAsync(Events.Signal("coa", First));
        var person = await hub.PersonAsync(First);
        foreach (var purpose in new[] { "", "    x    ", new string('x', 201) })
        {
            var refused = await Assert.ThrowsAsync<KetenHubException>(() => hub.Hub.LogLookUpAsync(person, new Actor("tester", "desk"), purpose, Cancellation));
            Assert.Equal(Errors.PurposeMissing, refused.Problems[0].Kind);
        }
        Assert.Single(await hub.LogOfAsync(person));

        await hub.Hub.LogLookUpAsync(person, new Actor("tester", "desk"), "question of a court", Cancellation);
        var entry = (await hub.LogOfAsync(person))[^1];
        Assert.Equal((LogKind.LookedUp, "tester", 2L), (entry.Kind, entry.Party, entry.N));
        Assert.Equal("question of a court", await hub.BodyAsync(entry));
        Assert.Null((await hub.VerifyAsync()).FirstBad);
    }

    private static async Task<Receipt> AfterAsync(TestHub hub, InboundMessage first, InboundMessage other)
    {
        await hub.SendAsync(first);
        return await hub.SendOneAsync(other);
    }

    private static async Task<(long Highest, long Missing)> SequenceAsync(TestHub hub)
    {
        var row = Assert.Single(await hub.Store.Reads.SequencesAsync(Cancellation));
        return (row.Highest, row.Missing);
    }

    private static IEnumerable<string> Hashes(IEnumerable<LogRow> rows) => rows.Select(row => Convert.ToHexStringLower(row.Hash));
}
