using KetenHub.Contracts;
using KetenHub.Hub;
using MassTransit;

namespace KetenHub.Broker;

/// <summary>Takes the messages of partners from the in-memory bus into the lane.</summary>
public static class InMemoryIntake
{
    /// <summary>Adds a receive endpoint <c>keten.in.&lt;partner&gt;</c> for each partner. Each message is finished only after its receipt, one at a
    /// time, so that the order of the publisher is kept.</summary>
    /// <param name="bus">The bus that is being configured.</param>
    /// <param name="partners">Codes of the partners: the endpoint, not a header, says who the publisher is.</param>
    /// <param name="lane">Where the messages go.</param>
    /// <param name="clock">Real time, for waiting while the hub is busy.</param>
    /// <param name="stopping">Ends the waiting for a hub that no longer answers.</param>
    /// <param name="isPaused">Whether this partner's messages are to wait; null: never.</param>
    public static void ReceiveFromPartners(
        this IBusFactoryConfigurator bus, IEnumerable<string> partners, ChannelLane lane, TimeProvider clock, CancellationToken stopping,
        Func<string, bool>? isPaused = null)
    {
        foreach (var partner in partners)
        {
            bus.ReceiveEndpoint($"keten.in.{partner}", endpoint =>
            {
                endpoint.PrefetchCount = 1;
                endpoint.ConcurrentMessageLimit = 1;
                endpoint.ConfigureConsumeTopology = false;
                endpoint.ConfigureReceive(pipe => pipe.UseFilter(new RawIntake(partner, lane, clock, isPaused ?? (_ => false), stopping)));
            });
        }
    }

    // Stands before deserialization and ends the pipe: whatever came in, of any content type, is the hub's to judge. So nothing
    // is left to skip, to fault or to move to an error queue.
    private sealed class RawIntake(
        string partner, ChannelLane lane, TimeProvider clock, Func<string, bool> isPaused, CancellationToken stopping) : IFilter<ReceiveContext>
    {
        private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
        private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

        public void Probe(ProbeContext context) => context.CreateFilterScope("ketenhub");

        public async Task Send(ReceiveContext context, IPipe<ReceiveContext> next)
        {
            var body = context.Body.GetBytes();
            var kept = body.Length > InboundMessage.MaxBytes ? body.AsMemory(0, InboundMessage.MaxBytes) : body;
            var message = new InboundMessage(partner, ContentTypeOf(context), kept, body.Length) { TraceParent = TraceOf(context), Signature = SignatureOf(context) };
            try
            {
                for (var pause = FirstPause; !await TakenAsync(message); pause = Longer(pause))
                    await Task.Delay(pause, clock, stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                // The queue ends with this process; its senders keep what they have no receipt for.
            }
        }

        private async Task<bool> TakenAsync(InboundMessage message)
        {
            if (isPaused(partner))
                return false;
            try
            {
                await lane.AcceptAsync(message, stopping);
                return true;
            }
            catch (KetenHubException busy) when (busy.Problems[0].Kind == Errors.Busy)
            {
                return false;
            }
        }

        // As it was sent; ContentType of the context is what MassTransit made of it.
        private static string? ContentTypeOf(ReceiveContext context) =>
            context.TransportHeaders.TryGetHeader("Content-Type", out var sent) ? sent?.ToString() : context.ContentType?.ToString();

        private static string? TraceOf(ReceiveContext context) =>
            context.TransportHeaders.TryGetHeader(Telemetry.Header, out var sent) ? sent as string : null;

        private static string? SignatureOf(ReceiveContext context) =>
            context.TransportHeaders.TryGetHeader(EventSignature.Header, out var sent) ? sent as string ?? "" : null;

        private static TimeSpan Longer(TimeSpan pause) => pause * 2 < LongestPause ? pause * 2 : LongestPause;
    }
}
