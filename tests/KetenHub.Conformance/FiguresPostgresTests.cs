using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using KetenHub.Contracts;
using KetenHub.Dashboard;
using KetenHub.Decisions;
using KetenHub.Demo;
using KetenHub.Embedded;
using KetenHub.Hub;
using KetenHub.Servers;
using KetenHub.Storage;
using KetenHub.Tests.Decisions;
using KetenHub.Tests.Hub;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace KetenHub.Conformance;

/// <summary>Figures of a hub on PostgreSQL: the commands with its settings file, and the pages. In March 2025 there were 34 thefts and 3 threats, and 30 hand-outs
/// with an interview 40 minutes later.</summary>
[Trait("kind", "process")]
public sealed partial class FiguresPostgresTests : IAsyncLifetime
{
    private const string Token = "token-of-this-test-run";
    private static readonly DateTimeOffset Start = new(2025, 3, 3, 9, 0, 0, TimeSpan.FromHours(1));

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("ketenhub-test-");
    private readonly SimulatedClock clock = new(Start);
    private readonly PartnerList partners;
    private readonly Policy policy;
    private PostgresStore store = null!;
    private HubKeys keys = null!;
    private HubTransaction hub = null!;

    public FiguresPostgresTests() => (partners, policy) = SettingsFolder.Read(null, null);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Settings => Path.Combine(folder.FullName, "settings.json");

    public async ValueTask InitializeAsync()
    {
        var database = await PostgresServer.CreateDatabaseAsync();
        store = new PostgresStore(database);
        await store.MigrateAsync(Cancellation);
        var (master, ring) = (Path.Combine(folder.FullName, "master.key"), Path.Combine(folder.FullName, "key.ring"));
        await File.WriteAllTextAsync(master, KetenSite.MasterKey, Cancellation);
        await File.WriteAllTextAsync(Settings, JsonSerializer.Serialize(new { Postgres = database, MasterKeyFile = master, KeyRingFile = ring }), Cancellation);
        var key = Convert.FromHexString(KetenSite.MasterKey);
        keys = await StoreKeys.OpenAsync(store, new KeyRingFile(ring, key), key, Cancellation);
        hub = new HubTransaction(store, keys, policy, partners, clock);
        await FillAsync();
    }

    public async ValueTask DisposeAsync()
    {
        keys.Dispose();
        await store.DisposeAsync();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task The_command_prints_what_may_be_published()
    {
        var printed = await HubProcess.RunAsync("figures", "--settings", Settings, "--from", "2025-03-01", "--to", "2025-04-01", "--by", "month,location", "--format", "csv");
        Assert.Contains("\"2025-03\";\"Incidents\";\"\";\"\";\"40\"", printed, StringComparison.Ordinal);
        Assert.Contains("\"2025-03\";\"Incidents\";\"label\";\"Threat\";\"< 10\"", printed, StringComparison.Ordinal);
        // Beside 40 it would give away that the threats are not 0.
        Assert.Contains("\"2025-03\";\"Incidents\";\"label\";\"Theft\";\"x\"", printed, StringComparison.Ordinal);
        Assert.Contains("\"2025-03\";\"HandOutToInterview\";\"duration\";\"0 min to 1 h\";\"30\"", printed, StringComparison.Ordinal);
        Assert.Contains("\"2025-03\";\"HandOutToInterview\";\"duration\";\"1 h to 4 h\";\"< 10\"", printed, StringComparison.Ordinal);
        Assert.Contains("\"2025-03\";\"HandOutToInterview\";\"\";\"median, p90\";\"0.7 h, too few cases\"", printed, StringComparison.Ordinal);
        Assert.DoesNotContain("34", printed, StringComparison.Ordinal);
        Assert.Empty(await store.Reads.ExactLooksAsync(10, Cancellation));
    }

    [Fact]
    public async Task The_command_prints_exact_figures_and_logs_the_look()
    {
        var printed = await HubProcess.RunAsync("figures", "--settings", Settings, "--from", "2025-03-03", "--to", "2025-03-20", "--by", "location", "--format", "csv",
            "--exact", "--purpose", "yearly report");
        Assert.Contains("\"\";\"Ter Apel\";\"\";\"IncidentCategory\";\"Theft\";\"34\";\"\";\"\"", printed, StringComparison.Ordinal);
        Assert.Contains("\"\";\"Ter Apel\";\"\";\"IncidentCategory\";\"Threat\";\"3\";\"\";\"\"", printed, StringComparison.Ordinal);
        Assert.Contains("\"\";\"Ter Apel\";\"\";\"HandOutToInterview\";\"\";\"30\";\"40\";\"40\"", printed, StringComparison.Ordinal);
        // 30 persons have a decision; incidents alone are no case.
        Assert.Contains("\"CasesOpenAtEnd\";\"\";\"30\"", printed, StringComparison.Ordinal);
        var look = Assert.Single(await store.Reads.ExactLooksAsync(10, Cancellation));
        Assert.Equal(("yearly report", new DateOnly(2025, 3, 3), new DateOnly(2025, 3, 20)), (look.Purpose, look.From, look.Until));
    }

    [Fact]
    public async Task The_command_compares_two_periods()
    {
        var printed = await HubProcess.RunAsync("compare", "--settings", Settings, "--before", "2025-02-01/2025-03-01", "--after", "2025-03-01/2025-04-01", "--purpose", "what changed", "--json");
        var lines = JsonDocument.Parse(printed).RootElement.GetProperty("lines").EnumerateArray().ToList();
        Assert.Equal(Comparison.Number, lines.Count);
        var incidents = lines.Single(line => line.GetProperty("what").GetString() == "IncidentCategory");
        Assert.Equal(("0 in 28 days", "37 in 31 days", "Changed"),
            (incidents.GetProperty("before").GetString(), incidents.GetProperty("after").GetString(), incidents.GetProperty("what can be said").GetString()));
        Assert.Equal("what changed", Assert.Single(await store.Reads.ExactLooksAsync(10, Cancellation)).Purpose);
    }

    [Fact]
    public async Task The_pages_show_both_forms()
    {
        clock.MoveTo(Start.AddDays(40));
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddSingleton<IHubStore>(store).AddSingleton(hub).AddSingleton(keys).AddSingleton(partners).AddSingleton(policy)
            .AddSingleton(new HubHealth()).AddSingleton<TimeProvider>(clock).AddKetenHubDashboard(options => options.Token = Token);
        await using var app = builder.Build();
        app.MapKetenHubDashboard();
        await app.StartAsync(Cancellation);
        using var browser = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        await browser.GetStringAsync(new Uri($"/?token={Token}", UriKind.Relative), Cancellation);

        var published = WebUtility.HtmlDecode(await browser.GetStringAsync(new Uri("/figures?from=2025-03&to=2025-03&by=location", UriKind.Relative), Cancellation));
        Assert.Contains("Totaal 40, per maand", published, StringComparison.Ordinal);
        Assert.Contains("Verdeling over de periode, totaal 30", published, StringComparison.Ordinal);
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["formToken"] = FormToken.Match(published).Groups[1].Value, ["from"] = "2025-03-03", ["to"] = "2025-03-19", ["by"] = "location", ["purpose"] = "jaarverslag controleren",
        });
        using var answer = await browser.PostAsync(new Uri("/figures", UriKind.Relative), form, Cancellation);
        var exact = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Cancellation));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("Open aan het eind van de periode: 30.", exact, StringComparison.Ordinal);
        Assert.Matches("Diefstal</th>\\s*<td[^>]*>34</td>", exact);
        Assert.Equal("jaarverslag controleren", Assert.Single(await store.Reads.ExactLooksAsync(10, Cancellation)).Purpose);
        await app.StopAsync(Cancellation);
    }

    private async Task FillAsync()
    {
        for (var i = 0; i < 37; i++)
        {
            await SendAsync("coa", Send.Incident($"I-{i}", category: i < 34 ? IncidentCategory.Theft : IncidentCategory.Threat) with
            {
                Person = Send.Person(number: $"27110002{i:00}"), OccurredAt = Start, RegisteredAt = Start,
            });
        }
        for (var i = 0; i < 30; i++)
        {
            var (person, number, at) = (Send.Person(number: $"27110002{i:00}"), $"B-{i}", Start.AddDays(3).AddMinutes(i));
            await SendAsync("ind", Send.Issued(number: number) with
            {
                Person = person, IssuedAt = Start, HandOut = new HandOutPlan { Revision = 1, At = at, Location = Send.TerApel },
            });
            await SendAsync("ind", Send.HandedOut(0, number: number) with { Person = person, HandedOutAt = at });
            await SendAsync("dtv", Send.Interview(0, number) with { Person = person, HeldAt = at.AddMinutes(40) });
        }
    }

    private async Task SendAsync(string publisher, KetenMessage message)
    {
        var type = MessageTypes.Of(message);
        var receipt = Assert.Single(await hub.HandleAsync([new InboundMessage(publisher, CloudEvent.ContentType, CloudEventWriter.Write(new CloudEvent
        {
            Id = Events.NewId(), Source = Events.SourceOf(publisher), Type = type.EventType, Time = clock.GetUtcNow(), DataSchema = type.DataSchema, Data = CloudEventWriter.Data(message),
        }))], Cancellation));
        Assert.Equal(ReceiptOutcome.Accepted, receipt.Outcome);
    }

    [GeneratedRegex("name=\"formToken\" value=\"([0-9a-f]+)\"")]
    private static partial Regex FormToken { get; }
}
