using KetenHub.Contracts;
using KetenHub.Hub;

namespace KetenHub.Demo;

/// <summary>Compares how a story ended with how it must end.</summary>
internal sealed class StoryCheck(
    Story story, IHubStore store, HubKeys keys, IReadOnlyList<Told> told, IReadOnlyList<(string From, KetenMessage Message)> accepted)
{
    public async Task<IReadOnlyList<string>> FailuresAsync(CancellationToken cancellation)
    {
        var persons = await PersonsAsync(cancellation);
        var failures = new List<string>();
        if (persons.Count != story.Ends.Persons)
            failures.Add($"{persons.Count} persons at the end, expected {story.Ends.Persons}");
        var readinesses = new List<ReadinessRow>();
        foreach (var person in persons)
            readinesses.AddRange(await store.Reads.ReadinessesAsync(person, cancellation));
        failures.AddRange(story.Ends.Readiness.SelectMany(expected => Compare(expected, readinesses)));
        failures.AddRange(story.Ends.Told.SelectMany(Compare));
        if (persons.Count > 0)
            failures.AddRange(CompareLog(await store.Reads.TimelineAsync(await FamilyAsync(persons[0], cancellation), 0, 100_000, cancellation)));
        return failures;
    }

    private async Task<List<Guid>> PersonsAsync(CancellationToken cancellation)
    {
        var ids = accepted.Select(entry => entry.Message).SelectMany(message => message.Person.Identifiers)
            .Concat(accepted.Select(entry => entry.Message).OfType<PersonIdentifiersChanged>().SelectMany(change => change.Other?.Identifiers ?? []))
            .Select(keys.HashOf).Distinct();
        var persons = new List<Guid>();
        foreach (var hash in ids)
        {
            if (await store.Reads.FindPersonAsync(hash, cancellation) is { } person && !persons.Contains(person))
                persons.Add(person);
        }
        return persons;
    }

    private async Task<IReadOnlyCollection<Guid>> FamilyAsync(Guid person, CancellationToken cancellation) =>
        [.. (await store.Reads.FamilyAsync(person, cancellation)).Select(row => row.Id)];

    private static IEnumerable<string> Compare(ExpectedReadiness expected, IEnumerable<ReadinessRow> rows)
    {
        var match = rows.Where(row => row.DecisionNumber == expected.DecisionNumber).ToList();
        if (!match.Exists(row => row.Status == expected.Status && row.ReadyAtHandOut == expected.ReadyAtHandOut))
        {
            yield return $"readiness of {expected.DecisionNumber} ended as {string.Join(", ", match.Select(row => $"{row.Status} (ready at hand-out: {row.ReadyAtHandOut})"))}, "
                + $"expected {expected.Status} (ready at hand-out: {expected.ReadyAtHandOut})";
        }
    }

    private IEnumerable<string> Compare(ExpectedNotification expected)
    {
        var times = told.Count(notice => notice.Type == expected.Type && notice.Recipient == expected.To);
        if (times != expected.Times)
            yield return $"{expected.Type} went to {expected.To} {times} times, expected {expected.Times}";
    }

    private IEnumerable<string> CompareLog(Page<LogRow> log)
    {
        var entries = new Queue<string>(log.Items.Select(row => row.Kind == LogKind.Notified ? $"{row.Type} -> {row.Party}" : $"{row.Party}: {row.Type}"));
        foreach (var expected in story.Ends.Log)
        {
            var found = false;
            while (!found && entries.TryDequeue(out var entry))
                found = entry == expected;
            if (!found)
            {
                yield return $"the log does not hold '{expected}' at its place";
                yield break;
            }
        }
    }
}
