using System.Text.Json;
using KetenHub.Contracts;
using KetenHub.Decisions;
using KetenHub.Hub;

namespace KetenHub.Faults.Simulation;

/// <summary>The whole log decided on again, from nothing, with the moments of the log.</summary>
internal sealed class Replay
{
    private readonly IReadOnlyList<Entry> log;
    private readonly Policy policy;
    private readonly Dictionary<Guid, PersonState> states = [];
    private readonly List<string> differences = [];
    private readonly ILookup<(Guid Person, long? CauseN), Entry> notified;

    public Replay(IReadOnlyList<Entry> log, Policy policy)
    {
        (this.log, this.policy) = (log, policy);
        notified = log.Where(entry => entry.Row.Kind == LogKind.Notified).ToLookup(entry => (entry.Row.Person, entry.Row.CauseN));
        for (var i = 0; i < log.Count; i++)
            Decide(i);
    }

    /// <summary>State of each person at the end.</summary>
    public IReadOnlyDictionary<Guid, PersonState> States => states;

    /// <summary>Where the log holds other notifications than are decided now.</summary>
    public IReadOnlyList<string> Differences => differences;

    /// <summary>For an entry of a merge or split, on the side it came to: the person it came from; else null.</summary>
    public static Guid? OtherSide(Entry entry)
    {
        if (entry.Row.Kind is not (LogKind.Merged or LogKind.Split))
            return null;
        var words = entry.Text.Split(' ');
        return words[0] == "from" ? Guid.Parse(words[1]) : null;
    }

    private PersonState StateOf(Guid person) => states.GetValueOrDefault(person, PersonState.Empty);

    private void Decide(int i)
    {
        var entry = log[i];
        var row = entry.Row;
        if (row.Kind == LogKind.Deadline)
            Apply(row, Decisions.Decide.OnDeadline(StateOf(row.Person), entry.Text, policy, row.At));
        if (row.Kind != LogKind.Received)
            return;
        if (entry.Message is null)
        {
            differences.Add($"{row.Person} entry {row.N} can't be read again");
            return;
        }
        var received = new Received(row.Party, row.EventId, entry.Message);
        switch (entry.Message)
        {
            // Its own entry at the absorbed person stands right before it, at the one that stays right behind.
            case PersonIdentifiersChanged { Change: IdentifierChange.Merge }:
                var absorbed = log[i - 1].Row.Person;
                Apply(row, Decisions.Decide.OnMerge(StateOf(row.Person), StateOf(absorbed), received, policy, row.At));
                states[absorbed] = PersonState.Empty;
                break;
            case PersonIdentifiersChanged { Change: IdentifierChange.Split }:
                var began = log[i + 2].Row;
                var (stays, leaves) = Decisions.Decide.OnSplit(StateOf(row.Person), received, policy, row.At);
                Apply(row, stays);
                Apply(began, leaves);
                break;
            default:
                Apply(row, Decisions.Decide.On(StateOf(row.Person), received, policy, row.At));
                break;
        }
    }

    private void Apply(LogRow cause, Decision decision)
    {
        states[cause.Person] = decision.State;
        var told = notified[(cause.Person, cause.N)].OrderBy(entry => entry.Row.N).ToList();
        var tell = decision.Effects.OfType<Effect.Notify>().ToList();
        var same = told.Count == tell.Count && told.Zip(tell).All(pair => IsSame(pair.First, pair.Second));
        if (!same)
            differences.Add($"{cause.Person} entry {cause.N} {cause.Type} decides {string.Join(", ", tell.Select(notify => $"{MessageTypes.Of(notify.Notification).Name} to {notify.Recipient}"))}; "
                + $"the log says {string.Join(", ", told.Select(entry => $"{entry.Row.Type} to {entry.Row.Party}"))}");
    }

    private static bool IsSame(Entry told, Effect.Notify notify)
    {
        if ((told.Row.Party, told.Row.Type, told.Row.Why) != (notify.Recipient, MessageTypes.Of(notify.Notification).Name, notify.Why))
            return false;
        using var json = JsonDocument.Parse(told.Body);
        return JsonElement.DeepEquals(json.RootElement.GetProperty("data"), CloudEventWriter.Data(notify.Notification));
    }
}
