namespace KetenHub.Hub;

/// <summary>Where batches of this process that name the same persons wait for each other, in the order they came; others pass. The locks of
/// the store would hold them too, but only those on persons it has: two batches that bring the same new person would both decide on
/// all of their messages, and the second to write would have to begin anew.</summary>
public sealed class PersonGate
{
    private readonly Lock sync = new();
    private readonly HashSet<IdentifierHash> taken = [];
    private readonly List<Entry> waiting = [];

    /// <summary>Waits until no other batch has any of these. Dispose to let the next one in.</summary>
    /// <param name="persons">Identifiers of the persons a batch names.</param>
    public async Task<IDisposable> EnterAsync(IReadOnlySet<IdentifierHash> persons)
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
        var awaited = new HashSet<IdentifierHash>();
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

    private sealed class Entry(PersonGate gate, IReadOnlySet<IdentifierHash> persons) : IDisposable
    {
        private bool left;

        public IReadOnlySet<IdentifierHash> Persons { get; } = persons;
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
