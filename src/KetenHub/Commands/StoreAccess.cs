using System.CommandLine;
using KetenHub.Contracts;
using KetenHub.Decisions;
using KetenHub.Embedded;
using KetenHub.Hosting;
using KetenHub.Hub;
using KetenHub.Production;

namespace KetenHub.Commands;

/// <summary>A store with its keys and settings, for commands that work on either kind of hub.</summary>
internal sealed record StoreAccess(IHubStore Store, KeyRingFile Ring, HubKeys Keys, PartnerList Partners, Policy Policy, NoteSigner? Signer) : IAsyncDisposable
{
    /// <summary>Who runs a command: the user of the machine, from where it signed in there.</summary>
    public static Actor Actor => new(
        $"cli:{Environment.UserName}", Environment.GetEnvironmentVariable("SSH_CLIENT")?.Split(' ')[0] is { Length: > 0 } address ? address : Environment.MachineName);

    public static Option<string?> Settings() => new("--settings")
    {
        Description = "Settings file of a hub on PostgreSQL; its store is used in place of --data.",
        HelpName = "FILE",
    };

    /// <summary>Opens the store of a settings file, or of a data folder that has one.</summary>
    /// <param name="data">The data folder.</param>
    /// <param name="settings">The settings file, in its place.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <param name="policyFile">Policy in place of the one in the settings, or of the one that comes with ketenhub.</param>
    public static async Task<StoreAccess> OpenAsync(string data, string? settings, CancellationToken cancellation, string? policyFile = null)
    {
        if (settings is not null)
        {
            var run = RunOptions.Read(settings);
            var (partners, policy) = SettingsFolder.Read(run.Partners.Length == 0 ? null : run.Partners, policyFile ?? (run.Policy.Length == 0 ? null : run.Policy));
            var store = ProductionHub.OpenStore(run);
            await store.CheckAsync(cancellation);
            var masterKey = await run.MasterKeyAsync(cancellation);
            var ring = new KeyRingFile(run.KeyRingFile, masterKey);
            return new StoreAccess(store, ring, await StoreKeys.OpenAsync(store, ring, masterKey, cancellation), partners, policy,
                run.CheckpointKeyFile.Length == 0 ? null : SecretFile.Signer(run.CheckpointKeyFile, partners.HubSource));
        }
        var folder = new DataFolder(data);
        await using (folder.OpenExisting())
        {
        }
        var (shipped, terms) = SettingsFolder.Read(null, policyFile);
        var (sqlite, keys) = await folder.OpenAsync(cancellation);
        return new StoreAccess(sqlite, new KeyRingFile(folder.KeyRing, folder.ReadMasterKey()), keys, shipped, terms,
            File.Exists(folder.CheckpointKey) ? folder.Signer(shipped.HubSource) : null);
    }

    /// <summary>The hub transaction on this store.</summary>
    public HubTransaction Transaction() => new(Store, Keys, Policy, Partners, TimeProvider.System);

    /// <summary>Whose identifier it is. Throws KH405.</summary>
    public async Task<Guid> FindAsync(PersonIdentifier identifier, CancellationToken cancellation) =>
        await Store.Reads.FindPersonAsync(Keys.HashOf(identifier), cancellation) ?? throw new KetenHubException(Errors.PersonUnknown.At("--person"));

    public async ValueTask DisposeAsync()
    {
        Keys.Dispose();
        await Store.DisposeAsync();
    }
}
