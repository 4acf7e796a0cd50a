using KetenHub.Hub;
using KetenHub.Tests.Hub;

namespace KetenHub.Tests.Evidence;

/// <summary>A key ring in a folder of its own, apart from the store, for hubs from which somebody is erased.</summary>
internal sealed class TestRing : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("ketenhub-test-");

    /// <summary>The master key that seals it.</summary>
    public byte[] Master { get; } = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];

    /// <summary>Its file, as each process opens it for itself.</summary>
    public KeyRingFile File => new(Path.Combine(folder.FullName, "key.ring"), Master);

    /// <summary>The hub goes on with the keys of this ring.</summary>
    public async Task<TestHub> UseAsync(TestHub hub)
    {
        hub.Use(await OpenAsync(hub.Store));
        return hub;
    }

    /// <summary>Keys of this ring for a store.</summary>
    public Task<HubKeys> OpenAsync(IHubStore store) => StoreKeys.OpenAsync(store, File, Master, CancellationToken.None);

    /// <summary>Erases from a hub that uses it.</summary>
    public PersonErasure Erasure(TestHub hub) => new(hub.Store, File, hub.Policy.Version, hub.Clock);

    public void Dispose() => folder.Delete(recursive: true);
}
