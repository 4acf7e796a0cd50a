using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using KetenHub.Hub;
using KetenHub.Servers;
using KetenHub.Storage;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace KetenHub.Conformance.Adapters;

/// <summary>Adapters as operations run them: a process of their own on RabbitMQ, a hub on PostgreSQL, partners with web servers and folders.</summary>
[Collection(OnRabbitMq.Name)]
[Trait("kind", "process")]
public sealed partial class AdaptersOnServersTests(SharedRabbitMq server)
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(90);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task IND_and_DTV_speak_their_own_formats_while_DTVs_endpoint_is_down_fails_asks_to_wait_and_is_slow()
    {
        await using var site = await KetenSite.PrepareAsync(server);
        await using var hub = await site.StartHubAsync();
        await using var reads = new PostgresStore(site.Database);
        await using var ind = new PartnerEndpoint(PartnerEndpoint.FreePort());
        await using var dtv = new PartnerEndpoint(PartnerEndpoint.FreePort());
        await ind.StartAsync();
        await using var adapters = await site.StartAdaptersAsync(new
        {
            ind = new { Adapter = "ind-http", site.PasswordFile, Settings = new { url = ind.Url, secretFile = await Secret(site) } },
            dtv = new { Adapter = "dtv-webhook", LongestPause = "00:00:02", site.PasswordFile, Settings = new { url = dtv.Url, secretFile = await Secret(site), timeout = "PT1S" } },
        });
        using var http = Client(adapters);

        // DT&V is down. Its trouble then comes in this order, and ends.
        var trouble = new Queue<Func<HttpContext, Task<int>>>([
            .. Enumerable.Repeat(Fail(500), 4), Wait, Fail(503), Slow, Fail(502),
        ]);
        dtv.Answer = context => trouble.TryDequeue(out var next) ? next(context) : Task.FromResult(204);
        foreach (var person in Enumerable.Range(1, 4))
        {
            Assert.Equal(HttpStatusCode.Accepted, await PostAsync(http, "ind", Decision(person)));
            Assert.Equal(HttpStatusCode.Accepted, await PostAsync(http, "ind", Moved(person)));
        }
        // The same again, as a sender does that is not sure: no double effect.
        Assert.Equal(HttpStatusCode.Accepted, await PostAsync(http, "ind", Decision(1)));
        await UntilAsync(async () => (await AdapterStateAsync(http, "dtv")).GetProperty("tries").GetInt32() >= 1);
        Assert.Empty(dtv.Taken);
        await dtv.StartAsync();
        await UntilAsync(async () => (await LogAsync(reads, row => row is { Kind: LogKind.Received, Party: "ind" } && row.Type != "delivery-reported")).Count == 8);
        var told = await ToldAsync(reads, "dtv");
        await UntilAsync(() => Task.FromResult(dtv.Taken.Count >= told.Count));

        Assert.Empty(trouble);
        Assert.Equal(told.Select(row => row.EventId).Order(StringComparer.Ordinal), dtv.Taken.Select(Id).Order(StringComparer.Ordinal));
        foreach (var ofPerson in told.GroupBy(row => row.Person))
            Assert.Equal(ofPerson.OrderBy(row => row.N).Select(row => row.EventId), dtv.Taken.Select(Id).Where(id => ofPerson.Any(row => row.EventId == id)));

        // DT&V answers the notification: it need not know more of the person than that.
        var asked = dtv.Taken.First(notice => Type(notice).Contains("readiness-requested", StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.Accepted, await PostAsync(http, "dtv", Ready(asked)));
        await UntilAsync(() => Task.FromResult(ind.Taken.Any(notice => notice.GetProperty("soort").GetString() == "Gereedmelding")));
        Assert.Equal("Gereed", ind.Taken.First(notice => notice.TryGetProperty("gereedmelding", out _)).GetProperty("gereedmelding").GetProperty("stand").GetString());

        // Who got what stands in the log, for everything that was told.
        await UntilAsync(async () => await ReportsAsync(reads) >= (await ToldAsync(reads, "dtv")).Count + (await ToldAsync(reads, "ind")).Count);
        Assert.Equal(0, (await reads.Reads.OverviewAsync(DateTimeOffset.UtcNow, Cancellation)).Quarantined);
        Assert.Null((await LogVerifier.VerifyAsync(reads.Reads, null, Cancellation)).FirstBad);
        Assert.DoesNotContain("0000000001", adapters.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("B-TEST", adapters.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_partner_refuses_is_reported_and_does_not_stop_the_rest()
    {
        await using var site = await KetenSite.PrepareAsync(server);
        await using var hub = await site.StartHubAsync();
        await using var reads = new PostgresStore(site.Database);
        await using var dtv = new PartnerEndpoint(PartnerEndpoint.FreePort());
        dtv.Answer = _ => Task.FromResult(dtv.Calls == 1 ? 422 : 204);
        await dtv.StartAsync();
        await using var adapters = await site.StartAdaptersAsync(new
        {
            ind = new { Adapter = "ind-http", site.PasswordFile, Settings = new { url = dtv.Url, secretFile = await Secret(site) } },
            dtv = new { Adapter = "dtv-webhook", site.PasswordFile, Settings = new { url = dtv.Url, secretFile = await Secret(site) } },
        });
        using var http = Client(adapters);
        Assert.Equal(HttpStatusCode.Accepted, await PostAsync(http, "ind", Decision(1)));
        Assert.Equal(HttpStatusCode.Accepted, await PostAsync(http, "ind", Decision(2)));
        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync(http, "ind", new { soort = "Onbekend" }));
        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(http, "ind", Decision(3), token: "another"));
        // A token of another partner is good, and not for this.
        Assert.Equal(HttpStatusCode.Forbidden, await PostAsync(http, "ind", Decision(3), token: KetenSite.TokenOf("dtv")));
        await UntilAsync(async () => await ReportsAsync(reads) >= 2);
        var reports = await LogAsync(reads, row => row.Type == "delivery-reported");
        Assert.Contains(reports, row => row is { Party: "dtv", Why: "the partner does not have the notification" });
        Assert.Contains(reports, row => row is { Party: "dtv", Why: "the partner has the notification" });
        Assert.Contains("KH514", adapters.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task COAs_files_are_taken_row_by_row_once_also_when_the_process_is_killed_in_the_middle()
    {
        const int Rows = 3_000;
        await using var site = await KetenSite.PrepareAsync(server);
        await using var hub = await site.StartHubAsync();
        await using var reads = new PostgresStore(site.Database);
        using var folder = new Folder();
        var settings = new
        {
            coa = new { Adapter = "coa-files", site.PasswordFile, Inbox = folder.Path, Settings = new { noticesFolder = Directory.CreateDirectory(Path.Combine(folder.Path, "out")).FullName } },
        };
        var file = Path.Combine(folder.Path, "incidenten-0001.csv");
        await File.WriteAllTextAsync(file + ".part", Csv(Rows, badRow: 1_700), Cancellation);
        File.Move(file + ".part", file);
        await using (var first = await site.StartAdaptersAsync(settings))
        {
            // Nothing before it is said to be complete.
            await File.WriteAllTextAsync(file + ".done", "", Cancellation);
            await UntilAsync(async () => await AcceptedAsync(reads) > 300);
            await first.KillAsync();
        }
        Assert.True(File.Exists(file));
        await using var second = await site.StartAdaptersAsync(settings);
        await UntilAsync(() => Task.FromResult(File.Exists(Path.Combine(folder.Path, "archive", "incidenten-0001.csv"))));
        await UntilAsync(async () => await AcceptedAsync(reads) == Rows - 1);
        // The same file again has no effect.
        File.Copy(Path.Combine(folder.Path, "archive", "incidenten-0001.csv"), file);
        await File.WriteAllTextAsync(file + ".done", "", Cancellation);
        await UntilAsync(() => Task.FromResult(!File.Exists(file)));
        await UntilAsync(async () => await LaneIsEmptyAsync(site));
        Assert.Equal(Rows - 1, await AcceptedAsync(reads));
        Assert.Equal(0, (await reads.Reads.OverviewAsync(DateTimeOffset.UtcNow, Cancellation)).Quarantined);
        Assert.Contains("line 1701, column categorie", await File.ReadAllTextAsync(Path.Combine(folder.Path, "archive", "incidenten-0001.csv.report"), Cancellation), StringComparison.Ordinal);
    }

    private static string Csv(int rows, int badRow)
    {
        var csv = new StringBuilder("incidentnummer;versie;vnummer;categorie;impact;gebeurd;geregistreerd;locatie;maatregelen;aangifte\n");
        for (var row = 1; row <= rows; row++)
            csv.Append(CultureInfo.InvariantCulture, $"COA-{row};1;{row % 50:D10};{(row == badRow ? "onzin" : "huisregels")};laag;2026-11-22T01:00:00+01:00;2026-11-22T08:00:00+01:00;Budel;geen;nee\n");
        return csv.ToString();
    }

    private static object Decision(int person) => new
    {
        berichtnummer = $"IND-{person}-1", soort = "Beschikking", verzondenOp = "2026-11-22T14:30:00+01:00", vreemdeling = new { vnummer = $"{person:D10}" },
        beschikking = new
        {
            besluitnummer = $"B-TEST-{person}", versie = 1, uitkomst = "Afgewezen", spoor = 2, genomenOp = "2026-11-22T14:00:00+01:00", terugkeerbesluit = true,
            inreisverbod = false, vertrektermijnDagen = 0, beroepSchort = false, uitreiking = HandOut(1, 9),
        },
    };

    private static object Moved(int person) => new
    {
        berichtnummer = $"IND-{person}-2", soort = "UitreikingGepland", verzondenOp = "2026-11-22T15:30:00+01:00", vreemdeling = new { vnummer = $"{person:D10}" },
        besluitnummer = $"B-TEST-{person}", uitreiking = HandOut(2, 12),
    };

    // Posted again, the same bytes: whole days from today.
    private static object HandOut(int revision, int days) => new
    {
        uitreikingversie = revision, op = $"{DateTime.UtcNow.Date.AddDays(days):yyyy-MM-dd}T10:00:00+01:00", locatie = new { naam = "Ter Apel", soort = "Opvanglocatie" },
    };

    private static object Ready(JsonElement asked) => new
    {
        berichtnummer = "DTV-1", soort = "Gereedmelding", verzondenOp = $"{DateTime.UtcNow:yyyy-MM-ddTHH:mm:ss}Z", melding = new { id = Id(asked), van = "00000000000000000001" },
        besluitnummer = asked.GetProperty("data").GetProperty("decisionNumber").GetString(), versie = 1, antwoord = "Gereed", wieKomt = "Team overlastgevers",
        // By now the hand-out was moved: an answer that does not cover the plan as it stands would not count.
        beschikbaarVan = $"{DateTime.UtcNow:yyyy-MM-dd}T00:00:00Z", beschikbaarTot = $"{DateTime.UtcNow.Date.AddDays(20):yyyy-MM-dd}T00:00:00Z",
    };

    private static Func<HttpContext, Task<int>> Fail(int status) => _ => Task.FromResult(status);

    private static Task<int> Wait(HttpContext context)
    {
        context.Response.Headers.RetryAfter = "1";
        return Task.FromResult(429);
    }

    // Longer than the adapter waits.
    private static async Task<int> Slow(HttpContext context)
    {
        await Task.Delay(TimeSpan.FromSeconds(5), context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        return 500;
    }

    private static Task<string> Secret(KetenSite site) => site.WriteAsync("webhook.secret", PartnerEndpoint.Secret);

    private static string Id(JsonElement notice) => notice.GetProperty("id").GetString()!;

    private static string Type(JsonElement notice) => notice.GetProperty("type").GetString()!;

    private static HttpClient Client(HubProcess adapters) => new() { BaseAddress = new Uri(Address().Match(adapters.Output).Value) };

    private static async Task<HttpStatusCode> PostAsync(HttpClient http, string partner, object document, string? token = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/adapters/{partner}")
        {
            Content = new StringContent(JsonSerializer.Serialize(document), Encoding.UTF8, "application/json"),
            Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token ?? KetenSite.TokenOf(partner)) },
        };
        using var answer = await http.SendAsync(request, Cancellation);
        return answer.StatusCode;
    }

    private static async Task<JsonElement> AdapterStateAsync(HttpClient http, string partner)
    {
        using var states = JsonDocument.Parse(await http.GetStringAsync(new Uri("/adapters", UriKind.Relative), Cancellation));
        return states.RootElement.EnumerateArray().First(state => state.GetProperty("partner").GetString() == partner).Clone();
    }

    private static async Task<List<LogRow>> LogAsync(PostgresStore reads, Func<LogRow, bool> which) =>
        (await reads.Reads.AllLogAsync(Cancellation).ToListAsync(Cancellation)).Where(which).ToList();

    private static Task<List<LogRow>> ToldAsync(PostgresStore reads, string partner) => LogAsync(reads, row => row.Kind == LogKind.Notified && row.Party == partner);

    private static async Task<int> ReportsAsync(PostgresStore reads) => (await LogAsync(reads, row => row.Type == "delivery-reported")).Count;

    private static async Task<long> AcceptedAsync(PostgresStore reads) => (await reads.Reads.OverviewAsync(DateTimeOffset.UtcNow, Cancellation)).Accepted;

    private async Task<bool> LaneIsEmptyAsync(KetenSite site)
    {
        using var queue = JsonDocument.Parse(await server.Http.GetStringAsync(new Uri($"queues/{site.VirtualHost}/keten.in.coa", UriKind.Relative), Cancellation));
        return queue.RootElement.TryGetProperty("messages", out var messages) && messages.GetInt32() == 0;
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        for (var until = DateTime.UtcNow + Bound; !await condition();)
        {
            Assert.True(DateTime.UtcNow < until, "not within its bound");
            await Task.Delay(50, Cancellation);
        }
    }

    [GeneratedRegex("http://127.0.0.1:[0-9]+")]
    private static partial Regex Address();

    private sealed class Folder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("ketenhub-coa-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
