using KetenHub.Decisions;
using KetenHub.Hub;
using KetenHub.Servers;
using KetenHub.Storage;
using Xunit;

namespace KetenHub.Conformance;

/// <summary><c>ketenhub dev</c> on a real broker and database, which it prepares itself. The broker is its own: users are not of a virtual host.</summary>
[Collection(OnRabbitMq.Name)]
[Trait("kind", "process")]
public sealed class DevOnServersTests : IDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(180);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("ketenhub-dev-");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Simulated_partners_live_on_the_real_servers_and_go_on_after_a_kill()
    {
        await using var server = new RabbitMqServer();
        await server.InitializeAsync();
        Assert.SkipUnless(server.IsOwn, "makes users at the broker");
        var database = await PostgresServer.CreateDatabaseAsync();
        await using var store = new PostgresStore(database);
        await using (var hub = await StartAsync(server, database))
        {
            await UntilAsync(hub, async () => (await OverviewAsync(store)).ByStatus.GetValueOrDefault(ReadinessStatus.InterviewHeld) > 0);
            await hub.KillAsync();
        }
        var accepted = (await OverviewAsync(store)).Accepted;
        await using var again = await StartAsync(server, database);
        await UntilAsync(again, async () => (await OverviewAsync(store)).Accepted > accepted + 10);
        await again.KillAsync();
        Assert.Equal(0, (await OverviewAsync(store)).Quarantined);
        Assert.Null((await LogVerifier.VerifyAsync(store.Reads, null, Cancellation)).FirstBad);
    }

    private Task<HubProcess> StartAsync(RabbitMqServer server, string database) => HubProcess.StartAsync(
        "dev", "--rabbitmq", $"amqp://guest:guest@{server.Amqp.Host}:{server.Amqp.Port}/dev", "--management", server.Management.ToString(),
        "--postgres", database, "--data", folder.FullName, "--port", "0", "--speed", "3600");

    private static Task<Overview> OverviewAsync(PostgresStore store) => store.Reads.OverviewAsync(DateTimeOffset.UtcNow, Cancellation);

    private static async Task UntilAsync(HubProcess hub, Func<Task<bool>> condition)
    {
        var until = DateTime.UtcNow + Bound;
        while (!await condition())
        {
            Assert.True(DateTime.UtcNow < until && !hub.HasEnded, $"not within its bound: {hub.Output}");
            await Task.Delay(100, Cancellation);
        }
    }
}
