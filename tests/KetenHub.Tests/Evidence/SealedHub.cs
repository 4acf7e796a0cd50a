using KetenHub.Contracts;
using KetenHub.Hub;
using KetenHub.Tests.Hub;

namespace KetenHub.Tests.Evidence;

/// <summary>A hub with checkpoints in a folder, as they are kept away from it.</summary>
internal sealed class SealedHub : IAsyncDisposable
{
    private readonly DirectoryInfo elsewhere = Directory.CreateTempSubdirectory("ketenhub-test-");
    private CheckpointRunner? runner;

    private SealedHub(TestHub hub) => Hub = hub;

    public TestHub Hub { get; }

    public string Folder => Path.Combine(elsewhere.FullName, "checkpoints");

    public NoteSigner Signer { get; } = new("urn:nld:oin:00000000000000000001:systeem:ketenhub", [.. Enumerable.Repeat((byte)6, 32)]);

    public HubHealth Health { get; } = new();

    public static async Task<SealedHub> StartAsync() => new(await TestHub.StartAsync());

    /// <summary>Messages about some persons, with a checkpoint after each round.</summary>
    public async Task FillAsync(int rounds, params string[] persons)
    {
        for (var round = 0; round < rounds; round++)
        {
            await Hub.SendAsync([.. persons.Select(person => Events.Signal("coa", person))]);
            await RoundAsync(TimeSpan.FromMinutes(1));
        }
    }

    /// <summary>One look of the runner, after some time.</summary>
    public Task RoundAsync(TimeSpan after, params ICheckpointTarget[] others)
    {
        Hub.Clock.MoveTo(Hub.Clock.GetUtcNow() + after);
        runner ??= new CheckpointRunner(
            Hub.Store, new CheckpointMaker(Hub.Store.Checkpoints, Signer, Hub.Clock), [new CheckpointFolder(Folder, Signer.PublicKey), .. others],
            Hub.Policy, Health, Hub.Clock, Hub.Log.For<CheckpointRunner>());
        return runner.RoundAsync(CancellationToken.None);
    }

    /// <summary>What an independent officer finds.</summary>
    public async Task<Problem?> FirstBadAsync() =>
        (await CheckpointVerifier.VerifyAsync(Hub.Store, CheckpointFolder.Open(Folder, null), null, CancellationToken.None)).FirstBad;

    /// <summary>A copy of the database as it is now.</summary>
    public string Backup()
    {
        var copy = Path.Combine(elsewhere.FullName, $"{Guid.NewGuid():N}.db");
        Hub.Database.Run($"VACUUM INTO '{copy}'");
        return copy;
    }

    public async ValueTask DisposeAsync()
    {
        runner?.Dispose();
        await Hub.DisposeAsync();
        elsewhere.Delete(recursive: true);
    }
}
