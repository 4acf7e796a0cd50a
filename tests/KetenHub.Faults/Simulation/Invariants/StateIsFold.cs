using System.Text;
using KetenHub.Decisions;
using KetenHub.Hub;

namespace KetenHub.Faults.Simulation.Invariants;

/// <summary>Deciding again on the whole log, from nothing, gives the state that is stored.</summary>
internal sealed class StateIsFold : Invariant
{
    public override string Words => "state equals the fold of the log";

    public override IEnumerable<string> Broken(Evidence evidence)
    {
        foreach (var (person, stored) in evidence.States)
        {
            var folded = evidence.Replay.States.GetValueOrDefault(person, PersonState.Empty);
            if (!StateJson.Write(folded).AsSpan().SequenceEqual(StateJson.Write(stored)))
                yield return $"{person}: stored {Text(stored)}, folded {Text(folded)}";
        }
    }

    private static string Text(PersonState state) => Encoding.UTF8.GetString(StateJson.Write(state));
}
