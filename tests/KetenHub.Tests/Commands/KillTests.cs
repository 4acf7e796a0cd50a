using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using KetenHub.Tests.Hub;
using Xunit;

namespace KetenHub.Tests.Commands;

[Trait("kind", "process")]
public sealed class KillTests
{
    private const int Count = 20_000;
    private const int Persons = 500;

    [Fact]
    public async Task A_hub_killed_in_the_middle_has_every_event_exactly_once_after_all_are_sent_again()
    {
        using var ketenhub = new Ketenhub();
        var files = WriteEvents(ketenhub);
        using (var hub = await ketenhub.StartHubAsync("--no-simulation"))
        {
            var watch = Stopwatch.StartNew();
            using var sending = new Senders(ketenhub, files);
            await Until.TrueAsync(() => ketenhub.DataFolder.Database.Sql<long>("SELECT count(*) FROM inbox") >= 3000, seconds: 60);
            await hub.KillAsync();
            var (accepted, seconds) = (ketenhub.DataFolder.Database.Sql<long>("SELECT count(*) FROM inbox"), watch.Elapsed.TotalSeconds);
            Assert.InRange(accepted, 3000, Count - 1);
            Say($"killed after {accepted} events in {seconds:0.0} s: {accepted / seconds:0} events/s with {files.Count} senders");
            foreach (var ended in await sending.EndAsync())
                Assert.Equal(3, ended.Exit);
        }
        using (var hub = await ketenhub.StartHubAsync("--no-simulation"))
        {
            var watch = Stopwatch.StartNew();
            using var sending = new Senders(ketenhub, files);
            var (accepted, duplicates) = (0L, 0L);
            foreach (var ended in await sending.EndAsync())
            {
                Assert.True(ended.Exit == 0, ended.Error);
                using var counts = JsonDocument.Parse(ended.Out);
                accepted += counts.RootElement.GetProperty("accepted").GetInt64();
                duplicates += counts.RootElement.GetProperty("duplicates").GetInt64();
            }
            Say($"sent again: {accepted} accepted, {duplicates} known already, {Count / watch.Elapsed.TotalSeconds:0} events/s");
            Assert.Equal(Count, accepted + duplicates);
            Assert.True(duplicates >= 3000);
            await hub.KillAsync();
        }
        var database = ketenhub.DataFolder.Database;
        Assert.Equal(Count, database.Sql<long>("SELECT count(*) FROM log WHERE kind = 'Received'"));
        Assert.Equal(Count, database.Sql<long>("SELECT count(DISTINCT event_id) FROM log WHERE kind = 'Received'"));
        Assert.Equal(Persons, database.Sql<long>("SELECT count(*) FROM person"));
        var verified = Stopwatch.StartNew();
        var verify = await ketenhub.RunAsync("verify", "--data", ketenhub.Data);
        Assert.True(verify.Exit == 0, verify.Out);
        Say($"{verify.Out.Trim()}, in {verified.Elapsed.TotalSeconds:0.0} s");
    }

    [Fact]
    public async Task A_simulated_hub_killed_goes_on_where_it_was()
    {
        using var ketenhub = new Ketenhub();
        long before;
        using (var hub = await ketenhub.StartHubAsync("--speed", "3600"))
        {
            await Until.TrueAsync(() => LogEntries(ketenhub) > 150, seconds: 30);
            await hub.KillAsync();
            before = LogEntries(ketenhub);
            Assert.DoesNotContain("Exception", hub.Output, StringComparison.Ordinal);
        }
        using (var hub = await ketenhub.StartHubAsync("--speed", "3600"))
        {
            await Until.TrueAsync(() => LogEntries(ketenhub) > before + 100, seconds: 30);
            await hub.KillAsync();
            Assert.DoesNotContain("Exception", hub.Output, StringComparison.Ordinal);
        }
        Say($"{before} entries before the kill, {LogEntries(ketenhub)} after");
        Assert.Equal(0, (await ketenhub.RunAsync("verify", "--data", ketenhub.Data)).Exit);
        Assert.Equal(0, ketenhub.DataFolder.Database.Sql<long>("SELECT count(*) FROM quarantine"));
    }

    private static long LogEntries(Ketenhub ketenhub) => ketenhub.DataFolder.Database.Sql<long>("SELECT count(*) FROM log");

    private static void Say(FormattableString text)
    {
        var line = text.ToString(CultureInfo.InvariantCulture);
        TestContext.Current.TestOutputHelper!.WriteLine(line);
        Console.WriteLine(line);
    }

    // Eight files, as of eight systems of one partner: one sender waits for each commit, several share one.
    private static List<string> WriteEvents(Ketenhub ketenhub)
    {
        var files = Enumerable.Range(0, 8).Select(_ => new StringBuilder()).ToList();
        for (var i = 0; i < Count; i++)
        {
            var vNummer = $"91{i % Persons:00000000}";
            var data = (i % 3) switch
            {
                0 => Events.SignalData(Events.VNummer(vNummer)),
                1 => Incident(vNummer, i),
                _ => Events.SignalData(Events.VNummer(vNummer), Events.Own("coa-nummer", $"TEST-{i % Persons}", "coa")),
            };
            files[i % files.Count].AppendLine(Events.Envelope("coa", i % 3 == 1 ? "incident-registered" : "case-signal", data).ToJsonString());
        }
        return [.. files.Select((text, i) => ketenhub.Write($"events-{i}.jsonl", text.ToString()))];
    }

    private static System.Text.Json.Nodes.JsonObject Incident(string vNummer, int number) => new()
    {
        ["person"] = Events.Person(Events.VNummer(vNummer)),
        ["incidentNumber"] = $"I-TEST-{number}",
        ["revision"] = 1,
        ["category"] = "Threat",
        ["impact"] = "Low",
        ["occurredAt"] = "2026-03-02T08:00:00+01:00",
        ["registeredAt"] = "2026-03-02T08:30:00+01:00",
        ["location"] = new System.Text.Json.Nodes.JsonObject { ["name"] = "Ter Apel", ["kind"] = "ReceptionLocation" },
        ["measures"] = new System.Text.Json.Nodes.JsonArray("Warning"),
        ["policeReport"] = "Made",
    };

    private sealed class Senders : IDisposable
    {
        private readonly List<Running> running;

        public Senders(Ketenhub ketenhub, IEnumerable<string> files) => running = [.. files.Select(file =>
            ketenhub.Start("send", file, "--partner", "coa", "--url", ketenhub.Url, "--data", ketenhub.Data, "--json"))];

        public async Task<List<Ended>> EndAsync()
        {
            var ended = new List<Ended>();
            foreach (var sender in running)
                ended.Add(await sender.EndAsync());
            return ended;
        }

        public void Dispose()
        {
            foreach (var sender in running)
                sender.Dispose();
        }
    }
}
