using System.Diagnostics;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using KetenHub.Hub;
using KetenHub.Partners;
using KetenHub.Storage;
using Npgsql;
using RabbitMQ.Client;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

namespace KetenHub.Conformance.Local;

/// <summary>deploy/local, brought up once, in a folder of its own and on free ports, with terms and alerts that fit into minutes.</summary>
public sealed class LocalTopology : IAsyncLifetime
{
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(4);

    private readonly List<IConnection> connections = [];
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("ketenhub-local-");

    /// <summary>Where everything of it stands.</summary>
    public string State => Path.Combine(folder.FullName, "state");

    /// <summary>First of its twenty ports.</summary>
    public int FirstPort => int.Parse(File.ReadAllText(Path.Combine(State, "ports")), System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Where AMQP is spoken, by node from 0.</summary>
    public int Amqp(int node) => FirstPort + node;

    /// <summary>The management API of the first node.</summary>
    public int Management => FirstPort + 3;

    /// <summary>The database.</summary>
    public int Database => FirstPort + 13;

    /// <summary>Prometheus.</summary>
    public int Prometheus => FirstPort + 17;

    /// <summary>All of its ports.</summary>
    public IEnumerable<int> Ports => Enumerable.Range(FirstPort, 20);

    /// <summary>What the first start printed.</summary>
    public string FirstOutput { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        // As root, RabbitMQ and PostgreSQL run as users of their own, who must pass through.
#pragma warning disable CA1416 // These servers start on Linux only.
        folder.UnixFileMode |= UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
#pragma warning restore CA1416
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "policy.json"), ShortStory.Policy);
        FirstOutput = await RunAsync("up");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in connections)
            await connection.DisposeAsync();
        await RunAsync("down");
        NpgsqlConnection.ClearAllPools();
        folder.Delete(recursive: true);
    }

    /// <summary>Runs one of the scripts, which must end well.</summary>
    /// <returns>What it printed.</returns>
    public async Task<string> RunAsync(string script, params string[] arguments)
    {
        var (code, output) = await TryAsync(script, arguments);
        Assert.True(code == 0, $"{script} ended with {code}: {output}");
        return output;
    }

    /// <summary>Runs one of the scripts.</summary>
    public async Task<(int Code, string Output)> TryAsync(string script, params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(Scripts(), script), arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var (name, value) in new[]
        {
            ("STATE", State), ("PROGRAM", Path.Combine(AppContext.BaseDirectory, "ketenhub.dll")), ("POLICY", Path.Combine(folder.FullName, "policy.json")),
            // Who is told nothing in the stories: its queue may have another reader.
            ("ADAPTER", "nidos"), ("SCRAPE", "1s"), ("ALERTS_AFTER", "3s"),
        })
        {
            start.Environment[$"KETENHUB_LOCAL_{name}"] = value;
        }
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().WaitAsync(Bound);
        return (process.ExitCode, await output + await errors);
    }

    /// <summary>A file of the certificates.</summary>
    public string Pki(string name) => Path.Combine(State, "pki", name);

    /// <summary>TLS as a partner has it who has this certificate.</summary>
    public TlsFiles Tls(string certificate) => new(Pki("authority.pem"), Pki($"{certificate}.pem"), Pki($"{certificate}.key"));

    /// <summary>Connects to the broker as whom this certificate names; null: with none.</summary>
    public async Task<IConnection> ConnectAsync(string? certificate, int node = 0)
    {
        var own = certificate is null ? null : X509Certificate2.CreateFromPemFile(Pki($"{certificate}.pem"), Pki($"{certificate}.key"));
        using var authority = X509CertificateLoader.LoadCertificateFromFile(Pki("authority.pem"));
        var factory = new ConnectionFactory
        {
            VirtualHost = "keten", AutomaticRecoveryEnabled = false, AuthMechanisms = [new ExternalMechanismFactory()], RequestedConnectionTimeout = TimeSpan.FromSeconds(10),
            Endpoint = new AmqpTcpEndpoint("localhost", Amqp(node), new SslOption("localhost", enabled: true)
            {
                Certs = own is null ? null : new X509CertificateCollection { own },
                CertificateValidationCallback = (_, server, _, _) => server!.Issuer == authority.Subject,
                Version = SslProtocols.None,
            }),
        };
        var connection = await factory.CreateConnectionAsync();
        connections.Add(connection);
        return connection;
    }

    /// <summary>Connection string of the database as a role, with its certificate.</summary>
    public string Postgres(string role, string? certificate = null) => new NpgsqlConnectionStringBuilder
    {
        Host = "localhost", Port = Database, Database = "ketenhub", Username = role, SslMode = SslMode.VerifyFull, RootCertificate = Pki("authority.pem"),
        SslCertificate = Pki($"{certificate ?? role}.pem"), SslKey = Pki($"{certificate ?? role}.key"),
    }.ConnectionString;

    /// <summary>The database, to look: as the role that can only read.</summary>
    public PostgresStore OpenStore() => new(Postgres("ketenhub_reader"));

    /// <summary>The keys of its hubs.</summary>
    public HubKeys Keys()
    {
        var secrets = Path.Combine(State, "secrets");
        return new HubKeys(new KeyRingFile(Path.Combine(secrets, "key.ring"), Convert.FromHexString(File.ReadAllText(Path.Combine(secrets, "master.key")).Trim())).Read());
    }

    private static string Scripts()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "deploy", "local", "up")))
                return Path.Combine(at.FullName, "deploy", "local");
        }
        throw new InvalidOperationException("deploy/local is not above the tests");
    }
}

/// <summary>What takes everything down comes last.</summary>
public sealed class DownLast : ITestCaseOrderer
{
    public IReadOnlyCollection<TTestCase> OrderTestCases<TTestCase>(IReadOnlyCollection<TTestCase> testCases) where TTestCase : notnull, ITestCase =>
        [.. testCases.OrderBy(test => test.TestMethodName?.StartsWith("Down_leaves_", StringComparison.Ordinal) == true)];
}
