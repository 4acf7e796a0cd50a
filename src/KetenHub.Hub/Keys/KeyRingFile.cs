using System.Security.Cryptography;
using KetenHub.Contracts;

namespace KetenHub.Hub;

/// <summary>The file of a key ring, sealed by the master key. It stands apart from the database and its backups, and so do copies of it.</summary>
/// <param name="path">The file.</param>
/// <param name="masterKey">32 bytes.</param>
public sealed class KeyRingFile(string path, byte[] masterKey)
{
    private static readonly byte[] Use = "key ring"u8.ToArray();
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    /// <summary>Where it is.</summary>
    public string Path => path;

    /// <summary>Whether it was made.</summary>
    public bool Exists => File.Exists(path);

    /// <summary>Says when the file was written last, so that another process's change is seen without reading it; null where it is missing.</summary>
    public (DateTime At, long Length)? Version => new FileInfo(path) is { Exists: true } file ? (file.LastWriteTimeUtc, file.Length) : null;

    /// <summary>Keeps other processes from replacing the ring until disposed: of two that each take keys out of the same ring, the second would put the first
    /// one's back. Throws KH422 when another one goes on for longer than 10 seconds.</summary>
    public async Task<IDisposable> LockAsync(CancellationToken cancellation)
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        for (var began = TimeProvider.System.GetTimestamp(); ; await Task.Delay(50, cancellation))
        {
            try
            {
                return new FileStream($"{path}.lock", options);
            }
            catch (IOException error) when (TimeProvider.System.GetElapsedTime(began) > LongestWait)
            {
                throw new KetenHubException(Errors.KeyRingBusy.At(path), error);
            }
            catch (IOException)
            {
                // Its holder works for moments only.
            }
        }
    }

    /// <summary>Makes a ring for a store that has none, or reads the one that is there. The persons of an older store keep their keys.</summary>
    public KeyRing Make()
    {
        var ring = KeyRing.New(HubKeys.SecretsOf(masterKey));
        try
        {
            Write(ring, overwrite: false);
            return ring;
        }
        catch (IOException) when (Exists)
        {
            // Another hub was first.
            return Read();
        }
    }

    /// <summary>The ring. Throws KH107 when another master key sealed it.</summary>
    public KeyRing Read()
    {
        try
        {
            using var sealer = Sealer(masterKey);
            return KeyRing.Read(sealer.Open(File.ReadAllBytes(path), Use));
        }
        catch (CryptographicException error)
        {
            throw new KetenHubException(Errors.MasterKeyMissing.At(path, "another master key sealed this key ring, or it was changed"), error);
        }
    }

    /// <summary>Replaces the ring by a newer one; a crash leaves one of the two.</summary>
    public void Replace(KeyRing ring) => Write(ring, overwrite: true);

    /// <summary>Seals the ring with another master key: the old one opens nothing any more, nor do old copies of the ring without it.</summary>
    public async Task RotateAsync(byte[] newMasterKey, CancellationToken cancellation)
    {
        using var held = await LockAsync(cancellation);
        new KeyRingFile(path, newMasterKey).Replace(Read());
    }

    private void Write(KeyRing ring, bool overwrite)
    {
        var half = $"{path}.{Guid.NewGuid():N}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var sealer = Sealer(masterKey);
        using (var file = new FileStream(half, options))
        {
            file.Write(sealer.Seal(ring.ToBytes(), Use));
            file.Flush(flushToDisk: true);
        }
        try
        {
            File.Move(half, path, overwrite);
        }
        finally
        {
            File.Delete(half);
        }
    }

    private static Sealer Sealer(byte[] masterKey) => new(HubKeys.Derive(masterKey, "key ring"));
}
