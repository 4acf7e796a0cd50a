using System.Text;
using KetenHub.Contracts;
using KetenHub.Hub;
using Xunit;

namespace KetenHub.Conformance;

/// <summary>What every lane does. A subclass opens a lane and sends to it.</summary>
public abstract class LaneContract : IAsyncLifetime
{
    protected const int Capacity = 8;

    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(20);

    protected ILaneSource Lane { get; private set; } = null!;

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Whether a sender waits for the receipt; else it is confirmed by a broker that keeps the message.</summary>
    protected abstract bool AnswersSenders { get; }

    /// <summary>An empty lane. Where senders wait, at most <see cref="Capacity"/> messages wait unread.</summary>
    protected abstract Task<ILaneSource> OpenAsync();

    /// <summary>Sends a message and ends when the sender may forget it: with its receipt, or with null where a broker keeps it.</summary>
    protected abstract Task<Receipt?> SendUntilAsync(string text, CancellationToken cancellation);

    public async ValueTask InitializeAsync() => Lane = await OpenAsync();

    public virtual async ValueTask DisposeAsync()
    {
        await Lane.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Messages_come_in_the_order_they_were_sent()
    {
        var sent = Enumerable.Range(0, 50).Select(i => $"m{i}").ToList();
        var sending = SendInOrderAsync(sent);
        Assert.Equal(sent, await ReadAllAsync(sent.Count, most: 7));
        await sending.WaitAsync(Bound, Cancellation);
    }

    [Fact]
    public async Task A_batch_holds_at_least_one_and_at_most_as_many_as_asked()
    {
        var sending = StartAsync(5);
        for (var left = 5; left > 0;)
        {
            var batch = await ReadAsync(2);
            Assert.InRange(batch.Messages.Count, 1, 2);
            left -= batch.Messages.Count;
            await AcknowledgeAsync(batch);
        }
        await sending.WaitAsync(Bound, Cancellation);
    }

    [Fact]
    public async Task Reading_waits_for_a_message()
    {
        var reading = Lane.ReadAsync(10, Cancellation);
        Assert.False(reading.IsCompleted);
        var sending = SendAsync("m0");
        var batch = await reading.WaitAsync(Bound, Cancellation);
        Assert.Equal("m0", Text(Assert.Single(batch.Messages)));
        await AcknowledgeAsync(batch);
        await sending.WaitAsync(Bound, Cancellation);
    }

    [Fact]
    public async Task Reading_can_be_cancelled_and_loses_nothing()
    {
        using var impatient = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var reading = Lane.ReadAsync(10, impatient.Token);
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
        var sending = SendAsync("m0");
        Assert.Equal(["m0"], await ReadAllAsync(1, most: 10));
        await sending.WaitAsync(Bound, Cancellation);
    }

    [Fact]
    public async Task A_lane_that_stood_aside_reads_everything_in_order_afterwards()
    {
        var sending = SendInOrderAsync([.. Enumerable.Range(0, 5).Select(i => $"m{i}")]);
        await Lane.StandAsideAsync();
        Assert.Equal(["m0"], await ReadAllAsync(1, most: 1));
        await Lane.StandAsideAsync();
        await Lane.StandAsideAsync();
        Assert.Equal(["m1", "m2", "m3", "m4"], await ReadAllAsync(4, most: 10));
        await sending.WaitAsync(Bound, Cancellation);
    }

    [Fact]
    public async Task What_was_acknowledged_is_not_read_again()
    {
        var first = SendAsync("m0");
        await AcknowledgeAsync(await ReadAsync(10));
        await first.WaitAsync(Bound, Cancellation);
        var second = SendAsync("m1");
        Assert.Equal(["m1"], await ReadAllAsync(1, most: 10));
        await second.WaitAsync(Bound, Cancellation);
    }

    [Fact]
    public async Task What_was_released_comes_again_first_or_its_sender_is_told_to_send_again()
    {
        var sending = SendAsync("m0");
        await (await ReadAsync(10)).ReleaseAsync(Cancellation);
        if (AnswersSenders)
        {
            var refused = await Assert.ThrowsAsync<KetenHubException>(() => sending.WaitAsync(Bound, Cancellation));
            Assert.Equal(Errors.Busy, refused.Problems[0].Kind);
            sending = SendAsync("m0");
        }
        Assert.Equal("m0", (await ReadAllAsync(1, most: 10))[0]);
        await sending.WaitAsync(Bound, Cancellation);
    }

    [Fact]
    public async Task Content_type_body_and_length_come_as_they_were_sent()
    {
        var sending = SendAsync("{\"é\":1}");
        var batch = await ReadAsync(1);
        var message = batch.Messages[0];
        Assert.Equal(("partner", CloudEvent.ContentType), (message.Publisher, message.ContentType));
        Assert.Equal("{\"é\":1}"u8.ToArray(), message.Body.ToArray());
        Assert.Equal(8, message.Length);
        await AcknowledgeAsync(batch);
        await sending.WaitAsync(Bound, Cancellation);
    }

    [Fact]
    public async Task Every_receipt_reaches_the_sender_of_its_message()
    {
        Assert.SkipUnless(AnswersSenders, "senders of this lane are answered by the broker");
        var senders = Enumerable.Range(0, 200).Select(async i => (Sent: $"m{i}", Receipt: await SendAsync($"m{i}"))).ToList();
        await ReadAllAsync(200, most: 32);
        foreach (var sender in senders)
        {
            var (sent, receipt) = await sender.WaitAsync(Bound, Cancellation);
            Assert.Equal(sent, receipt!.EventId);
        }
    }

    [Fact]
    public async Task Many_senders_at_once_lose_nothing_and_get_nothing_twice()
    {
        var sending = Task.WhenAll(Enumerable.Range(0, 20).Select(sender => Task.Run(
            () => SendInOrderAsync([.. Enumerable.Range(0, 20).Select(i => $"{sender:D2}/{i:D2}")]), Cancellation)));
        var read = await ReadAllAsync(400, most: 64);
        Assert.Equal(400, read.Distinct().Count());
        foreach (var sender in read.GroupBy(text => text[..2], StringComparer.Ordinal))
            Assert.Equal(sender.Order(StringComparer.Ordinal), sender);
        await sending.WaitAsync(Bound, Cancellation);
    }

    [Fact]
    public async Task A_sender_that_gives_up_before_a_full_lane_had_room_leaves_nothing_in_it()
    {
        Assert.SkipUnless(AnswersSenders, "the broker's queue is the buffer of this lane");
        var within = StartAsync(Capacity);
        using var impatient = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var beyond = SendUntilAsync("beyond", impatient.Token);
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => beyond);
        var batch = await ReadAsync(3 * Capacity);
        Assert.Equal(Capacity, batch.Messages.Count);
        Assert.DoesNotContain("beyond", batch.Messages.Select(Text));
        Assert.False(within.IsCompleted);
        await AcknowledgeAsync(batch);
        await within.WaitAsync(Bound, Cancellation);
    }

    [Fact]
    public async Task Closing_the_lane_leaves_no_sender_waiting()
    {
        Assert.SkipUnless(AnswersSenders, "senders of this lane are answered by the broker");
        var read = SendAsync("read");
        await ReadAsync(1);
        var senders = Enumerable.Range(0, 2 * Capacity).Select(i => SendAsync($"m{i}")).Append(read).ToList();
        await Lane.DisposeAsync();
        senders.Add(SendAsync("after"));
        foreach (var sender in senders)
        {
            var refused = await Assert.ThrowsAsync<KetenHubException>(() => sender.WaitAsync(Bound, Cancellation));
            Assert.Equal(Errors.Busy, refused.Problems[0].Kind);
        }
    }

    private Task<Receipt?> SendAsync(string text) => SendUntilAsync(text, Cancellation);

    protected static string Text(InboundMessage message) => Encoding.UTF8.GetString(message.Body.Span);

    protected async Task<ILaneBatch> ReadAsync(int most) => await Lane.ReadAsync(most, Cancellation).WaitAsync(Bound, Cancellation);

    protected static Task AcknowledgeAsync(ILaneBatch batch) => batch.AcknowledgeAsync(
        [.. batch.Messages.Select(message => new Receipt(ReceiptOutcome.Accepted, Text(message), 1, null, null, []))], Cancellation);

    protected async Task<List<string>> ReadAllAsync(int count, int most)
    {
        var read = new List<string>();
        while (read.Count < count)
        {
            var batch = await ReadAsync(most);
            read.AddRange(batch.Messages.Select(Text));
            await AcknowledgeAsync(batch);
        }
        return read;
    }

    // One publisher sends its next message when the one before is on its way into the lane, not when it was answered.
    private Task<Receipt?[]> SendInOrderAsync(IReadOnlyList<string> texts) => Task.WhenAll(texts.Select(SendAsync).ToList());

    private Task<Receipt?[]> StartAsync(int count) => SendInOrderAsync([.. Enumerable.Range(0, count).Select(i => $"m{i}")]);
}
