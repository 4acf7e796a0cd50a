using System.Text;
using KetenHub.Broker;
using KetenHub.Contracts;
using KetenHub.Hub;
using MassTransit;
using Xunit;

namespace KetenHub.Conformance;

/// <summary>From a partner's bus into the hub's lane.</summary>
public sealed class InMemoryIntakeTests : IAsyncLifetime
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(20);

    private readonly ChannelLane lane = new();
    private readonly CancellationTokenSource stopping = new();
    private InMemoryBus bus = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => bus = await InMemoryBus.StartAsync(transport =>
        transport.ReceiveFromPartners(["ind", "dtv"], lane, TimeProvider.System, stopping.Token));

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await lane.DisposeAsync();
        await bus.DisposeAsync();
        stopping.Dispose();
    }

    [Fact]
    public async Task The_endpoint_says_who_the_publisher_is_and_the_body_comes_as_sent()
    {
        await SendAsync("dtv", "{}", CloudEvent.ContentType);
        var message = await TakeAsync();
        Assert.Equal(("dtv", CloudEvent.ContentType, "{}"), (message.Publisher, message.ContentType, Encoding.UTF8.GetString(message.Body.Span)));
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/octet-stream")]
    [InlineData("application/vnd.masstransit+json")]
    public async Task Any_other_content_type_reaches_the_hub_too(string contentType)
    {
        await SendAsync("ind", "not an event", contentType);
        Assert.Equal(contentType, (await TakeAsync()).ContentType);
    }

    [Fact]
    public async Task Order_of_one_publisher_is_kept_while_the_hub_is_busy_now_and_then()
    {
        for (var i = 0; i < 50; i++)
            await SendAsync("ind", $"{i:D2}", CloudEvent.ContentType);
        var read = new List<string>();
        for (var turn = 0; read.Count < 50; turn++)
        {
            var batch = await lane.ReadAsync(10, Cancellation).WaitAsync(Bound, Cancellation);
            if (turn % 10 == 3)
            {
                await batch.ReleaseAsync(Cancellation);
                continue;
            }
            read.AddRange(batch.Messages.Select(message => Encoding.UTF8.GetString(message.Body.Span)));
            await AcknowledgeAsync(batch);
        }
        Assert.Equal(Enumerable.Range(0, 50).Select(i => $"{i:D2}"), read);
    }

    [Fact]
    public async Task A_body_over_the_limit_is_cut_and_its_length_is_told()
    {
        await SendAsync("ind", new string('x', CloudEvent.MaxBytes + 500), CloudEvent.ContentType);
        var message = await TakeAsync();
        Assert.Equal((InboundMessage.MaxBytes, CloudEvent.MaxBytes + 500), (message.Body.Length, message.Length));
    }

    private async Task<InboundMessage> TakeAsync()
    {
        var batch = await lane.ReadAsync(10, Cancellation).WaitAsync(Bound, Cancellation);
        await AcknowledgeAsync(batch);
        return Assert.Single(batch.Messages);
    }

    private static Task AcknowledgeAsync(ILaneBatch batch) => batch.AcknowledgeAsync(
        [.. batch.Messages.Select(_ => new Receipt(ReceiptOutcome.Accepted, null, null, null, null, []))], Cancellation);

    private async Task SendAsync(string partner, string body, string contentType)
    {
        var endpoint = await bus.Bus.GetSendEndpoint(new Uri($"exchange:keten.in.{partner}"));
        var raw = new Raw(contentType, Encoding.UTF8.GetBytes(body));
        await endpoint.Send(raw, context =>
        {
            context.Serializer = raw;
            context.ContentType = raw.ContentType;
        }, Cancellation);
    }

    /// <summary>A publisher that uses no MassTransit serializer.</summary>
    public sealed class Raw(string contentType, byte[] body) : IMessageSerializer
    {
        public System.Net.Mime.ContentType ContentType { get; } = new(contentType);

        public MessageBody GetMessageBody<T>(SendContext<T> context) where T : class => new BytesMessageBody(body);
    }
}
