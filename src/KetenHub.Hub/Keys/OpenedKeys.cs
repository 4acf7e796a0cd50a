namespace KetenHub.Hub;

/// <summary>Keys of the persons that were in use lately. Deriving what a key is wrapped with takes 32 hashes, and a person's messages come close
/// together: without this it was the dearest thing a hub did. Bounded, and for the same wrapped key only: for whoever was erased the store
/// has none any more.</summary>
internal sealed class OpenedKeys
{
    /// <summary>Kept are at least the latest so many, at most twice that: some 4 MB.</summary>
    public const int Least = 8_192;

    private readonly Lock sync = new();
    private Dictionary<Guid, Opened> young = [];
    private Dictionary<Guid, Opened> old = [];

    /// <summary>The key of a person, or null when it must be opened.</summary>
    public byte[]? Find(Guid person, ReadOnlySpan<byte> wrapped)
    {
        lock (sync)
        {
            if (!young.TryGetValue(person, out var found) && old.TryGetValue(person, out found))
                Keep(person, found);
            return found is not null && wrapped.SequenceEqual(found.Wrapped) ? found.Key : null;
        }
    }

    /// <summary>Keeps a key.</summary>
    public void Add(Guid person, byte[] wrapped, byte[] key)
    {
        lock (sync)
            Keep(person, new Opened(wrapped, key));
    }

    private void Keep(Guid person, Opened opened)
    {
        young[person] = opened;
        if (young.Count >= Least)
            (old, young) = (young, []);
    }

    private sealed record Opened(byte[] Wrapped, byte[] Key);
}
