using KetenHub.Decisions;

namespace KetenHub.Faults.Simulation.Invariants;

/// <summary>What still has to be reminded of has its deadline, and none whose moment is past was left.</summary>
internal sealed class DeadlineKept : Invariant
{
    public override string Words => "no deadline silently missed";

    public override IEnumerable<string> Broken(Evidence evidence)
    {
        var deadlines = evidence.Deadlines.ToDictionary(row => (row.Person, row.Key), row => row.At);
        foreach (var (key, at) in deadlines.Where(row => row.Value <= evidence.Now.AddMinutes(-5)))
            yield return $"{key.Key} of {key.Person} was due {at:u} and is not handled";
        // Judged by the fold: what is stored could have forgotten it.
        foreach (var (person, state) in evidence.Replay.States)
        {
            foreach (var (key, at) in state.Readinesses.SelectMany(Wanted).Concat(WantedAttention(state)))
            {
                if (!deadlines.TryGetValue((person, key), out var set))
                    yield return $"{key} of {person} should have a deadline{At(at)} and has none";
                else if (at is not null && (set - at.Value).Duration() > TimeSpan.FromMinutes(1))
                    yield return $"{key} of {person} has its deadline at {set:u} and should have it{At(at)}";
            }
        }
    }

    private static IEnumerable<(string Key, DateTimeOffset? At)> Wanted(Readiness readiness) => readiness switch
    {
        { Status: ReadinessStatus.Requested or ReadinessStatus.Overdue, Request.Ladder: [var next, ..] } => [($"readiness:{readiness.DecisionNumber}", next.At)],
        { Status: ReadinessStatus.HandedOut } => [($"interview:{readiness.DecisionNumber}", null)],
        _ => [],
    };

    private static IEnumerable<(string Key, DateTimeOffset? At)> WantedAttention(PersonState state) =>
        state is { Attention: { Unsent: true, SentAt: not null }, CaseNumbers.Count: > 0 } ? [("attention", null)] : [];

    private static string At(DateTimeOffset? at) => at is null ? "" : $" at {at:u}";
}
