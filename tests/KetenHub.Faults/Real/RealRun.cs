using System.Diagnostics;
using KetenHub.Contracts;
using KetenHub.Hub;
using KetenHub.Storage;
using Npgsql;

namespace KetenHub.Faults.Real;

/// <summary>How a fault went over all its turns.</summary>
internal sealed class FaultOutcome(Fault fault)
{
    public Fault Fault { get; } = fault;
    public int Injected { get; set; }
    public List<string> Violations { get; } = [];
    public List<TimeSpan> Recoveries { get; } = [];
}

/// <summary>One fault after the other, in an order that the seed gives; after each the load stops, everything underway arrives, and the
/// ledgers are compared.</summary>
internal sealed class RealRun(Scene scene, IReadOnlyList<Fault> faults, TimeSpan atLeast, Action<string> say)
{
    private const int LogLines = 40;

    private static readonly TimeSpan Between = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan DrainBound = TimeSpan.FromMinutes(3);

    private readonly HashSet<string> told = [];

    /// <summary>Every fault at least once, and on until the time has passed.</summary>
    public async Task<IReadOnlyList<FaultOutcome>> RunAsync()
    {
        var outcomes = faults.Select(fault => new FaultOutcome(fault)).ToList();
        var watch = Stopwatch.StartNew();
        do
        {
            var round = outcomes.ToArray();
            scene.Random.Shuffle(round);
            foreach (var outcome in round)
            {
                if (outcome.Injected > 0 && watch.Elapsed > atLeast)
                    break;
                await TurnAsync(outcome);
            }
        }
        while (watch.Elapsed < atLeast);
        return outcomes;
    }

    private async Task TurnAsync(FaultOutcome outcome)
    {
        scene.Recoveries.Clear();
        scene.Found.Clear();
        scene.Detail = "";
        scene.Traffic.IsFlowing = true;
        await Task.Delay(Between);
        await outcome.Fault.Inject(scene);
        outcome.Injected++;
        await Task.Delay(Between);
        scene.Traffic.IsFlowing = false;
        var draining = Stopwatch.StartNew();
        var undrained = await DrainAsync(LeftAsync);
        var drained = draining.Elapsed;
        var violations = scene.Found.Concat(undrained).Concat(await JudgeAsync()).Concat(await EndedByThemselvesAsync()).Concat(TooLate(outcome.Fault)).ToList();
        // What is wrong stays wrong: it counts for the fault after which it was seen first.
        outcome.Violations.AddRange(violations.Where(told.Add));
        outcome.Recoveries.AddRange(scene.Recoveries);
        say($"{outcome.Fault.Name}{scene.Detail}: recovered in {string.Join(", ", scene.Recoveries.Select(time => $"{time.TotalSeconds:0.0} s"))}; "
            + $"drained in {drained.TotalSeconds:0.0} s; {scene.Sent.Count} messages so far; {(violations.Count == 0 ? "all as it must be" : string.Join(" | ", violations.Take(8)))}");
        if (violations.Count > 0)
            SayLogs();
    }

    // What a hub writes to its log holds no person data.
    private void SayLogs()
    {
        foreach (var hub in scene.Hubs)
            say(string.Join("\n          ", hub.Process.Output.Split('\n').TakeLast(LogLines).Prepend("a hub's log ends with")));
    }

    // Everything sent is confirmed, everything confirmed is accepted, everything accepted is told.
    private static async Task<IReadOnlyList<string>> DrainAsync(Func<Task<string>> left)
    {
        var watch = Stopwatch.StartNew();
        var rest = "";
        while (watch.Elapsed < DrainBound)
        {
            try
            {
                rest = await left();
            }
            catch (Exception away) when (away is NpgsqlException or TimeoutException or IOException)
            {
                rest = $"the database does not answer: {away.GetType().Name}";
            }
            if (rest.Length == 0)
                return [];
            await Task.Delay(200);
        }
        return [$"not drained within {DrainBound.TotalSeconds} s: {rest}"];
    }

    private async Task<string> LeftAsync() => scene.Publishers.Values.Sum(publisher => publisher.Waiting) is > 0 and var waiting
        ? $"{waiting} messages are not confirmed"
        : await Picture.LeftAsync(scene.Site.Database, scene.Sent, CancellationToken.None);

    // The ledger first, the database when it holds all of that ledger: whoever is told something now may answer and be confirmed meanwhile.
    private async Task<IReadOnlyList<string>> JudgeAsync()
    {
        var confirmed = scene.Sent.Where(line => line.ConfirmedAt is not null).ToList();
        var undrained = await DrainAsync(() => Picture.LeftAsync(scene.Site.Database, confirmed, CancellationToken.None));
        var before = scene.Receivers.ToDictionary(receiver => receiver.Partner, receiver => receiver.Ledger.Count);
        var picture = await Picture.ReadAsync(scene.Site.Database, CancellationToken.None);
        await ReceivedAsync(picture);
        List<string> violations = [.. undrained, .. Checks.All(picture, confirmed, scene.Sent, scene.Receivers, before)];
        if (await FirstBadAsync() is { } bad)
            violations.Add($"chain: {bad}");
        return violations;
    }

    // The verifier reads persons and entries one after the other: it is right about a log that stands still, so what it says about one that
    // grew meanwhile is asked again.
    private async Task<Problem?> FirstBadAsync()
    {
        await using var store = new PostgresStore(scene.Site.Database);
        while (true)
        {
            var before = (await store.Reads.OverviewAsync(DateTimeOffset.UtcNow, CancellationToken.None)).LogEntries;
            var verified = await LogVerifier.VerifyAsync(store.Reads, null, CancellationToken.None);
            if (verified.FirstBad is null || (await store.Reads.OverviewAsync(DateTimeOffset.UtcNow, CancellationToken.None)).LogEntries == before)
                return verified.FirstBad;
        }
    }

    // Deadlines go on while nothing else is sent: what they made until the picture was taken must still arrive.
    private async Task ReceivedAsync(Picture picture)
    {
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < DrainBound && scene.Receivers.Any(receiver =>
            picture.Outbox.Any(row => row.Recipient == receiver.Partner && !receiver.Has(row.Id))))
        {
            await Task.Delay(100);
        }
    }

    private async Task<IReadOnlyList<string>> EndedByThemselvesAsync()
    {
        var violations = new List<string>();
        foreach (var hub in scene.Hubs.Where(hub => hub.Process.HasEnded))
        {
            violations.Add($"ended: a hub ended by itself: {hub.Process.Output[^Math.Min(400, hub.Process.Output.Length)..]}");
            await hub.StartAgainAsync();
        }
        return violations;
    }

    private IEnumerable<string> TooLate(Fault fault) => fault.IsBrokersOwn && scene.Options.Nodes > 1 ? [] : scene.Recoveries
        .Where(time => time > scene.Options.Within)
        .Select(time => $"late: recovery from {fault.Name} took {time.TotalSeconds:0.0} s");
}
