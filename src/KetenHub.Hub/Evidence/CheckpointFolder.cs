using System.Text;
using KetenHub.Contracts;

namespace KetenHub.Hub;

/// <summary>A folder with checkpoints, kept away from the database: <c>hub.vkey</c> (the key that verifies them), <c>entries.sha256</c> (the hash
/// of every entry, 32 bytes each, in the order of the tree) and <c>checkpoints.txt</c> (signed notes, one after the other).
/// Nothing in it is about a person.</summary>
/// <param name="path">The folder; made when missing.</param>
/// <param name="key">The key that verifies.</param>
public sealed class CheckpointFolder(string path, NoteKey key) : ICheckpointTarget
{
    private const string KeyFile = "hub.vkey";

    // Far more than one note.
    private const int Tail = 64 * 1024;

    /// <inheritdoc/>
    public string Name => "checkpoint folder";

    /// <summary>The key that verifies.</summary>
    public NoteKey Key => key;

    private string Entries => Path.Combine(path, "entries.sha256");

    private string Checkpoints => Path.Combine(path, "checkpoints.txt");

    /// <summary>A folder to verify against.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="keyFile">File with the key that verifies; null: the one in the folder.</param>
    /// <exception cref="KetenHubException">KH114: no folder with checkpoints.</exception>
    public static CheckpointFolder Open(string path, string? keyFile)
    {
        keyFile ??= Path.Combine(path, KeyFile);
        if (!File.Exists(keyFile) || NoteKey.Parse(File.ReadAllText(keyFile)) is not { } key)
            throw new KetenHubException(Errors.CheckpointsUnreadable.At(keyFile, "a key of the form NAME+ID+KEY"));
        var folder = new CheckpointFolder(path, key);
        return File.Exists(folder.Checkpoints) ? folder : throw new KetenHubException(Errors.CheckpointsUnreadable.At(folder.Checkpoints, "signed notes"));
    }

    /// <summary>All its checkpoints, by size. Whether each is signed by the key is not looked into. Throws KH114 for what is no checkpoint.</summary>
    public IReadOnlyList<Checkpoint> Read() => [.. Notes(File.ReadAllText(Checkpoints))
        .Select(note => Checkpoint.Read(note) ?? throw new KetenHubException(Errors.CheckpointsUnreadable.At(Checkpoints, "signed notes")))
        .OrderBy(checkpoint => checkpoint.Size)];

    /// <summary>Hashes of the entries from a place on, or fewer, or null when the folder has none: then only checkpoints can be compared.</summary>
    public byte[]? EntriesAt(long index, int most)
    {
        if (!File.Exists(Entries))
            return null;
        using var file = File.OpenRead(Entries);
        var length = Math.Min(most * (long)MerkleTree.HashSize, file.Length - index * MerkleTree.HashSize);
        if (length < MerkleTree.HashSize)
            return null;
        file.Position = index * MerkleTree.HashSize;
        var hashes = new byte[length - length % MerkleTree.HashSize];
        file.ReadExactly(hashes);
        return hashes;
    }

    /// <inheritdoc/>
    public async Task TakeAsync(ICheckpoints checkpoints, CheckpointRow latest, CancellationToken cancellation)
    {
        try
        {
            // Looked up each time: another hub may share the folder, and a crash may have left half of a note.
            var held = await ResumeAsync(checkpoints, cancellation);
            if (held >= latest.Size)
                return;
            await AppendEntriesAsync(checkpoints, held, latest.Size, cancellation);
            await using var file = new FileStream(Checkpoints, FileMode.Append, FileAccess.Write);
            await foreach (var row in checkpoints.AfterAsync(held, cancellation))
                file.Write(Encoding.UTF8.GetBytes($"{row.Note}\n"));
            file.Flush(flushToDisk: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or KetenHubException)
        {
            throw new CheckpointRefusedException(error is KetenHubException known ? known.Problems[0].ToString() : error.GetType().Name, error);
        }
    }

    // The store must go on where the folder ends: a store that was put back from a backup must not sign another history over it.
    private async Task<long> ResumeAsync(ICheckpoints checkpoints, CancellationToken cancellation)
    {
        Directory.CreateDirectory(path);
        var keyFile = Path.Combine(path, KeyFile);
        if (!File.Exists(keyFile))
            await File.WriteAllTextAsync(keyFile, $"{key}\n", cancellation);
        if (LastNote() is not { } last)
            return 0;
        if (!last.IsSignedBy(key))
            throw new KetenHubException(Errors.CheckpointsUnreadable.At("checkpoints.txt", $"notes signed by {key.Name}"));
        if (await checkpoints.OfSizeAsync(last.Size, cancellation) is not { } same || Checkpoint.Read(same.Note) is not { } mine || mine.Text != last.Text)
            throw new KetenHubException(Errors.HistoryDiffers.At($"checkpoint of {last.Size} entries", await DifferenceAsync(checkpoints, cancellation)));
        return last.Size;
    }

    // Who put a database back from a backup must not have to think of an attack first.
    private async Task<string> DifferenceAsync(ICheckpoints checkpoints, CancellationToken cancellation)
    {
        foreach (var mine in Read().Reverse())
        {
            if (await checkpoints.OfSizeAsync(mine.Size, cancellation) is { } row && Checkpoint.Read(row.Note)?.Text == mine.Text)
                return $"the store has no such checkpoint, and agrees up to {mine.Size} entries: if it was put back from a backup, ketenhub recovery says what is missing";
        }
        return "the store has no such checkpoint";
    }

    private async Task AppendEntriesAsync(ICheckpoints checkpoints, long from, long to, CancellationToken cancellation)
    {
        await using var file = new FileStream(Entries, FileMode.OpenOrCreate, FileAccess.Write);
        if (file.Length < from * MerkleTree.HashSize)
            throw new KetenHubException(Errors.HistoryDiffers.At("entries.sha256", "it was cut"));
        // What stands after the last checkpoint was written before a crash.
        file.SetLength(from * MerkleTree.HashSize);
        file.Position = file.Length;
        await foreach (var (_, page, i) in LeafReader.ReadAsync(checkpoints, from, to, cancellation))
            file.Write(Leaves.HashAt(page, i));
        file.Flush(flushToDisk: true);
    }

    // A crash while appending can leave a note without its end; the part of it is cut off.
    private Checkpoint? LastNote()
    {
        if (!File.Exists(Checkpoints))
            return null;
        using var file = new FileStream(Checkpoints, FileMode.Open, FileAccess.ReadWrite);
        file.Position = Math.Max(0, file.Length - Tail);
        var bytes = new byte[file.Length - file.Position];
        file.ReadExactly(bytes);
        var text = Encoding.UTF8.GetString(bytes);
        // In the middle of a file the first note is cut; the end of any is an empty line after a signature.
        var notes = Notes(text).ToList();
        var end = notes.Count == 0 ? 0 : text.LastIndexOf(notes[^1], StringComparison.Ordinal) + notes[^1].Length + 1;
        var rest = Encoding.UTF8.GetByteCount(text.AsSpan(end));
        if (rest > 0)
            file.SetLength(file.Length - rest);
        return notes.Count == 0 ? null : Checkpoint.Read(notes[^1]);
    }

    // A note: text, empty line, signature lines, empty line.
    private static IEnumerable<string> Notes(string text)
    {
        var from = 0;
        while (text.IndexOf("\n\n— ", from, StringComparison.Ordinal) is > 0 and var signatures
            && text.IndexOf("\n\n", signatures + 2, StringComparison.Ordinal) is > 0 and var end)
        {
            yield return text[from..(end + 1)];
            from = end + 2;
        }
    }
}
