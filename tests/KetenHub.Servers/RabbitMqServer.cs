using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;

namespace KetenHub.Servers;

/// <summary>One real RabbitMQ for the whole run: Debian's package, as its own user, from a temporary folder, on free loopback ports.
/// With <c>KETENHUB_TEST_RABBITMQ</c> (<c>amqp://user:password@host:5672</c>, an administrator) that one is used instead; its management API is
/// <c>KETENHUB_TEST_RABBITMQ_MANAGEMENT</c>, or port 15672 of the same host. Tests have a virtual host each.</summary>
public class RabbitMqServer : IAsyncDisposable
{
    private const string Programs = "/usr/lib/rabbitmq/bin";

    private static readonly TimeSpan StartBound = TimeSpan.FromSeconds(120);

    // Starts, kills and ends the node as asked. Ends it and its epmd and removes the folder when the tests end, also when they are killed:
    // then the pipe closes.
    private const string Keeper = """
        cd "$HOME"
        start() { setsid "$programs/rabbitmq-server" >> server.out 2>&1 & node=$!; }
        programs=$1
        # Erlang refuses a cookie that others can read.
        [ ! -e .erlang.cookie ] || chmod 600 .erlang.cookie
        start
        while read -r order; do
          case $order in
            kill) kill -9 "-$node" ;;
            end) kill -TERM "$node" ;;
            start) start; echo started; continue ;;
          esac
          wait "$node" 2>/dev/null
          while kill -0 "-$node" 2>/dev/null; do sleep 0.1; done
          echo ended
        done
        ended=0
        if kill -0 "-$node" 2>/dev/null; then kill -9 "-$node"; ended=$?; fi
        rm -rf "$HOME"
        [ "$2" = yes ] || exit $ended
        # epmd refuses to end while it knows a node.
        for _ in 1 2 3 4 5 6 7 8 9 10; do
          epmd -port "$ERL_EPMD_PORT" -kill >/dev/null 2>&1
          epmd -port "$ERL_EPMD_PORT" -names >/dev/null 2>&1 || exit $ended
          sleep 0.2
        done
        exit 1
        """;

    private readonly RabbitMqMembership? membership;
    private readonly int? megabytes;
    private readonly Dictionary<string, string> environment = [];
    private Process? keeper;
    private SmallDisk? disk;
    private int hosts;

    /// <summary>A node by itself, or of a cluster.</summary>
    /// <param name="membership">Of which cluster; null: none.</param>
    /// <param name="megabytes">Size of a file system of its own for its data, which needs root; null: no limit.</param>
    public RabbitMqServer(RabbitMqMembership? membership = null, int? megabytes = null) => (this.membership, this.megabytes) = (membership, megabytes);

    /// <summary>A node by itself.</summary>
    public RabbitMqServer()
        : this(null)
    {
    }

    /// <summary>Where AMQP is spoken.</summary>
    public Uri Amqp { get; private set; } = null!;

    /// <summary>Where the management API is.</summary>
    public Uri Management { get; private set; } = null!;

    /// <summary>The management API, as administrator.</summary>
    public HttpClient Http { get; private set; } = null!;

    /// <summary>Whether this run started it, and may stop it.</summary>
    public bool IsOwn => keeper is not null;

    /// <summary>Its own small file system, if it has one.</summary>
    public SmallDisk Disk => disk ?? throw new InvalidOperationException("only a file system of its own may be filled");

    /// <summary>Name of the node, as the management API tells it; empty for a given one.</summary>
    public string NodeName => environment.GetValueOrDefault("RABBITMQ_NODENAME", "");

    /// <summary>Starts it, or finds the one that was given.</summary>
    public async ValueTask InitializeAsync()
    {
        if (Environment.GetEnvironmentVariable("KETENHUB_TEST_RABBITMQ") is { Length: > 0 } given)
            Use(new Uri(given), Environment.GetEnvironmentVariable("KETENHUB_TEST_RABBITMQ_MANAGEMENT"));
        else
            Start();
        await AnsweringAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        Http?.Dispose();
        if (keeper is null)
            return;
        RemoveDisk();
        keeper.StandardInput.Close();
        await keeper.WaitForExitAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(30));
        Ensure.That(keeper.ExitCode == 0, "The RabbitMQ of this run could not be stopped.");
        keeper.Dispose();
    }

    /// <summary>Takes its file system away from a node that is about to end. Not asynchronous: also runs when the process ends.</summary>
    public void RemoveDisk()
    {
        disk?.Unmount();
        disk = null;
    }

    /// <summary>A name for a virtual host that no other test has.</summary>
    public string NewName() => IsOwn ? $"t{Interlocked.Increment(ref hosts)}" : $"ketenhub-{Guid.NewGuid():N}";

    /// <summary>Runs rabbitmqctl on the own node.</summary>
    public async Task ControlAsync(params string[] arguments)
    {
        using var process = Process.Start(Command([$"{Programs}/rabbitmqctl", "-q", .. arguments], keepsOutput: true))!;
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(StartBound);
        Ensure.That(process.ExitCode == 0, $"rabbitmqctl {arguments[0]} ended with {process.ExitCode}");
    }

    /// <summary>Messages that a queue holds at this moment, those on their way to a reader among them.</summary>
    public async Task<long> MessagesAsync(string virtualHost, string queue)
    {
        using var process = Process.Start(Command([$"{Programs}/rabbitmqctl", "-q", "list_queues", "-p", virtualHost, "--no-table-headers", "name", "messages"], keepsOutput: true))!;
        var lines = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(StartBound);
        return long.Parse(lines.Split('\n').Single(line => line.StartsWith($"{queue}\t", StringComparison.Ordinal)).Split('\t')[1], CultureInfo.InvariantCulture);
    }

    /// <summary>Stops the broker; the Erlang node stays.</summary>
    public Task StopAsync() => ControlAsync("stop_app");

    /// <summary>Starts the broker again.</summary>
    public async Task StartAgainAsync()
    {
        await ControlAsync("start_app");
        await AnsweringAsync();
    }

    /// <summary>As a power cut would: SIGKILL to every process of the node.</summary>
    public Task KillAsync() => OrderAsync("kill", "ended");

    /// <summary>As a service manager ends it: SIGTERM, and waits.</summary>
    public Task EndAsync() => OrderAsync("end", "ended");

    /// <summary>Starts the node again that was killed or ended, on its folder.</summary>
    /// <param name="answering">Wait until it answers.</param>
    public async Task StartNodeAsync(bool answering = true)
    {
        await OrderAsync("start", "started");
        if (answering)
            await AnsweringAsync();
    }

    private async Task OrderAsync(string order, string answer)
    {
        await keeper!.StandardInput.WriteLineAsync(order);
        await keeper.StandardInput.FlushAsync();
        var told = await keeper.StandardOutput.ReadLineAsync().WaitAsync(StartBound);
        Ensure.That(told == answer, $"RabbitMQ was asked to {order} and said '{told}': {Output()}");
    }

    /// <summary>Starts the node again when it does not answer, as a service manager does.</summary>
    /// <param name="patience">How long it may take to answer by itself.</param>
    /// <returns>Whether it answered by itself.</returns>
    public async Task<bool> StartUnlessAnsweringAsync(TimeSpan patience)
    {
        using var bound = new CancellationTokenSource(patience);
        while (!bound.IsCancellationRequested)
        {
            if (await AnswersAsync(bound.Token))
                return true;
        }
        await KillAsync();
        await StartNodeAsync();
        return false;
    }

    /// <summary>Waits until the node answers.</summary>
    public async Task AnsweringAsync()
    {
        using var bound = new CancellationTokenSource(StartBound);
        while (!await AnswersAsync(bound.Token))
        {
            if (keeper is { HasExited: true } || bound.IsCancellationRequested)
                throw new InvalidOperationException($"RabbitMQ did not start within {StartBound.TotalSeconds} s: {Output()}");
            await Task.Delay(100, CancellationToken.None);
        }
    }

    private void Use(Uri given, string? management)
    {
        var credentials = Uri.UnescapeDataString(given.UserInfo);
        Amqp = new Uri($"{given.Scheme}://{given.Host}:{(given.Port < 0 ? 5672 : given.Port)}");
        Connect(new Uri(management ?? $"http://{given.Host}:15672"), credentials);
    }

    private void Start()
    {
        if (!File.Exists($"{Programs}/rabbitmq-server"))
            throw new InvalidOperationException("These tests need a real RabbitMQ, which is not installed: apt-get install rabbitmq-server");
        var ports = FreePorts(4);
        Amqp = new Uri($"amqp://127.0.0.1:{ports[0]}");
        var folder = Directory.CreateTempSubdirectory("ketenhub-rabbitmq-").FullName;
        File.WriteAllText($"{folder}/plugins", "[rabbitmq_management,rabbitmq_consistent_hash_exchange].");
        File.WriteAllText($"{folder}/rabbitmq.conf", $"""
            listeners.tcp.1 = 127.0.0.1:{ports[0]}
            management.tcp.ip = 127.0.0.1
            management.tcp.port = {ports[1]}
            raft.wal_max_size_bytes = 64000000
            {membership?.Configuration}
            """);
        if (membership is not null)
            File.WriteAllText($"{folder}/.erlang.cookie", membership.Cookie);
        // How often a channel looks whether a consumer has timed out; a minute by default.
        File.WriteAllText($"{folder}/advanced.config", "[{rabbit, [{channel_tick_interval, 1000}]}].");
        foreach (var (name, value) in new[]
        {
            ("HOME", folder), ("RABBITMQ_NODENAME", membership?.Name ?? $"ketenhub{ports[0]}@localhost"), ("RABBITMQ_NODE_IP_ADDRESS", "127.0.0.1"),
            ("RABBITMQ_NODE_PORT", $"{ports[0]}"), ("RABBITMQ_DIST_PORT", $"{ports[2]}"), ("ERL_EPMD_PORT", $"{membership?.EpmdPort ?? ports[3]}"),
            ("ERL_EPMD_ADDRESS", "127.0.0.1"), ("RABBITMQ_MNESIA_BASE", $"{folder}/data"), ("RABBITMQ_LOG_BASE", $"{folder}/log"),
            ("RABBITMQ_ENABLED_PLUGINS_FILE", $"{folder}/plugins"), ("RABBITMQ_CONFIG_FILE", $"{folder}/rabbitmq.conf"),
            ("RABBITMQ_ADVANCED_CONFIG_FILE", $"{folder}/advanced.config"), ("RABBITMQ_CONF_ENV_FILE", "/dev/null"),
            ("RABBITMQ_PID_FILE", $"{folder}/pid"),
        })
        {
            environment[name] = value;
        }
        if (megabytes is { } size)
            disk = SmallDisk.Mount($"{folder}/image", Directory.CreateDirectory($"{folder}/data").FullName, size);
        if (Environment.IsPrivilegedProcess)
            Process.Start("chown", ["-R", "rabbitmq:rabbitmq", folder]).WaitForExit();
        keeper = Process.Start(Command(
            ["/bin/sh", "-c", Keeper, "sh", Programs, membership is { EndsEpmd: false } ? "no" : "yes"], keepsInput: true, keepsOutput: true))!;
        Connect(new Uri($"http://127.0.0.1:{ports[1]}"), "guest:guest");
    }

    private void Connect(Uri management, string credentials)
    {
        Management = management;
        Http = new HttpClient { BaseAddress = new Uri(management, "/api/"), Timeout = TimeSpan.FromSeconds(30) };
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials)));
    }

    // The server refuses to run as root; its package made a user for it.
    private ProcessStartInfo Command(string[] command, bool keepsInput = false, bool keepsOutput = false)
    {
        string[] all = Environment.IsPrivilegedProcess ? ["setpriv", "--reuid=rabbitmq", "--regid=rabbitmq", "--init-groups", .. command] : command;
        var start = new ProcessStartInfo(all[0], all[1..])
        {
            RedirectStandardInput = keepsInput, RedirectStandardOutput = keepsOutput, WorkingDirectory = environment["HOME"],
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return start;
    }

    private async Task<bool> AnswersAsync(CancellationToken cancellation)
    {
        try
        {
            using var answer = await Http.GetAsync(new Uri("overview", UriKind.Relative), cancellation);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>The last of what the own node wrote: why it did not do as asked.</summary>
    public string Output()
    {
        if (!IsOwn)
            return "";
        var written = File.ReadAllText($"{environment["HOME"]}/server.out")
            + string.Concat(Directory.GetFiles($"{environment["HOME"]}/log", "*.log").Select(File.ReadAllText));
        return written[Math.Max(0, written.Length - 4000)..];
    }

    // All open at once, so that they differ.
    internal static int[] FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        listeners.ForEach(listener => listener.Start());
        var ports = listeners.ConvertAll(listener => ((IPEndPoint)listener.LocalEndpoint).Port);
        listeners.ForEach(listener => listener.Stop());
        return [.. ports];
    }
}
