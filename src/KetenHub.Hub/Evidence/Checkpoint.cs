using System.Globalization;

namespace KetenHub.Hub;

/// <summary>A signed statement of how long the log was and which root its tree had (C2SP tlog-checkpoint).</summary>
/// <param name="Origin">Which log.</param>
/// <param name="Size">Number of entries.</param>
/// <param name="Root">Root of the Merkle tree over their hashes, 32 bytes.</param>
/// <param name="Note">As signed: text, empty line, signature lines.</param>
public sealed record Checkpoint(string Origin, long Size, byte[] Root, string Note)
{
    /// <summary>Signs a checkpoint; the log is named as its signer.</summary>
    public static Checkpoint Sign(NoteSigner signer, long size, byte[] root)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{signer.PublicKey.Name}\n{size}\n{Convert.ToBase64String(root)}\n");
        return new Checkpoint(signer.PublicKey.Name, size, root, $"{text}\n{signer.Sign(text)}\n");
    }

    /// <summary>The text that is signed.</summary>
    public string Text => Note[..(Note.LastIndexOf("\n\n", StringComparison.Ordinal) + 1)];

    /// <summary>Signature lines, without their newlines.</summary>
    public IEnumerable<string> Signatures => Note[(Text.Length + 1)..].Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Whether the key of the log signed it.</summary>
    public bool IsSignedBy(NoteKey key)
    {
        var verdicts = Signatures.Select(line => key.Verify(Text, line)).OfType<bool>().ToList();
        return Origin == key.Name && verdicts.Count > 0 && verdicts.All(good => good);
    }

    /// <summary>Reads a note; says nothing about its signatures. Null when it is no checkpoint.</summary>
    public static Checkpoint? Read(string note)
    {
        var end = note.LastIndexOf("\n\n", StringComparison.Ordinal);
        var lines = end < 0 ? [] : note[..end].Split('\n');
        var root = new byte[MerkleTree.HashSize + 1];
        if (lines.Length < 3
            || !long.TryParse(lines[1], NumberStyles.None, CultureInfo.InvariantCulture, out var size)
            || lines[1] != size.ToString(CultureInfo.InvariantCulture)
            || !Convert.TryFromBase64String(lines[2], root, out var length) || length != MerkleTree.HashSize)
            return null;
        return new Checkpoint(lines[0], size, root[..length], note);
    }
}
