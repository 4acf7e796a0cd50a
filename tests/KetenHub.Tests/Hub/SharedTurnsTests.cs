using KetenHub.Hub;
using Xunit;

namespace KetenHub.Tests.Hub;

public sealed class SharedTurnsTests
{
    private readonly SharedTurns turns = new();
    private readonly List<int> together = [];
    private readonly TaskCompletionSource first = new();

    [Fact]
    public async Task What_lanes_bring_while_a_transaction_runs_goes_into_the_next_together()
    {
        var running = TakeAsync(Part());
        var others = new[] { TakeAsync(Part()), TakeAsync(Part()), TakeAsync(Part()) };
        Assert.Equal([1], together);
        first.SetResult();
        await Task.WhenAll([running, .. others]);
        Assert.Equal([1, 3], together);
    }

    [Fact]
    public async Task A_lane_whose_part_fails_fails_alone()
    {
        var bad = Part();
        var good = Part();
        var running = TakeAsync(Part());
        var failing = turns.TakeAsync(bad, Handle);
        var going = turns.TakeAsync(good, Handle);
        first.SetResult();
        await running;
        await going;
        await Assert.ThrowsAsync<InvalidOperationException>(() => failing);
        await TakeAsync(Part());

        Task Handle(IReadOnlyList<SharedTurns.Part> parts) =>
            parts.Contains(bad) ? throw new InvalidOperationException("bad") : Task.CompletedTask;
    }

    private static SharedTurns.Part Part() => new([], null, new Dictionary<IdentifierHash, Guid>());

    private Task TakeAsync(SharedTurns.Part part) => turns.TakeAsync(part, async parts =>
    {
        together.Add(parts.Count);
        await first.Task;
    });
}
