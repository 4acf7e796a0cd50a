namespace KetenHub.Servers;

/// <summary>What a node of a cluster shares with the others.</summary>
/// <param name="Name">Name of the node.</param>
/// <param name="EpmdPort">Where nodes find each other.</param>
/// <param name="All">Names of all nodes.</param>
/// <param name="Cookie">Their common secret.</param>
/// <param name="EndsEpmd">This node ends last.</param>
public sealed record RabbitMqMembership(string Name, int EpmdPort, IReadOnlyList<string> All, string Cookie, bool EndsEpmd)
{
    internal string Configuration => string.Join('\n', All.Select((node, i) => $"cluster_formation.classic_config.nodes.{i + 1} = {node}")
        .Prepend("cluster_formation.peer_discovery_backend = classic_config"));
}

/// <summary>Three RabbitMQ nodes on this machine that are one broker.</summary>
public sealed class RabbitMqCluster : IAsyncDisposable
{
    private RabbitMqCluster(IReadOnlyList<RabbitMqServer> nodes) => Nodes = nodes;

    /// <summary>The nodes.</summary>
    public IReadOnlyList<RabbitMqServer> Nodes { get; }

    /// <summary>Starts a node by itself, or a cluster, and waits until all are in it.</summary>
    /// <param name="nodes">1 or 3.</param>
    /// <param name="megabytes">Size of a file system for the data of each, which needs root; null: no limit.</param>
    public static async Task<RabbitMqCluster> StartAsync(int nodes, int? megabytes = null)
    {
        var epmd = RabbitMqServer.FreePorts(1)[0];
        var cookie = Guid.NewGuid().ToString("N");
        var names = Enumerable.Range(1, nodes).Select(number => $"c{number}@localhost").ToList();
        var cluster = new RabbitMqCluster([.. names.Select((name, i) =>
            new RabbitMqServer(nodes == 1 ? null : new RabbitMqMembership(name, epmd, names, cookie, EndsEpmd: i == 0), megabytes))]);
        // One after the other: nodes that form a cluster at the same moment wait for each other by chance.
        foreach (var node in cluster.Nodes)
            await node.InitializeAsync();
        return cluster;
    }

    /// <summary>Ends all; the first one last.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var node in Nodes.Reverse())
            await node.DisposeAsync();
    }
}
