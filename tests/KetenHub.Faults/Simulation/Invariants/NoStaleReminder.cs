using System.Text.Json;
using KetenHub.Contracts;
using KetenHub.Demo;
using KetenHub.Hub;

namespace KetenHub.Faults.Simulation.Invariants;

/// <summary>Judges each person's log from what came in and what was told alone, without the rules: nobody is reminded of what was settled
/// by an entry before it.</summary>
internal sealed class NoStaleReminder : Invariant
{
    public override string Words => "no stale reminder";

    public override IEnumerable<string> Broken(Evidence evidence)
    {
        var judges = new Dictionary<Guid, (StaleNotices Judge, List<KetenMessage> Heard)>();
        foreach (var entry in evidence.Log)
        {
            var person = entry.Row.Person;
            if (!judges.TryGetValue(person, out var own))
                judges.Add(person, own = (new StaleNotices(), []));
            if (entry.Message is { } message)
                Hear(own, [message]);
            // What the other identity was told about counts for the one that stays; a decision that leaves takes its facts along, not the answer.
            if (Replay.OtherSide(entry) is { } other && judges.TryGetValue(other, out var others))
                Hear(own, entry.Row.Kind == LogKind.Merged ? others.Heard : Leaving(others.Heard));
            if (entry.Row.Kind != LogKind.Notified)
                continue;
            using var json = JsonDocument.Parse(entry.Body);
            var before = own.Judge.Count;
            own.Judge.Told(new Told(entry.Row.Party, "", entry.Row.Type, entry.Row.At, "", json.RootElement.GetProperty("data")));
            if (own.Judge.Count > before)
                yield return $"{entry.Row.Type} to {entry.Row.Party}, entry {entry.Row.N} of {person}, is about what was settled before";
        }
    }

    // Only the decisions that the split names.
    private static List<KetenMessage> Leaving(List<KetenMessage> heard)
    {
        var named = heard[^1] is PersonIdentifiersChanged { Change: IdentifierChange.Split } split ? split.DecisionNumbers : [];
        var leaving = heard.FindAll(message => named.Contains(DecisionOf(message)));
        heard.RemoveAll(message => named.Contains(DecisionOf(message)));
        return leaving.FindAll(message => message is not ReadinessReported);
    }

    private static string DecisionOf(KetenMessage message) => message switch
    {
        DecisionIssued issued => issued.DecisionNumber,
        DecisionWithdrawn withdrawn => withdrawn.DecisionNumber,
        HandOutPlanned planned => planned.DecisionNumber,
        HandOutCancelled cancelled => cancelled.DecisionNumber,
        DecisionHandedOut handedOut => handedOut.DecisionNumber,
        ReadinessReported reported => reported.DecisionNumber,
        _ => "",
    };

    private static void Hear((StaleNotices Judge, List<KetenMessage> Heard) judge, IEnumerable<KetenMessage> messages)
    {
        foreach (var message in messages.ToList())
        {
            judge.Judge.Accepted(message);
            judge.Heard.Add(message);
        }
    }
}
