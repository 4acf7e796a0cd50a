using KetenHub.Hub;
using Xunit;

namespace KetenHub.Conformance;

// When partners were heard.
public abstract partial class StoreContract
{
    private const long Hour = 498_000;

    [Fact]
    public async Task Minutes_in_which_a_partner_was_heard_come_together_whichever_hub_heard_it()
    {
        var another = await AnotherAsync();
        await Store.NotePulsesAsync([Pulse(0b0011, second: 20), Pulse(1L << 59, hour: Hour + 1)], DateTimeOffset.UnixEpoch, Cancellation);
        await another.NotePulsesAsync([Pulse(0b0110, second: 10), new PulseRow("coa", PulseKind.Heartbeat, Hour, 1, At(30))], DateTimeOffset.UnixEpoch, Cancellation);

        Assert.Equal(
            [new PulseRow("coa", PulseKind.Heartbeat, Hour, 1, At(30)), Pulse(0b0111, second: 20), Pulse(1L << 59, hour: Hour + 1)],
            await Store.Reads.PulsesAsync(Cancellation));
        Assert.Equal(60, (await Store.Reads.PulsesAsync(Cancellation)).Aggregate(0, (most, row) => Math.Max(most, (int)Math.Log2(row.Minutes) + 1)));
    }

    [Fact]
    public async Task What_was_heard_long_ago_is_forgotten()
    {
        await Store.NotePulsesAsync([Pulse(1, second: 20)], DateTimeOffset.UnixEpoch, Cancellation);
        await Store.NotePulsesAsync([], At(20), Cancellation);
        Assert.Single(await Store.Reads.PulsesAsync(Cancellation));
        await Store.NotePulsesAsync([], At(21), Cancellation);
        Assert.Empty(await Store.Reads.PulsesAsync(Cancellation));
    }

    private static PulseRow Pulse(long minutes, int second = 0, long hour = Hour) => new("coa", PulseKind.Message, hour, minutes, At(second));

    private static DateTimeOffset At(int second) => DateTimeOffset.UnixEpoch.AddHours(Hour).AddSeconds(second);
}
