using KetenHub.Faults.Simulation;
using KetenHub.Faults.Simulation.Planted;
using Xunit;

namespace KetenHub.Tests.Faults;

public sealed class SimulatorTests
{
    private const int Days = 2;
    private const int MostSeeds = 200;

    /// <summary>Every planted bug, with the invariant that must find it.</summary>
    public static TheoryData<string, string> PlantedBugs() => new()
    {
        { "acknowledged-before-commit", "nothing lost" },
        { "dedupe-skipped", "nothing twice" },
        { "outbox-insert-dropped", "every log entry has its notifications" },
        { "reminder-after-answer", "no stale reminder" },
        { "chain-wrong-after-crash", "log complete and chained" },
        { "marked-sent-before-confirm", "every notification delivered, once after dedupe and in order" },
        { "batch-spread-over-threads", "order per person and publisher" },
        { "deadline-removed-before-decided", "no deadline silently missed" },
        { "state-write-forgotten", "state equals the fold of the log" },
        { "outbox-read-backwards", "every notification delivered, once after dedupe and in order" },
    };

    [Theory]
    [MemberData(nameof(PlantedBugs))]
    public async Task A_planted_bug_is_found(string bug, string words)
    {
        for (var seed = 1UL; seed <= MostSeeds; seed++)
        {
            var outcome = await Run.OfAsync(seed, Days, plant: PlantedBug.All[bug]);
            if (outcome.Violations.Any(violation => violation.StartsWith(words, StringComparison.Ordinal)))
                return;
        }
        Assert.Fail($"{bug} was not found in {MostSeeds} seeds");
    }

    [Fact]
    public void Every_planted_bug_is_tried() => Assert.Equal(
        PlantedBug.All.Keys.Where(name => name != "none").Order(StringComparer.Ordinal),
        PlantedBugs().Select(row => row.Data.Item1).Order(StringComparer.Ordinal));

    [Fact]
    public void Every_invariant_finds_a_planted_bug() => Assert.Equal(
        KetenHub.Faults.Simulation.Invariants.Invariant.All.Select(invariant => invariant.Words).Order(StringComparer.Ordinal),
        PlantedBugs().Select(row => row.Data.Item2).Distinct().Order(StringComparer.Ordinal));

    [Fact]
    public async Task The_same_seed_tells_the_same_story_also_beside_others()
    {
        var alone = new List<Outcome>();
        for (var seed = 1UL; seed <= 10; seed++)
            alone.Add(await Run.OfAsync(seed, Days));
        var beside = await Task.WhenAll(alone.Select(outcome => Task.Run(() => Run.OfAsync(outcome.Seed, Days))));
        Assert.Equal(alone.Select(outcome => outcome.ToString()), beside.Select(outcome => outcome.ToString()));
        Assert.Equal(10, alone.Select(outcome => outcome.Digest).Distinct().Count());
    }

    [Fact]
    public async Task Nothing_is_violated_in_the_first_seeds()
    {
        for (var seed = 1UL; seed <= 25; seed++)
            Assert.Empty((await Run.OfAsync(seed, Days)).Violations);
    }
}
