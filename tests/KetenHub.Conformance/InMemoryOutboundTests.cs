using KetenHub.Broker;
using KetenHub.Hub;
using MassTransit;
using Xunit;

namespace KetenHub.Conformance;

public sealed class InMemoryOutboundTests : OutboundContract
{
    private InMemoryBus bus = null!;
    private Func<byte[], Task> taking = null!;

    protected override async Task<IOutbound> OpenAsync(Func<byte[], Task> take)
    {
        taking = take;
        bus = await InMemoryBus.StartAsync(transport => transport.ReceiveEndpoint($"keten.out.{Recipient}", endpoint =>
        {
            endpoint.ConcurrentMessageLimit = 1;
            endpoint.ConfigureReceive(pipe => pipe.UseFilter(new Take(body => taking(body))));
        }));
        return new InMemoryOutbound(bus.Bus, TimeSpan.FromSeconds(1));
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await bus.DisposeAsync();
    }

    [Fact]
    public async Task It_is_not_confirmed_while_the_recipient_works_on_it()
    {
        var release = new TaskCompletionSource();
        var began = new TaskCompletionSource();
        taking = _ =>
        {
            began.TrySetResult();
            return release.Task;
        };
        var sending = SendAsync(Recipient, Events("a"));
        await began.Task.WaitAsync(TimeSpan.FromSeconds(20), Cancellation);
        Assert.False(sending.IsCompleted);
        release.SetResult();
        Assert.Equal(Delivery.Confirmed, (await sending)[0]);
    }

    [Fact]
    public async Task A_recipient_that_does_not_end_gives_a_reason_after_the_bound_and_later_events_are_not_sent_before_it()
    {
        var release = new TaskCompletionSource();
        taking = _ => release.Task;
        var deliveries = await SendAsync(Recipient, Events("a", "b"));
        Assert.Equal(["not taken within 1 s", "not sent: an earlier one was not taken"], deliveries.Select(delivery => delivery.Reason));
        release.SetResult();
    }

    [Fact]
    public async Task A_recipient_that_fails_gives_a_reason_without_the_content()
    {
        taking = _ => throw new InvalidOperationException("content of the event");
        var deliveries = await SendAsync(Recipient, Events("a"));
        Assert.Equal("the recipient failed on it: InvalidOperationException", deliveries[0].Reason);
    }

    // Takes the bytes as they are and ends the pipe, as a recipient without MassTransit would.
    private sealed class Take(Func<byte[], Task> take) : IFilter<ReceiveContext>
    {
        public void Probe(ProbeContext context) => context.CreateFilterScope("take");

        public Task Send(ReceiveContext context, IPipe<ReceiveContext> next) => take(context.Body.GetBytes());
    }
}
