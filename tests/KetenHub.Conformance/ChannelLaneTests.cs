using System.Text;
using KetenHub.Broker;
using KetenHub.Contracts;
using KetenHub.Hub;

namespace KetenHub.Conformance;

public sealed class ChannelLaneTests : LaneContract
{
    protected override bool AnswersSenders => true;

    protected override Task<ILaneSource> OpenAsync() => Task.FromResult<ILaneSource>(new ChannelLane(Capacity));

    protected override async Task<Receipt?> SendUntilAsync(string text, CancellationToken cancellation) => await ((ChannelLane)Lane)
        .AcceptAsync(new InboundMessage("partner", CloudEvent.ContentType, Encoding.UTF8.GetBytes(text)), cancellation);
}
