using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using KetenHub.Servers;
using Npgsql;

namespace KetenHub.Faults.Real;

/// <summary>What a run is started with.</summary>
/// <param name="Seed">Of load and order of faults.</param>
/// <param name="Nodes">Nodes of the broker: 1 or 3.</param>
/// <param name="Window">How long a fault lasts that has a duration of its own.</param>
/// <param name="Sleep">How long a stopped hub sleeps.</param>
/// <param name="Within">Longest recovery that is no violation.</param>
/// <param name="Rolling">How long one hub after the other is started again.</param>
/// <param name="Releases">Folders of the release before and after an upgrade.</param>
internal sealed record SceneOptions(int Seed, int Nodes, TimeSpan Window, TimeSpan Sleep, TimeSpan Within, TimeSpan Rolling, Releases Releases);

/// <summary>Broker, database, two hubs, publishers and receivers, all real, under a moderate load.</summary>
internal sealed class Scene : IAsyncDisposable
{
    private const int DiskMegabytes = 3_000;
    private const int BrokerMegabytes = 600;

    // Past this, nobody would wait any longer.
    private static readonly TimeSpan GivenUp = TimeSpan.FromMinutes(4);

    private readonly CancellationTokenSource ending = new();
    private readonly List<Task> working = [];

    private Scene(SceneOptions options, RabbitMqCluster broker, PostgresNode database, KetenSite site)
    {
        (Options, Broker, Database, Site) = (options, broker, database, site);
        Random = new Random(options.Seed);
        Publishers = new[] { "ind", "coa", "dtv", "avim" }.ToDictionary(partner => partner, partner => new Publisher(partner, cancel => site.OpenAsync(partner, cancel)));
        Traffic = new Traffic(options.Seed, Publishers);
        Receivers = [.. new[] { "ind", "coa", "dtv" }.Select(partner => new Receiver(partner, cancel => site.OpenAsync(partner, cancel), (told, data) => Told(told, data)))];
    }

    public SceneOptions Options { get; }
    public RabbitMqCluster Broker { get; }
    public PostgresNode Database { get; }
    public KetenSite Site { get; }
    public Random Random { get; }
    public IReadOnlyList<HubSlot> Hubs { get; private set; } = [];
    public IReadOnlyDictionary<string, Publisher> Publishers { get; }
    public IReadOnlyList<Receiver> Receivers { get; }
    public Traffic Traffic { get; }

    /// <summary>Messages outside of the load that were confirmed and must be accepted all the same.</summary>
    public List<Sent> Special { get; } = [];

    /// <summary>Recoveries of the fault underway.</summary>
    public List<TimeSpan> Recoveries { get; } = [];

    /// <summary>What chance made of the fault underway, for the report.</summary>
    public string Detail { get; set; } = "";

    /// <summary>What a fault itself found wrong.</summary>
    public List<string> Found { get; } = [];

    /// <summary>Everything that was sent.</summary>
    public IReadOnlyList<Sent> Sent => [.. Publishers.Values.SelectMany(publisher => publisher.Ledger), .. Special];

    public static async Task<Scene> StartAsync(SceneOptions options)
    {
        var broker = await RabbitMqCluster.StartAsync(options.Nodes, Environment.IsPrivilegedProcess ? BrokerMegabytes : null);
        var database = await PostgresNode.StartAsync(Environment.IsPrivilegedProcess ? DiskMegabytes : null);
        List<Uri> nodes = [.. broker.Nodes.Select(node => node.Amqp)];
        var site = await KetenSite.PrepareAsync(broker.Nodes[0], nodes, await database.CreateDatabaseAsync(), Policy(), options.Releases.Before);
        var scene = new Scene(options, broker, database, site);
        // Also when the run is ended from outside nothing stays behind; the broker ends with the pipe to it.
        AppDomain.CurrentDomain.ProcessExit += (_, _) => scene.RemoveProcesses();
        scene.Hubs = [await scene.StartHubAsync(nodes), await scene.StartHubAsync(nodes)];
        scene.working.AddRange(scene.Publishers.Values.Select(publisher => publisher.RunAsync(scene.ending.Token)));
        scene.working.AddRange(scene.Receivers.Select(receiver => receiver.RunAsync(scene.ending.Token)));
        scene.working.Add(scene.Traffic.RunAsync(scene.ending.Token));
        scene.Traffic.IsFlowing = true;
        await scene.RecoveredAsync();
        scene.Recoveries.Clear();
        return scene;
    }

    private Task<HubSlot> StartHubAsync(IReadOnlyList<Uri> nodes) => HubSlot.StartAsync(Site, nodes, Database.Port, Options.Releases.Before);

    /// <summary>One of the hubs.</summary>
    public HubSlot AnyHub() => Hubs[Random.Next(Hubs.Count)];

    /// <summary>Waits until a message that is sent now has gone end to end on every lane, and notes how long it took.</summary>
    public async Task RecoveredAsync()
    {
        var watch = Stopwatch.StartNew();
        var (decision, reports) = Traffic.SendProbe();
        var dtv = Receivers.Single(receiver => receiver.Partner == "dtv");
        var ind = Receivers.Single(receiver => receiver.Partner == "ind");
        // Which of the steps took long, for the report.
        var steps = new List<(string Step, Func<Task<bool>> IsDone)>
        {
            ("asked", () => Task.FromResult(dtv.Has("readiness-requested", decision.Thread))),
            ("cleared", () => Task.FromResult(ind.Has("hand-out-clearance", decision.Thread))),
            ("reports", () => AreAcceptedAsync(reports)),
        };
        var done = "";
        while (steps.Count > 0 && watch.Elapsed < GivenUp)
        {
            await Task.Delay(50);
            foreach (var step in steps.ToList())
            {
                if (!await step.IsDone())
                    continue;
                steps.Remove(step);
                done += string.Create(CultureInfo.InvariantCulture, $" {step.Step} {watch.Elapsed.TotalSeconds:0.0}");
            }
        }
        var arrived = steps.Count == 0;
        if (watch.Elapsed > Options.Within / 2)
            Detail += $" [{done.Trim()}]";
        Recoveries.Add(watch.Elapsed);
        if (!arrived)
            Found.Add($"no recovery: after {GivenUp.TotalSeconds} s a fresh message had not gone end to end");
    }

    /// <summary>Waits until this hub is among those that work: for a fault that another one covers.</summary>
    public async Task StartAgainAsync(HubSlot hub)
    {
        await hub.StartAgainAsync();
        await RecoveredAsync();
    }

    /// <summary>Asks the management API of a node that answers, as administrator.</summary>
    public async Task<JsonElement> AskAsync(string path)
    {
        foreach (var node in Broker.Nodes)
        {
            try
            {
                using var answer = await node.Http.GetAsync(new Uri(path, UriKind.Relative));
                return JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync());
            }
            catch (HttpRequestException) when (node != Broker.Nodes[^1])
            {
                // Another node will answer.
            }
        }
        throw new InvalidOperationException("no node of the broker answers");
    }

    /// <summary>The health page of a hub.</summary>
    public static async Task<JsonElement> HealthAsync(HubSlot hub)
    {
        using var http = new HttpClient { BaseAddress = hub.Process.Address, Timeout = TimeSpan.FromSeconds(10) };
        http.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        using var answer = await http.GetAsync(new Uri("/health/ready", UriKind.Relative));
        return JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync());
    }

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        await Task.WhenAll(working).WaitAsync(TimeSpan.FromSeconds(30)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var hub in Hubs)
            await hub.DisposeAsync();
        Hubs = [];
        await Site.DisposeAsync();
        await Broker.DisposeAsync();
        Database.Remove();
        ending.Dispose();
    }

    // What comes with the hub, but with terms so short that reminders and escalations happen within a run.
    private static string Policy()
    {
        var policy = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "policy.json")),
            documentOptions: new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip })!;
        (policy["version"], policy["attentionWindow"], policy["attentionUpdateAfter"]) = ("faults", "PT1M", "PT20S");
        (policy["readiness"]!["respondWithin"], policy["readiness"]!["minimumToRespond"]) = ("PT20S", "PT20S");
        policy["ladder"] = JsonNode.Parse("""[ { "at": "50%" }, { "at": "100%", "escalateTo": [ { "role": "Departure", "audience": "DutyOfficer" } ] } ]""");
        return policy.ToJsonString();
    }

    private void RemoveProcesses()
    {
        foreach (var hub in Hubs)
            hub.Process.DisposeAsync().AsTask().GetAwaiter().GetResult();
        Database.Remove();
        foreach (var node in Broker.Nodes)
            node.RemoveDisk();
    }

    private void Told(Told told, JsonElement data)
    {
        if (told.Type == "readiness-requested" && data.GetProperty("requestNumber").GetInt32() == 1)
            Traffic.Requested(told.Thread);
    }

    private async Task<bool> AreAcceptedAsync(IReadOnlyList<Sent> reports)
    {
        try
        {
            return (await Picture.MissingAsync(Site.Database, reports, CancellationToken.None)).Count == 0;
        }
        catch (Exception away) when (away is NpgsqlException or TimeoutException or IOException)
        {
            return false;
        }
    }
}
