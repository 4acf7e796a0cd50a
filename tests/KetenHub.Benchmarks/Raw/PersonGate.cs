namespace KetenHub.Benchmarks;

/// <summary>Where batches that name the same persons wait for each other, in the order they came; others pass. Without it two lanes that bring
/// the same new person do all of a batch in vain: more than a third of the rows, seen.</summary>
internal sealed class PersonGate
{
    private readonly Lock sync = new();
    private readonly HashSet<Guid> taken = [];
    private readonly List<Entry> waiting = [];

    /// <summary>Waits until no other batch has any of these. Dispose to let the next one in.</summary>
    /// <param name="persons">The persons of a batch.</param>
    public async Task<IDisposable> EnterAsync(IReadOnlySet<Guid> persons)
    {
        var entry = new Entry(this, persons);
        lock (sync)
        {
            waiting.Add(entry);
            Admit();
        }
        await entry.Admitted.Task;
        return entry;
    }

    // In order; nobody overtakes one that waits for the same person, so that nobody waits for ever.
    private void Admit()
    {
        var awaited = new HashSet<Guid>();
        foreach (var entry in waiting.ToList())
        {
            if (entry.Persons.Overlaps(taken) || entry.Persons.Overlaps(awaited))
            {
                awaited.UnionWith(entry.Persons);
                continue;
            }
            waiting.Remove(entry);
            taken.UnionWith(entry.Persons);
            entry.Admitted.SetResult();
        }
    }

    private void Leave(Entry entry)
    {
        lock (sync)
        {
            taken.ExceptWith(entry.Persons);
            Admit();
        }
    }

    private sealed class Entry(PersonGate gate, IReadOnlySet<Guid> persons) : IDisposable
    {
        private bool left;

        public IReadOnlySet<Guid> Persons { get; } = persons;
        public TaskCompletionSource Admitted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Dispose()
        {
            if (left)
                return;
            left = true;
            gate.Leave(this);
        }
    }
}
