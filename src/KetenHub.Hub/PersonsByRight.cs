using KetenHub.Contracts;

namespace KetenHub.Hub;

/// <summary>Persons whose data stay by a hold or a restriction, remembered for one run: many rows are about one person.</summary>
internal sealed class PersonsByRight(IHubStore store, HubKeys keys)
{
    private const int Remembered = 10_000;

    private readonly Dictionary<Guid, (Problem? Why, bool IsErased)> known = [];

    /// <summary>Why nothing about the person, or the one it was merged into, may go; null when it may.</summary>
    public async Task<Problem?> WhyAsync(Guid person, CancellationToken cancellation) => (await LookAsync(person, cancellation)).Why;

    /// <summary>Whether the person was erased.</summary>
    public async Task<bool> IsErasedAsync(Guid person, CancellationToken cancellation) => (await LookAsync(person, cancellation)).IsErased;

    private async Task<(Problem? Why, bool IsErased)> LookAsync(Guid person, CancellationToken cancellation)
    {
        if (known.TryGetValue(person, out var found))
            return found;
        if (known.Count >= Remembered)
            known.Clear();
        var row = await store.Reads.PersonAsync(person, cancellation);
        if (row?.MergedInto is { } root)
            row = await store.Reads.PersonAsync(root, cancellation);
        return known[person] = row is null ? (null, true) : (StillNeeded.ByRight(keys, row), row.IsErased);
    }
}
