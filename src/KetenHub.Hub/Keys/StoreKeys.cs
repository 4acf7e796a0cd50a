using System.Globalization;
using KetenHub.Contracts;

namespace KetenHub.Hub;

/// <summary>Brings a store and its key ring together at the start. Nothing is ever overwritten because something is missing.</summary>
public static class StoreKeys
{
    private const string RingSetting = "key ring";

    // Of before there were rings.
    private const string CheckSetting = "master key check";

    /// <summary>The keys of a store. Throws KH107 for the wrong master key, KH115 for a ring that is missing, another one's, or older than the store.</summary>
    public static async Task<HubKeys> OpenAsync(IHubStore store, KeyRingFile file, byte[] masterKey, CancellationToken cancellation)
    {
        var known = await store.ReadSettingAsync(RingSetting, cancellation);
        if (known is null)
            return new HubKeys(await FirstAsync(store, file, masterKey, cancellation)) { File = file };
        if (!file.Exists)
            throw new KetenHubException(Errors.KeyRingMissing.At(file.Path));
        var ring = file.Read();
        var parts = known.Split(' ');
        if (parts[0] != ring.Id.ToString("D"))
            throw new KetenHubException(Errors.KeyRingMissing.At(file.Path, "the ring of this store, not another one's"));
        var generation = long.Parse(parts[1], CultureInfo.InvariantCulture);
        if (ring.Generation < generation)
            throw new KetenHubException(Errors.KeyRingMissing.At(file.Path, $"generation {generation}; this is {ring.Generation}, from before an erasure"));
        // A store put back from a backup, or an erasure that was cut off.
        if (ring.Generation > generation)
            await PersonErasure.AgainAsync(store, ring, cancellation);
        return new HubKeys(ring) { File = file };
    }

    /// <summary>Whether a store was made with keys before, so that new ones would make it unreadable.</summary>
    public static async Task<bool> AreNeededAsync(IHubStore store, CancellationToken cancellation) =>
        await store.ReadSettingAsync(RingSetting, cancellation) is not null || await store.ReadSettingAsync(CheckSetting, cancellation) is not null;

    /// <summary>Notes which ring the store has.</summary>
    public static Task NoteAsync(IHubStore store, KeyRing ring, CancellationToken cancellation) =>
        store.WriteSettingAsync(RingSetting, string.Create(CultureInfo.InvariantCulture, $"{ring.Id:D} {ring.Generation}"), cancellation);

    private static async Task<KeyRing> FirstAsync(IHubStore store, KeyRingFile file, byte[] masterKey, CancellationToken cancellation)
    {
        if (await store.ReadSettingAsync(CheckSetting, cancellation) is { } check && check != HubKeys.CheckOf(masterKey))
            throw new KetenHubException(Errors.MasterKeyMissing.At("master key", "another key than this store was made with"));
        // A ring without a store: the hub stopped between the two, or another hub is as far.
        var ring = file.Make();
        await NoteAsync(store, ring, cancellation);
        return ring;
    }
}
