using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using KetenHub.Contracts;
using KetenHub.Hub;
using KetenHub.Servers;
using KetenHub.Storage;
using Npgsql;
using RabbitMQ.Client;
using Xunit;

namespace KetenHub.Conformance;

/// <summary>The worst day: database and broker are lost, backup, WAL archive, keys and checkpoints are not. With the scripts of <c>deploy/</c>.</summary>
[Collection(OnRabbitMq.Name)]
[Trait("kind", "process")]
public sealed class RecoveryTests(SharedRabbitMq server)
{
    // Before the backup, in the WAL archive after it, and after the moment that is restored.
    private const int InBackup = 40;
    private const int InArchive = 80;
    private const int All = 120;

    private const string Source = "urn:nld:oin:00000000000000000101:systeem:test";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_lost_database_and_broker_are_put_back_to_a_moment_and_partners_send_again_what_the_report_names()
    {
        var place = Directory.CreateTempSubdirectory("ketenhub-recovery-");
        // The database's own user reads and writes here.
#pragma warning disable CA1416 // These servers start on Linux only.
        File.SetUnixFileMode(place.FullName, (UnixFileMode)0b111_111_111);
        var archive = place.CreateSubdirectory("archive");
        File.SetUnixFileMode(archive.FullName, (UnixFileMode)0b111_111_111);
#pragma warning restore CA1416
        var node = await PostgresNode.StartAsync();
        var restoredPort = FreePort();
        try
        {
            await ArchiveAsync(node, archive.FullName);
            await using var site = await KetenSite.PrepareAsync(server, [server.Amqp], await node.CreateDatabaseAsync(), Policy());
            var (told, moment) = await LoseAsync(node, site, place.FullName, archive.FullName);
            await BrokerLostAsync(site);

            var printed = await ScriptAsync("drill", node, "--base", Directory.GetDirectories(place.FullName, "base-*").Single(), "--archive", archive.FullName,
                "--settings", site.Settings, "--checkpoints", Checkpoints(site), "--until", moment, "--database", new NpgsqlConnectionStringBuilder(site.Database).Database!,
                "--keep", Path.Combine(place.FullName, "restored"), "--port", restoredPort.ToString(CultureInfo.InvariantCulture));
            TestContext.Current.TestOutputHelper?.WriteLine(printed);
            Assert.Matches("together +[0-9.]+ s", printed);
            Assert.Contains("is a true beginning of what was signed", printed, StringComparison.Ordinal);
            var report = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(place.FullName, "restored", "recovery.json"), Cancellation)).RootElement;
            Assert.True(report.GetProperty("gone").GetInt64() >= All - InArchive);
            var source = Assert.Single(report.GetProperty("sources").EnumerateArray());
            Assert.Equal((Source, (long)InArchive), (source.GetProperty("source").GetString(), source.GetProperty("highest").GetInt64()));

            await GoOnAsync(site, restoredPort, source.GetProperty("highest").GetInt64(), told);
        }
        finally
        {
            await StopAsync(Path.Combine(place.FullName, "restored", "data"));
            node.Remove();
            place.Delete(recursive: true);
        }
    }

    // A day with a backup in it, until everything is lost but what lies elsewhere.
    private static async Task<(IReadOnlySet<string> Told, string Moment)> LoseAsync(PostgresNode node, KetenSite site, string place, string archive)
    {
        await using var hub = await site.StartHubAsync();
        await using var store = new PostgresStore(site.Database);
        await SendAsync(site, 1, InBackup);
        await AcceptedAsync(store, InBackup);
        Assert.Contains("verified", await ScriptAsync("backup", node, place), StringComparison.Ordinal);
        await SendAsync(site, InBackup + 1, InArchive);
        await AcceptedAsync(store, InArchive);
        await HeldAsync(store, site);
        var moment = (string)(await ScalarAsync(node.Administrator, "SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US\"+00\"')"))!;
        await SendAsync(site, InArchive + 1, All);
        await AcceptedAsync(store, All);
        await HeldAsync(store, site);
        await UntilAsync(async () => (await store.Reads.OverviewAsync(DateTimeOffset.UtcNow, Cancellation)).Unsent == 0);
        var told = await RequestedAsync(site.Database);
        var last = (string)(await ScalarAsync(node.Administrator, "SELECT pg_walfile_name(pg_switch_wal())"))!;
        await UntilAsync(() => Task.FromResult(File.Exists(Path.Combine(archive, last))));
        await hub.KillAsync();
        NpgsqlConnection.ClearAllPools();
        node.Remove();
        return (told, moment);
    }

    // New broker from the definitions, new folder for checkpoints; keys and settings as they were.
    private static async Task GoOnAsync(KetenSite site, int port, long after, IReadOnlySet<string> told)
    {
        Directory.Move(Checkpoints(site), $"{Checkpoints(site)}-until-the-restore");
        var database = new NpgsqlConnectionStringBuilder(site.Database) { Port = port }.ConnectionString;
        await using var hub = await site.StartHubAsync(new Dictionary<string, string> { ["KETENHUB__POSTGRES"] = database });
        await using var store = new PostgresStore(database);
        // One more than is missing: it is recognised.
        await SendAsync(site, (int)after, All);
        await AcceptedAsync(store, All);
        await UntilAsync(async () => (await store.Reads.OverviewAsync(DateTimeOffset.UtcNow, Cancellation)) is { Unsent: 0, Missing: 0, Quarantined: 0 });
        Assert.Equal(told.Order(StringComparer.Ordinal), (await RequestedAsync(database)).Order(StringComparer.Ordinal));
        await HeldAsync(store, site);
        Assert.Null((await CheckpointVerifier.VerifyAsync(store, CheckpointFolder.Open(Checkpoints(site), null), null, Cancellation)).FirstBad);
        await hub.EndAsync();
        NpgsqlConnection.ClearAllPools();
    }

    private static string Checkpoints(KetenSite site) => Path.Combine(Path.GetDirectoryName(site.Settings)!, "checkpoints");

    private static async Task ArchiveAsync(PostgresNode node, string archive)
    {
        await ScalarAsync(node.Administrator, "ALTER SYSTEM SET archive_mode = 'on'");
        await ScalarAsync(node.Administrator, $"ALTER SYSTEM SET archive_command = 'test ! -f {archive}/%f && cp %p {archive}/%f'");
        await node.RestartAsync();
    }

    private async Task BrokerLostAsync(KetenSite site)
    {
        using var answer = await server.Http.DeleteAsync(new Uri($"vhosts/{site.VirtualHost}", UriKind.Relative), Cancellation);
        Assert.True(answer.IsSuccessStatusCode);
        await site.ImportAsync();
    }

    // Everything accepted stands in a checkpoint that the folder holds.
    private static Task HeldAsync(PostgresStore store, KetenSite site) => UntilAsync(async () =>
    {
        // Those of the audit log too.
        var entries = (await store.Reads.OverviewAsync(DateTimeOffset.UtcNow, Cancellation)).LogEntries + (await store.Operations.ActionsAsync("", 0, 1, Cancellation)).Total;
        return File.Exists(Path.Combine(Checkpoints(site), "checkpoints.txt")) && CheckpointFolder.Open(Checkpoints(site), null).Read() is [.., var last] && last.Size == entries;
    });

    private static Task AcceptedAsync(PostgresStore store, int count) =>
        UntilAsync(async () => (await store.Reads.OverviewAsync(DateTimeOffset.UtcNow, Cancellation)).Accepted == count);

    // Ids of the requests for readiness: the same message decides the same, whenever.
    private static async Task<IReadOnlySet<string>> RequestedAsync(string database)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync(Cancellation);
        await using var command = new NpgsqlCommand("SELECT id::text FROM outbox WHERE type ILIKE '%readiness%requested%'", connection);
        await using var reader = await command.ExecuteReaderAsync(Cancellation);
        var ids = new HashSet<string>();
        while (await reader.ReadAsync(Cancellation))
            ids.Add(reader.GetString(0));
        Assert.Equal(All, ids.Count);
        return ids;
    }

    private static async Task SendAsync(KetenSite site, int from, int to)
    {
        var channel = await (await site.ConnectAsync("ind")).CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), Cancellation);
        for (var number = from; number <= to; number++)
        {
            await channel.BasicPublishAsync("keten.in.ind", "any", mandatory: true,
                new BasicProperties { ContentType = CloudEvent.ContentType, DeliveryMode = DeliveryModes.Persistent }, Decision(number), Cancellation);
        }
    }

    // The same bytes whenever it is sent.
    private static byte[] Decision(int number)
    {
        var decision = new DecisionIssued
        {
            Person = new PersonReference { Identifiers = [new PersonIdentifier { Scheme = PersonIdentifier.VNummer, Value = $"{number % 30:D10}" }] },
            DecisionNumber = $"B-{number}",
            Revision = 1,
            Outcome = DecisionOutcome.Rejected,
            Track = 2,
            IssuedAt = Begun,
            ReturnDecision = true,
            EntryBan = false,
            DeparturePeriodDays = 0,
            AppealSuspendsRemoval = false,
            HandOut = new HandOutPlan { Revision = 1, At = Begun.AddDays(9), Location = new Location { Name = "Budel", Kind = LocationKind.Office } },
        };
        return CloudEventWriter.Write(new CloudEvent
        {
            Id = $"{number:x8}-0000-7000-8000-000000000008",
            Source = Source,
            Type = MessageTypes.Of(decision).EventType,
            Time = Begun,
            Sequence = CloudEventWriter.Sequence(number),
            Data = CloudEventWriter.Data(decision),
        });
    }

    private static readonly DateTimeOffset Begun = DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.ToUnixTimeSeconds());

    private static string Policy()
    {
        var policy = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "policy.json")),
            documentOptions: new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip })!;
        policy["evidence"]!["checkpointEvery"] = "PT1S";
        return policy.ToJsonString();
    }

    private static async Task<object?> ScalarAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync(Cancellation);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Cancellation);
    }

    private static async Task<string> ScriptAsync(string script, PostgresNode node, params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "deploy", script), arguments)
        {
            RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
            Environment =
            {
                ["PGHOST"] = "127.0.0.1", ["PGPORT"] = node.Port.ToString(CultureInfo.InvariantCulture), ["PGUSER"] = "postgres",
                ["KETENHUB"] = $"dotnet exec {Path.Combine(AppContext.BaseDirectory, "ketenhub.dll")}",
            },
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(Cancellation);
        var printed = await process.StandardOutput.ReadToEndAsync(Cancellation);
        await process.WaitForExitAsync(Cancellation);
        Assert.True(process.ExitCode == 0, $"{script}: {printed}{await errors}");
        return printed;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task StopAsync(string data)
    {
        if (!Directory.Exists(data))
            return;
        using var kill = Process.Start("/bin/sh", ["-c", "kill -QUIT $(head -n 1 \"$1/postmaster.pid\") && while [ -e \"$1/postmaster.pid\" ]; do sleep 0.1; done", "sh", data]);
        await kill.WaitForExitAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(30), CancellationToken.None);
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        var until = DateTime.UtcNow + TimeSpan.FromSeconds(60);
        while (!await condition())
        {
            Assert.True(DateTime.UtcNow < until, "not within its bound");
            await Task.Delay(50, Cancellation);
        }
    }
}
