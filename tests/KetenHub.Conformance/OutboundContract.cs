using System.Collections.Concurrent;
using System.Text;
using KetenHub.Hub;
using Xunit;

namespace KetenHub.Conformance;

/// <summary>What every outbound does. A subclass brings the transport up with one recipient.</summary>
public abstract class OutboundContract : IAsyncLifetime
{
    protected const string Recipient = "recipient";

    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(20);

    protected IOutbound Outbound { get; private set; } = null!;

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>What the recipient has, in order.</summary>
    protected ConcurrentQueue<string> Taken { get; } = new();

    /// <summary>Starts the transport. The recipient calls <paramref name="take"/> with the body of each notification.</summary>
    protected abstract Task<IOutbound> OpenAsync(Func<byte[], Task> take);

    public async ValueTask InitializeAsync() => Outbound = await OpenAsync(body =>
    {
        Taken.Enqueue(Encoding.UTF8.GetString(body));
        return Task.CompletedTask;
    });

    public virtual async ValueTask DisposeAsync()
    {
        await Outbound.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Confirmed_means_that_the_recipient_has_it()
    {
        var deliveries = await SendAsync(Recipient, Events("a"));
        Assert.Equal([Delivery.Confirmed], deliveries);
        await TakenAsync(1);
        Assert.Equal(["a"], Taken);
    }

    [Fact]
    public async Task Events_arrive_in_order_over_several_calls()
    {
        for (var call = 0; call < 5; call++)
        {
            var deliveries = await SendAsync(Recipient, Events([.. Enumerable.Range(0, 20).Select(i => $"{call}/{i:D2}")]));
            Assert.Equal(20, deliveries.Count);
            Assert.All(deliveries, delivery => Assert.Equal(Delivery.Confirmed, delivery));
        }
        await TakenAsync(100);
        Assert.Equal(Taken.Order(StringComparer.Ordinal), Taken);
    }

    [Fact]
    public async Task An_event_sent_again_is_confirmed_again()
    {
        var events = Events("a");
        Assert.Equal(Delivery.Confirmed, (await SendAsync(Recipient, events))[0]);
        Assert.Equal(Delivery.Confirmed, (await SendAsync(Recipient, events))[0]);
    }

    [Fact]
    public async Task An_unknown_recipient_gives_a_reason_and_no_exception()
    {
        var deliveries = await SendAsync("nobody", Events("a", "b"));
        Assert.Equal(2, deliveries.Count);
        Assert.All(deliveries, delivery => Assert.False(string.IsNullOrEmpty(delivery.Reason)));
        Assert.All(deliveries, delivery => Assert.DoesNotContain("content", delivery.Reason!, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_unknown_recipient_does_not_stop_the_known_one()
    {
        var unknown = SendAsync("nobody", Events("a"));
        Assert.Equal(Delivery.Confirmed, (await SendAsync(Recipient, Events("b")))[0]);
        Assert.False((await unknown)[0].IsConfirmed);
    }

    [Fact]
    public async Task Nothing_to_send_gives_no_result() => Assert.Empty(await SendAsync(Recipient, []));

    [Fact]
    public async Task Sending_can_be_cancelled()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Outbound.SendAsync(Recipient, Events("a"), cancelled.Token));
        Assert.Equal(Delivery.Confirmed, (await SendAsync(Recipient, Events("b")))[0]);
    }

    protected static OutboundEvent[] Events(params string[] contents) =>
        [.. contents.Select(content => new OutboundEvent(Guid.CreateVersion7(), "nl.vreemdelingenketen.safety-notice.v1", Encoding.UTF8.GetBytes(content)))];

    protected async Task<IReadOnlyList<Delivery>> SendAsync(string recipient, OutboundEvent[] events) =>
        await Outbound.SendAsync(recipient, events, Cancellation).WaitAsync(Bound, Cancellation);

    private async Task TakenAsync(int count)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        bound.CancelAfter(Bound);
        while (Taken.Count < count)
            await Task.Delay(10, bound.Token);
    }
}
