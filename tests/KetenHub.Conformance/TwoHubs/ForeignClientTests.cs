using System.Diagnostics;
using System.Globalization;
using KetenHub.Conformance.Adapters;
using KetenHub.Servers;
using Xunit;

namespace KetenHub.Conformance;

/// <summary>Partners in other languages need the documentation only: the programs in contracts/clients publish and receive on the real broker.</summary>
[Collection(OnRabbitMq.Name)]
[Trait("kind", "process")]
public sealed class ForeignClientTests(SharedRabbitMq server)
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(90);

    private static readonly string Clients = Path.Combine(AppContext.BaseDirectory, "clients");

    [Theory]
    [InlineData("/usr/bin/python3", "py")]
    [InlineData("node", "mjs")]
    public async Task A_client_of_another_language_publishes_a_decision_and_receives_the_request(string program, string extension)
    {
        await using var site = await KetenSite.PrepareAsync(server);
        await using var hub = await site.StartHubAsync();
        var decision = await site.WriteAsync("decision.json", Decision);

        var published = await RunAsync(program, $"publish.{extension}", site.AddressOf("ind"), "ind", decision);
        var received = await RunAsync(program, $"receive.{extension}", site.AddressOf("dtv"), "dtv", "1");

        Assert.Equal("confirmed 01900000-0000-7000-8000-00000000f001", published.Trim());
        Assert.Equal("nl.vreemdelingenketen.readiness-requested.v1 B-TEST-0001", received.Trim());
    }

    [Theory]
    [InlineData("/usr/bin/python3", "py")]
    [InlineData("node", "mjs")]
    public async Task A_client_of_another_language_sends_over_HTTP_and_receives_a_signed_webhook(string program, string extension)
    {
        await using var site = await KetenSite.PrepareAsync(server);
        var token = await site.TokenFileAsync("ind");
        await using var hub = await HubProcess.StartAsync(new Dictionary<string, string> { ["KETENHUB__TokensFolder"] = site.TokensFolder },
            "run", "--settings", site.Settings, "--roles", "ingest,relay,deadlines,checkpoints,api", "--listen", "127.0.0.1:0");
        var (port, secret) = (PartnerEndpoint.FreePort(), await site.WriteAsync("webhook.secret", PartnerEndpoint.Secret));
        var received = RunAsync(program, $"webhook.{extension}", port.ToString(CultureInfo.InvariantCulture), secret, "1");
        await using var adapters = await site.StartAdaptersAsync(new
        {
            dtv = new { Adapter = "dtv-webhook", LongestPause = "00:00:01", site.PasswordFile, Settings = new { url = $"http://127.0.0.1:{port}/meldingen", secretFile = secret } },
        });
        var decision = await site.WriteAsync("decision.json", Decision);

        var sent = await RunAsync(program, $"publish-http.{extension}", hub.Address.ToString(), token, decision);
        var again = await RunAsync(program, $"publish-http.{extension}", hub.Address.ToString(), token, decision);

        Assert.Equal("stored 01900000-0000-7000-8000-00000000f001 new", sent.Trim());
        Assert.Equal("stored 01900000-0000-7000-8000-00000000f001 duplicate", again.Trim());
        Assert.Equal("nl.vreemdelingenketen.readiness-requested.v1 B-TEST-0001", (await received).Trim());
    }

    private static string Decision => $$"""
        {
          "specversion": "1.0", "id": "01900000-0000-7000-8000-00000000f001", "source": "urn:nld:oin:00000000000000000101:systeem:indigo",
          "type": "nl.vreemdelingenketen.decision-issued.v1", "time": "{{DateTimeOffset.UtcNow:yyyy-MM-ddTHH:mm:ssZ}}",
          "data": {
            "person": { "identifiers": [{ "scheme": "v-nummer", "value": "0000000001" }] },
            "decisionNumber": "B-TEST-0001", "revision": 1, "outcome": "Rejected", "track": 2,
            "issuedAt": "{{DateTimeOffset.UtcNow:yyyy-MM-ddTHH:mm:ssZ}}", "returnDecision": true, "entryBan": false,
            "departurePeriodDays": 0, "appealSuspendsRemoval": false
          }
        }
        """;

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = Clients, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(Bound);
        Assert.True(process.ExitCode == 0, $"{program} {arguments[0]} ended with {process.ExitCode}; missing? apt-get install python3-pika nodejs npm, npm install amqplib: {await errors}");
        return await output;
    }
}
