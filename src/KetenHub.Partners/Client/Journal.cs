using System.Text;

namespace KetenHub.Partners.Client;

/// <summary>Keys that were dealt with, the latest of them remembered, in a file that survives a crash: a line counts once it is whole. Not for several
/// threads at a time.</summary>
internal sealed class Journal
{
    private const byte LineEnd = (byte)'\n';

    private readonly string? file;
    private readonly int remembered;
    private readonly HashSet<string> known = new(StringComparer.Ordinal);
    private readonly Queue<string> lines = new();
    private int inFile;

    /// <summary>A journal.</summary>
    /// <param name="file">Its file; null keeps it in memory only.</param>
    /// <param name="remembered">How many keys are remembered.</param>
    public Journal(string? file, int remembered)
    {
        (this.file, this.remembered) = (file, remembered);
        if (file is null)
            return;
        if (File.Exists(file))
            Read(File.ReadAllBytes(file));
        Rewrite();
    }

    /// <summary>The latest line; null when there is none.</summary>
    public string? Last { get; private set; }

    /// <summary>Whether this key is among those remembered.</summary>
    public bool Contains(string key) => known.Contains(key);

    /// <summary>Adds a key, durable on return.</summary>
    /// <param name="key">Without space or line break.</param>
    /// <param name="further">What is kept with it.</param>
    public void Add(string key, string further = "")
    {
        var line = further.Length == 0 ? key : $"{key} {further}";
        Remember(line);
        if (file is null)
            return;
        using (var stream = new FileStream(file, FileMode.Append, FileAccess.Write))
        {
            stream.Write(Encoding.UTF8.GetBytes($"{line}\n"));
            stream.Flush(flushToDisk: true);
        }
        if (++inFile > 2 * remembered)
            Rewrite();
    }

    private void Remember(string line)
    {
        Last = line;
        lines.Enqueue(line);
        known.Add(KeyOf(line));
        if (lines.Count > remembered)
            known.Remove(KeyOf(lines.Dequeue()));
    }

    // What follows the last line end was cut off by a crash, before anybody was told that it is safe.
    private void Read(byte[] bytes)
    {
        var end = Array.LastIndexOf(bytes, LineEnd);
        foreach (var line in Encoding.UTF8.GetString(bytes, 0, end + 1).Split('\n', StringSplitOptions.RemoveEmptyEntries))
            Remember(line);
    }

    // In the place of the old one at once: a crash leaves the one or the other.
    private void Rewrite()
    {
        DurableFile.Write(file!, Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => $"{line}\n"))));
        inFile = lines.Count;
    }

    private static string KeyOf(string line) => line.Split(' ', 2)[0];
}
