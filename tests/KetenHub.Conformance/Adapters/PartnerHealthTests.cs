using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using KetenHub.Hub;
using KetenHub.Servers;
using KetenHub.Storage;
using Xunit;

namespace KetenHub.Conformance.Adapters;

/// <summary>How it is with each partner, as operations read it at <c>/health/partners</c> and <c>/metrics</c>, on RabbitMQ and PostgreSQL.</summary>
[Collection(OnRabbitMq.Name)]
[Trait("kind", "process")]
public sealed partial class PartnerHealthTests(SharedRabbitMq server)
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(75);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_silent_partner_a_sign_of_life_a_broken_circuit_and_an_unread_queue_are_seen_and_end_when_they_end()
    {
        await using var site = await KetenSite.PrepareAsync(server);
        await using var store = new PostgresStore(site.Database);
        var now = DateTimeOffset.UtcNow;
        // COA was heard every minute for four weeks, until three hours ago.
        var hour = (long)(now - DateTimeOffset.UnixEpoch).TotalHours;
        await store.NotePulsesAsync(
            [.. Enumerable.Range(3, 27 * 24).Select(ago => new PulseRow("coa", PulseKind.Message, hour - ago, (1L << 60) - 1, now.AddHours(-ago)))], DateTimeOffset.UnixEpoch, Cancellation);
        await using var own = await OwnSystems.StartAsync(site);
        await using var adapters = await site.StartAdaptersAsync(own.Settings(site));
        var adaptersAt = Address().Match(adapters.Output).Value;
        await using var hub = await HubProcess.StartAsync(new Dictionary<string, string>
        {
            ["KETENHUB__TokensFolder"] = site.TokensFolder, ["KETENHUB__AdapterProcesses"] = adaptersAt,
        }, "run", "--settings", site.Settings, "--roles", "ingest,relay,deadlines,checkpoints,api", "--listen", "127.0.0.1:0");
        using var http = new HttpClient { BaseAddress = hub.Address };
        using var toAdapters = new HttpClient { BaseAddress = new Uri(adaptersAt) };

        // DT&V's endpoint is down; AVIM has nothing to send and says that it lives.
        await PostAsync(toAdapters, "/adapters/ind", Decision, HttpStatusCode.Accepted, KetenSite.TokenOf("ind"));
        await PostAsync(http, "/v1/heartbeats", "", HttpStatusCode.NoContent, KetenSite.TokenOf("avim"));
        await PostAsync(http, "/v1/heartbeats", "", HttpStatusCode.Unauthorized, token: "somebody else's");

        await UntilAsync(http, partners => partners["coa"].GetProperty("isSilent").GetBoolean()
            && partners["ind"].TryGetProperty("heardAt", out _) && !partners["ind"].GetProperty("isSilent").GetBoolean()
            && partners["avim"].TryGetProperty("heartbeatAt", out _)
            && partners["dtv"].TryGetProperty("adapter", out var adapter) && adapter.GetProperty("circuit").GetString() == "Open" && adapter.TryGetProperty("waitingSince", out _)
            && partners["nidos"].TryGetProperty("queue", out var queue) && queue.GetProperty("consumers").GetInt64() == 0
            && partners["dtv"].GetProperty("queue").GetProperty("consumers").GetInt64() == 1);
        Assert.Matches("ketenhub_partner_silent\\{[^}]*partner=\"coa\"[^}]*\\} 1", await http.GetStringAsync(new Uri("/metrics", UriKind.Relative), Cancellation));
        Assert.Matches("ketenhub_partner_circuit\\{[^}]*partner=\"dtv\"[^}]*\\} [12]", await toAdapters.GetStringAsync(new Uri("/metrics", UriKind.Relative), Cancellation));
        Assert.Contains("coa is silent", hub.Output, StringComparison.Ordinal);

        // COA is heard, DT&V is back.
        own.Drop(Encoding.UTF8.GetBytes("signaalnummer;vnummer;signaal;waargenomen;geregistreerd;locatie\n1;0000000001;overlast;2026-11-22T01:10:00+01:00;2026-11-22T08:00:00+01:00;Budel\n"));
        await own.Dtv.StartAsync();
        await UntilAsync(http, partners => !partners["coa"].GetProperty("isSilent").GetBoolean()
            && partners["dtv"].GetProperty("adapter") is var adapter && adapter.GetProperty("circuit").GetString() == "Closed" && !adapter.TryGetProperty("waitingSince", out _)
            && partners["dtv"].TryGetProperty("takenAt", out _));
    }

    private static async Task UntilAsync(HttpClient http, Func<Dictionary<string, JsonElement>, bool> wanted)
    {
        for (var until = DateTime.UtcNow + Bound; ;)
        {
            var answer = await http.GetStringAsync(new Uri("/health/partners", UriKind.Relative), Cancellation);
            using var partners = JsonDocument.Parse(answer);
            if (partners.RootElement.GetArrayLength() > 0 && wanted(partners.RootElement.EnumerateArray().ToDictionary(partner => partner.GetProperty("code").GetString()!)))
                return;
            Assert.True(DateTime.UtcNow < until, $"not within its bound: {answer}");
            await Task.Delay(200, Cancellation);
        }
    }

    private static async Task PostAsync(HttpClient http, string path, string document, HttpStatusCode expected, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new StringContent(document, Encoding.UTF8, "application/json"), Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token) },
        };
        using var answer = await http.SendAsync(request, Cancellation);
        Assert.Equal(expected, answer.StatusCode);
    }

    private static string Decision => $$"""
        {
          "berichtnummer": "IND-1", "soort": "Beschikking", "verzondenOp": "{{DateTime.UtcNow:yyyy-MM-ddTHH:mm:ss}}Z", "vreemdeling": { "vnummer": "0000000001" },
          "beschikking": {
            "besluitnummer": "B-TEST-0001", "versie": 1, "uitkomst": "Afgewezen", "spoor": 2, "genomenOp": "{{DateTime.UtcNow:yyyy-MM-ddTHH:mm:ss}}Z",
            "terugkeerbesluit": true, "inreisverbod": false, "vertrektermijnDagen": 0, "beroepSchort": false
          }
        }
        """;

    [GeneratedRegex("http://127.0.0.1:[0-9]+")]
    private static partial Regex Address();
}
