using System.Security.Cryptography;
using KetenHub.Contracts;
using KetenHub.Hosting;
using KetenHub.Hub;
using KetenHub.Storage;

namespace KetenHub.Embedded;

/// <summary>The folder of an embedded hub: database, master key, tokens of partners. Files with secrets are readable by their owner only.</summary>
internal sealed class DataFolder(string path)
{
    /// <summary>Full path.</summary>
    public string Path { get; } = System.IO.Path.GetFullPath(path);

    public string Database => System.IO.Path.Combine(Path, "ketenhub.db");

    public string MasterKey => System.IO.Path.Combine(Path, "master.key");

    /// <summary>Keys that wrap persons' keys; never in a backup of the database.</summary>
    public string KeyRing => System.IO.Path.Combine(Path, "key.ring");

    public string CheckpointKey => System.IO.Path.Combine(Path, "checkpoint.key");

    /// <summary>Checkpoints over the log; to be kept away from the database.</summary>
    public string Checkpoints => System.IO.Path.Combine(Path, "checkpoints");

    public string Simulation => System.IO.Path.Combine(Path, "simulation.json");

    public bool HasStore => File.Exists(Database);

    /// <summary>No simulation ever ran here.</summary>
    public bool IsNew { get; private set; }

    /// <summary>Makes the folder. Throws KH106.</summary>
    public void Create()
    {
        try
        {
            Directory.CreateDirectory(Path);
            var probe = System.IO.Path.Combine(Path, ".writable");
            File.WriteAllText(probe, "");
            File.Delete(probe);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new KetenHubException(Errors.FolderNotWritable.At(Path), error);
        }
    }

    /// <summary>Keeps other hubs off this folder until disposed. Throws KH109.</summary>
    public FileStream Lock()
    {
        try
        {
            return new FileStream(System.IO.Path.Combine(Path, "hub.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException error)
        {
            throw new KetenHubException(Errors.DataFolderInUse.At(Path), error);
        }
    }

    /// <summary>Opens the store of a folder that has one. Throws KH301.</summary>
    public SqliteStore OpenExisting() => HasStore ? new SqliteStore(Database) : throw new KetenHubException(Errors.NoStore.At(Path));

    /// <summary>Opens or makes the store and its keys, and checks that they belong together. Throws KH107, KH302.</summary>
    public async Task<(SqliteStore Store, HubKeys Keys)> OpenAsync(CancellationToken cancellation)
    {
        IsNew = !HasStore;
        // A new key beside an old store would make all of it unreadable for good.
        if (!File.Exists(MasterKey) && HasStore)
            throw new KetenHubException(Errors.MasterKeyMissing.At(MasterKey));
        var masterKey = File.Exists(MasterKey) ? ReadMasterKey() : MakeMasterKey();
        var store = new SqliteStore(Database);
        await store.MigrateAsync(cancellation);
        return (store, await StoreKeys.OpenAsync(store, new KeyRingFile(KeyRing, masterKey), masterKey, cancellation));
    }

    /// <summary>Folder of the tokens.</summary>
    public string Tokens => System.IO.Path.Combine(Path, "tokens");

    /// <summary>Makes a master key where there is none; for a store that was made with one, KH107.</summary>
    public void EnsureKey(bool storeHasOne)
    {
        if (File.Exists(MasterKey))
            return;
        if (storeHasOne)
            throw new KetenHubException(Errors.MasterKeyMissing.At(MasterKey));
        MakeMasterKey();
        IsNew = true;
    }

    /// <summary>File with the password of a user of the broker; made when there is none yet.</summary>
    public string Password(string user)
    {
        var file = System.IO.Path.Combine(Path, "passwords", $"{user}.password");
        if (!File.Exists(file))
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
            WriteSecret(file, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)));
        }
        return file;
    }

    /// <summary>The key that signs checkpoints; made for a log that has none. Throws KH113.</summary>
    /// <param name="origin">Name of the log.</param>
    public NoteSigner Signer(string origin)
    {
        if (!File.Exists(CheckpointKey))
        {
            // Another key beside old checkpoints would prove nothing about them.
            if (Directory.Exists(Checkpoints))
                throw new KetenHubException(Errors.CheckpointKeyInvalid.At(CheckpointKey));
            WriteSecret(CheckpointKey, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)));
        }
        return SecretFile.Signer(CheckpointKey, origin);
    }

    /// <summary>Token of a partner; made when there is none yet.</summary>
    public string Token(string partner)
    {
        var file = System.IO.Path.Combine(Tokens, $"{partner}.token");
        if (File.Exists(file))
            return File.ReadAllText(file).Trim();
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
        var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        WriteSecret(file, token);
        return token;
    }

    /// <summary>All accounts with the token of each; made where there is none yet.</summary>
    public IReadOnlyList<(Partner? Partner, Account Account, string Token)> Accounts(PartnerList partners) =>
        [.. partners.AllAccounts.Select(one => (one.Partner, one.Account, Token(AccountFile(one.Partner, one.Account))))];

    /// <summary>Name of the file with the token of an account, in the folder of the tokens.</summary>
    public static string AccountFile(Partner? partner, Account account) => System.IO.Path.Combine("accounts", $"{partner?.Code ?? PartnerList.Hub}.{account.Name}");

    /// <summary>Token of a partner, or null when this folder has none.</summary>
    public string? FindToken(string partner)
    {
        var file = System.IO.Path.Combine(Tokens, $"{partner}.token");
        return File.Exists(file) ? File.ReadAllText(file).Trim() : null;
    }

    /// <summary>The master key of this folder. Throws KH107.</summary>
    public byte[] ReadMasterKey() => SecretFile.MasterKey(MasterKey);

    private byte[] MakeMasterKey()
    {
        var key = RandomNumberGenerator.GetBytes(HubKeys.MasterKeySize);
        WriteSecret(MasterKey, Convert.ToHexStringLower(key));
        return key;
    }

    private static void WriteSecret(string file, string text)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var writer = new StreamWriter(file, options);
        writer.WriteLine(text);
    }
}
