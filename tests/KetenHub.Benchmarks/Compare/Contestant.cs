using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using KetenHub.Servers;
using Npgsql;
using RabbitMQ.Client;

namespace KetenHub.Benchmarks;

/// <summary>Ways to do the same work.</summary>
internal enum Way
{
    /// <summary><c>ketenhub run</c>.</summary>
    Hub,
    /// <summary>See <see cref="RawTwin"/>.</summary>
    Raw,
    /// <summary>See <see cref="UsualWay"/>.</summary>
    Usual,
}

/// <summary>One way, as a process of its own with a fresh virtual host and database on the same servers, and the partners around it.</summary>
internal sealed class Contestant : IAsyncDisposable
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);

    // Without any progress.
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    private readonly KetenSite site;
    private readonly NpgsqlDataSource reads;
    private readonly NotificationPlan plan;
    private readonly List<HubProcess> processes = [];
    private long published;
    private long planned;
    private IReadOnlyDictionary<string, string>? environment;

    private Contestant(Way way, KetenSite site, NotificationPlan plan) =>
        (Way, this.site, this.plan, reads) = (way, site, plan, NpgsqlDataSource.Create(site.Database));

    public Way Way { get; }

    public KetenSite Site => site;

    public NpgsqlDataSource Database => reads;

    /// <summary>Numbers of its processes.</summary>
    public IReadOnlyList<int> Processes => processes.ConvertAll(process => process.Id);

    public Loader Loader { get; private set; } = null!;

    public Recipients Recipients { get; private set; } = null!;

    /// <summary>Prepares everything and starts it.</summary>
    /// <param name="way">Which way.</param>
    /// <param name="server">The broker.</param>
    /// <param name="plan">What the hub notified about these messages before; empty for the hub.</param>
    /// <param name="instances">How many processes share the work.</param>
    /// <param name="environment">What differs in a hub's environment.</param>
    public static async Task<Contestant> StartAsync(
        Way way, RabbitMqServer server, NotificationPlan plan, int instances = 1, IReadOnlyDictionary<string, string>? environment = null)
    {
        var contestant = new Contestant(way, await KetenSite.PrepareAsync(server), plan) { environment = environment };
        if (way == Way.Usual)
            await contestant.PrepareUsualAsync(server);
        for (var i = 0; i < instances; i++)
            contestant.processes.Add(await contestant.StartProcessAsync());
        contestant.Recipients = await Recipients.OpenAsync(contestant.site);
        contestant.Loader = way == Way.Usual
            ? await Loader.OpenAsync(contestant.site, UsualWay.InPrefix, ServerSettings.User, "application/json", plan.ByEvent)
            : await Loader.OpenAsync(contestant.site, "keten.in.", null, Loader.CloudEvents, plan.ByEvent);
        return contestant;
    }

    /// <summary>Publishes and waits until everything is handled and every notification has arrived.</summary>
    public async Task HandleAsync(IReadOnlyList<Sample> samples)
    {
        await Loader.PublishAsync(samples);
        await FinishAsync(samples);
    }

    /// <summary>Lets a backlog gather while the processes stand still (SIGSTOP); then measures until everything is handled and every
    /// notification has arrived.</summary>
    public async Task<TimeSpan> DrainAsync(IReadOnlyList<Sample> samples)
    {
        await SignalAsync("STOP");
        await Loader.PublishAsync(samples);
        var watch = Stopwatch.StartNew();
        await SignalAsync("CONT");
        await FinishAsync(samples);
        return watch.Elapsed;
    }

    /// <summary>So many more are underway.</summary>
    public void Expect(int more) => published += more;

    /// <summary>Waits until these, and all that was published before, are handled.</summary>
    public async Task FinishAsync(IReadOnlyCollection<Sample> samples)
    {
        published += samples.Count;
        planned += plan.CountOf(samples);
        var (last, since) = (default(Progress), Stopwatch.GetTimestamp());
        while (true)
        {
            var progress = await ReadProgressAsync();
            if (IsFinished(progress))
                return;
            if (progress != last)
                (last, since) = (progress, Stopwatch.GetTimestamp());
            if (Stopwatch.GetElapsedTime(since) > Bound || processes.Exists(process => process.HasEnded))
            {
                throw new InvalidOperationException(
                    $"{Way} did not finish: {published} published, {progress}, {planned} planned: {string.Concat(processes.Select(process => process.Output))}");
            }
            await Task.Delay(Poll);
        }
    }

    /// <summary>Kills the processes.</summary>
    public async Task KillAsync()
    {
        foreach (var process in processes)
            await process.DisposeAsync();
        processes.Clear();
    }

    /// <summary>Starts one process again.</summary>
    public async Task StartAgainAsync() => processes.Add(await StartProcessAsync());

    /// <summary>Sends a signal to the processes.</summary>
    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", .. Processes.Select(process => process.ToString(CultureInfo.InvariantCulture))]);
        await kill.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in processes)
            await process.DisposeAsync();
        await reads.DisposeAsync();
        await site.DisposeAsync();
    }

    private Task<HubProcess> StartProcessAsync() => Way switch
    {
        Way.Hub => site.StartHubAsync(environment),
        Way.Raw => HubProcess.StartProgramAsync("KetenHub.Benchmarks", "raw", site.Settings, $"{plan.StateBytes}"),
        _ => HubProcess.StartProgramAsync("KetenHub.Benchmarks", "usual", site.Settings, $"{plan.StateBytes}"),
    };

    // Its bus declares queues by itself, as buses do, and sends to exchanges before the recipients' queues.
    private async Task PrepareUsualAsync(RabbitMqServer server)
    {
        using var allowed = await server.Http.PutAsJsonAsync(
            new Uri($"permissions/{site.VirtualHost}/{ServerSettings.User}", UriKind.Relative), new { configure = ".*", write = ".*", read = ".*" });
        allowed.EnsureSuccessStatusCode();
        await using var channel = await (await site.ConnectAsync(ServerSettings.User)).CreateChannelAsync();
        foreach (var partner in Loader.Partners)
        {
            await channel.ExchangeDeclareAsync(UsualWay.OutPrefix + partner, ExchangeType.Fanout, durable: true);
            await channel.QueueBindAsync($"keten.out.{partner}", UsualWay.OutPrefix + partner, "");
        }
    }

    // A notification may come twice, as after any lost confirm; the hub's own count is of each once.
    private bool IsFinished(Progress progress) =>
        progress.Handled == published && progress.Received >= (Way == Way.Hub ? progress.Notified : planned);

    private async Task<Progress> ReadProgressAsync()
    {
        var received = Recipients.Count;
        if (Way != Way.Hub)
        {
            // Counting rows costs: only when the notifications are there.
            if (received < planned)
                return new Progress(0, planned, received);
            await using var rows = reads.CreateCommand("SELECT count(*) FROM inbox");
            return new Progress((long)(await rows.ExecuteScalarAsync())!, planned, received);
        }
        await using var counters = reads.CreateCommand(
            "SELECT coalesce(sum(value) FILTER (WHERE kind = 'accepted'), 0), coalesce(sum(value) FILTER (WHERE kind = 'notified'), 0) FROM counter");
        await using var row = await counters.ExecuteReaderAsync();
        await row.ReadAsync();
        return new Progress((long)row.GetDecimal(0), (long)row.GetDecimal(1), Recipients.Count);
    }

    private readonly record struct Progress(long Handled, long Notified, long Received);
}
