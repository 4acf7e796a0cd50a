namespace KetenHub.Hub;

/// <summary>Leaves and checkpoints of the log. Part of seam 1. The hub transaction queues the hashes of its entries with them; one hub at a
/// time takes what is queued into the tree. Which place an entry has is decided then and kept, not read from a number that transactions
/// draw while they run: those commit out of order.</summary>
public interface ICheckpoints
{
    /// <summary>What committed transactions queued, in order of their numbers; one person's entries in order of n.</summary>
    Task<IReadOnlyList<QueuedLeaves>> QueuedAsync(int most, CancellationToken cancellation);

    /// <summary>Adds a checkpoint with its leaves, and takes them from the queue: all or nothing. Throws <see cref="StoreConflictException"/> when
    /// another hub took them or made this checkpoint meanwhile.</summary>
    Task AddAsync(CheckpointRow checkpoint, IReadOnlyList<LeafPage> pages, IReadOnlyList<long> taken, CancellationToken cancellation);

    /// <summary>The latest, or null.</summary>
    Task<CheckpointRow?> LatestAsync(CancellationToken cancellation);

    /// <summary>The first of at least this size, or null.</summary>
    Task<CheckpointRow?> OfSizeAsync(long size, CancellationToken cancellation);

    /// <summary>Checkpoints larger than this size, in order.</summary>
    IAsyncEnumerable<CheckpointRow> AfterAsync(long size, CancellationToken cancellation);

    /// <summary>Pages that hold leaves from this place on, in order.</summary>
    IAsyncEnumerable<LeafPage> LeavesAsync(long from, CancellationToken cancellation);

    /// <summary>Everybody who must hold checkpoints holds this one, and all before it.</summary>
    Task MarkHeldAsync(long size, DateTimeOffset at, CancellationToken cancellation);

    /// <summary>When the oldest entry was made that is in no checkpoint that everybody holds; null when there is none.</summary>
    Task<DateTimeOffset?> OldestUnprovenAsync(CancellationToken cancellation);
}

/// <summary>Hashes of the entries of one transaction.</summary>
/// <param name="Seq">Number in the queue.</param>
/// <param name="At">When the first of them was made.</param>
/// <param name="Leaves">See <see cref="Hub.Leaves"/>.</param>
public sealed record QueuedLeaves(long Seq, DateTimeOffset At, byte[] Leaves);

/// <summary>Leaves in the tree.</summary>
/// <param name="First">Place of the first, from 0.</param>
/// <param name="Leaves">See <see cref="Hub.Leaves"/>.</param>
public sealed record LeafPage(long First, byte[] Leaves);

/// <summary>A checkpoint.</summary>
/// <param name="Size">Number of leaves; unique.</param>
/// <param name="At">When it was made.</param>
/// <param name="Since">When the oldest entry was made that is new in it.</param>
/// <param name="Subtrees">Roots of the complete subtrees, from which the tree goes on growing.</param>
/// <param name="Note">As signed.</param>
public sealed record CheckpointRow(long Size, DateTimeOffset At, DateTimeOffset Since, byte[] Subtrees, string Note);
