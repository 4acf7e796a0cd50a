using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using KetenHub.Api;
using KetenHub.Commands;
using KetenHub.Embedded;
using KetenHub.Production;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace KetenHub.Conformance;

/// <summary><c>deploy/compose.yaml</c> and the image: locked down, without secrets, and every name in it leads somewhere.</summary>
public sealed partial class ComposeTests
{
    private static readonly JsonNode Compose = Yaml.Read(Deployed.Text("compose.yaml")).Single();

    private static IEnumerable<KeyValuePair<string, JsonNode?>> Services => Compose["services"].Members();

    [Fact]
    public void The_whole_topology_is_there() => Assert.Equal(
        ["adapters", "collector", "grafana", "grants", "hub1", "hub2", "identity", "migrate", "postgres", "prometheus", "rabbitmq1", "rabbitmq2", "rabbitmq3", "volumes"],
        Services.Select(service => service.Key).Order(StringComparer.Ordinal));

    [Fact]
    public void Every_service_is_locked_down_and_bounded() => Assert.All(Services, service =>
    {
        var (name, of) = (service.Key, service.Value!);
        Assert.Matches(Pinned(), of["image"].Text());
        Assert.Contains("ALL", of["cap_drop"].Items().Select(Yaml.Text));
        Assert.Contains("no-new-privileges:true", of["security_opt"].Items().Select(Yaml.Text));
        Assert.NotEmpty(of["mem_limit"].Text());
        // Gives new volumes to their users, without a network, and ends.
        Assert.Equal(name == "volumes", of["user"].Text().StartsWith("0:", StringComparison.Ordinal) || of["user"] is null);
        // The broker and the identity provider write beside their data.
        Assert.Equal(name is not ("rabbitmq1" or "rabbitmq2" or "rabbitmq3" or "identity"), of["read_only"].Text() == "true");
        Assert.Null(of["privileged"]);
        Assert.All(of["ports"].Items(), port => Assert.StartsWith("127.0.0.1:", port.Text(), StringComparison.Ordinal));
    });

    [Fact]
    public void No_secret_stands_in_it() => Assert.All(Services.SelectMany(service => service.Value!["environment"].Members()).Where(variable => Secretive().IsMatch(variable.Key)), variable =>
        Assert.Matches(@"^(/run/secrets/|/keys/|/tokens|/certificates/|/tmp/)", variable.Value.Text()));

    [Fact]
    public void Every_setting_of_the_hub_exists_and_every_role_too()
    {
        var known = typeof(RunSettings).GetProperties().Select(property => $"KETENHUB__{property.Name.ToUpperInvariant()}").ToHashSet();
        var used = Services.SelectMany(service => service.Value!["environment"].Members()).Where(variable => variable.Key.StartsWith("KETENHUB__", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(used);
        Assert.Empty(used.Select(variable => variable.Key).Except(known));
        Assert.All(used.Where(variable => variable.Key == "KETENHUB__ROLES"), roles => Assert.Equal(RunSettings.AllRoles, roles.Value.Text().Split(',')));
    }

    [Fact]
    public void Every_volume_secret_network_file_and_service_that_is_named_is_there()
    {
        foreach (var (name, service) in Services)
        {
            Assert.All(service!["secrets"].Items(), secret => Assert.NotNull(Compose["secrets"]![secret.Text()]));
            Assert.All(service["networks"].Items(), network => Assert.True(Compose["networks"]!.AsObject().ContainsKey(network.Text())));
            Assert.All(service["depends_on"].Members(), other => Assert.Contains(Services, known => known.Key == other.Key));
            foreach (var volume in service["volumes"].Items().Select(volume => volume.Text().Split(':')[0]))
            {
                Assert.True(volume.StartsWith("./compose/secrets/", StringComparison.Ordinal)
                    || (volume.StartsWith("./", StringComparison.Ordinal) ? File.Exists(Deployed.Path(volume)) : Compose["volumes"]!.AsObject().ContainsKey(volume)), $"{name}: {volume}");
            }
        }
        // What is scraped and told by name is a service, and the hub's port is the one it listens at.
        var targets = Yaml.Read(Deployed.Text("compose/prometheus.yaml")).Single()["scrape_configs"].Items()
            .SelectMany(job => job["static_configs"]![0]!["targets"].Items()).Select(target => target.Text().Split(':')).ToList();
        Assert.Empty(targets.Select(target => target[0]).Except(Services.Select(service => service.Key)));
        Assert.All(targets.Where(target => target[0].StartsWith("hub", StringComparison.Ordinal)), target =>
            Assert.EndsWith($":{target[1]}", Compose["services"]![target[0]]!["environment"]!["KETENHUB__LISTEN"].Text(), StringComparison.Ordinal));
    }

    [Fact]
    public void Broker_and_database_are_reached_over_TLS_only()
    {
        var environment = Services.SelectMany(service => service.Value!["environment"].Members()).ToLookup(variable => variable.Key, variable => variable.Value.Text());
        Assert.All(environment["KETENHUB__RABBITMQ"].SelectMany(nodes => nodes.Split(',')), node => Assert.StartsWith("amqps://", node, StringComparison.Ordinal));
        Assert.All(environment["KETENHUB__RABBITMQMANAGEMENT"].SelectMany(nodes => nodes.Split(',')), node => Assert.StartsWith("https://", node, StringComparison.Ordinal));
        Assert.All(RunOptions.Read(Deployed.Path("compose/adapters.json")).Nodes(), node => Assert.Equal("amqps", node!.Scheme));
        Assert.Contains("listeners.tcp = none", Deployed.Text("compose/rabbitmq.conf").Split('\n'));
        // Who comes over the network shows a certificate; an administrator comes from within the container.
        var rules = Deployed.Text("compose/pg_hba.conf").Split('\n').Where(line => line.Length > 0 && line[0] != '#').ToList();
        Assert.All(rules, rule => Assert.True(rule.StartsWith("local ", StringComparison.Ordinal) ? rule.EndsWith(" peer", StringComparison.Ordinal)
            : rule.StartsWith("hostssl ", StringComparison.Ordinal) && rule.EndsWith(" cert", StringComparison.Ordinal), rule));
        Assert.DoesNotContain(Services.SelectMany(service => service.Value!["ports"].Items()).Select(Yaml.Text), port => port.EndsWith(":5672", StringComparison.Ordinal) || port.EndsWith(":15672", StringComparison.Ordinal));
    }

    [Fact]
    public void Queues_grow_to_every_node_that_comes_after_the_definitions()
    {
        var nodes = Services.Count(service => service.Key.StartsWith("rabbitmq", StringComparison.Ordinal));
        var lines = Deployed.Text("compose/rabbitmq.conf").Split('\n');
        Assert.Contains("quorum_queue.continuous_membership_reconciliation.enabled = true", lines);
        Assert.Contains($"quorum_queue.continuous_membership_reconciliation.target_group_size = {nodes}", lines);
        Assert.Equal(nodes, lines.Count(line => line.StartsWith("cluster_formation.classic_config.nodes.", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_image_has_no_shell_is_not_root_and_asks_itself_how_it_is()
    {
        var lines = Deployed.Text("Dockerfile").Split('\n').Where(line => line.Length > 0 && line[0] != '#').ToList();
        var from = lines.Where(line => line.StartsWith("FROM ", StringComparison.Ordinal)).ToList();
        Assert.All(from, line => Assert.Matches(@"^FROM [a-z./-]+:[0-9]+\.[0-9]+\.[0-9]+-\S+( AS build)?\z", line));
        Assert.Contains("chiseled", from[^1], StringComparison.Ordinal);
        Assert.Contains(lines, line => Regex.IsMatch(line, @"^USER [1-9][0-9]+:[1-9][0-9]+\z"));
        // Without a shell every command is a list.
        Assert.All(lines.SkipWhile(line => line != from[^1]).Where(line => Command().IsMatch(line)), line => Assert.Contains("[\"", line, StringComparison.Ordinal));
        Assert.Contains("\"health\"", lines.Single(line => line.StartsWith("HEALTHCHECK", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Equal("*", Deployed.Text("Dockerfile.dockerignore").Split('\n').First(line => line.Length > 0 && line[0] != '#'));
    }

    [Fact]
    [Trait("kind", "process")]
    public async Task What_is_mounted_is_made_once_and_is_what_the_hub_reads()
    {
        var folder = Directory.CreateTempSubdirectory("ketenhub-compose-");
        try
        {
            foreach (var file in new[] { "compose/prepare", "local/pki" })
            {
                Directory.CreateDirectory(Path.Combine(folder.FullName, Path.GetDirectoryName(file)!));
                File.Copy(Deployed.Path(file), Path.Combine(folder.FullName, file));
            }
            var script = Path.Combine(folder.FullName, "compose/prepare");
            var ketenhub = ("KETENHUB", $"dotnet exec {Path.Combine(AppContext.BaseDirectory, "ketenhub.dll")}");
            await Deployed.RunAsync(script, [], ketenhub);
            var made = Read();
            // What compose names as secrets, and what adapters read.
            Assert.Empty(Compose["secrets"].Members().Select(secret => Path.GetFileName(secret.Value!["file"].Text())).Except(made.Keys));
            // What each part shows and trusts: its own key and nobody else's; the authority's key is in none.
            Assert.Equal(made["pki/coa.key"], made["certificates/adapters/coa.key"]);
            Assert.Equal(["certificates/hub/authority.pem", "certificates/hub/ketenhub.key", "certificates/hub/ketenhub.pem"],
                made.Keys.Where(name => name.StartsWith("certificates/hub/", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
            Assert.DoesNotContain(made.Where(file => file.Key.StartsWith("certificates/", StringComparison.Ordinal)), file => file.Value == made["pki/authority.key"]);
            using var server = X509Certificate2.CreateFromPem(made["certificates/broker/server.pem"]);
            Assert.All(["rabbitmq1", "rabbitmq2", "rabbitmq3", "postgres", "localhost"], name => Assert.True(server.MatchesHostname(name), name));
            Assert.Matches("^[0-9a-f]{64}\\z", made["master-key"]);
            var definitions = JsonDocument.Parse(made["definitions.json"]).RootElement;
            Assert.Contains(definitions.GetProperty("queues").EnumerateArray(), queue => queue.GetProperty("name").GetString() == "keten.in.coa");
            Assert.DoesNotContain(made["rabbitmq"], made["definitions.json"], StringComparison.Ordinal);
            // The hub reads digests with an end; the tokens stand with the partners.
            Assert.Equal(["tokens/tokens.json"], made.Keys.Where(name => name.StartsWith("tokens/", StringComparison.Ordinal)));
            var tokens = new PartnerTokens(Path.Combine(folder.FullName, "compose/secrets/tokens"), SettingsFolder.ReadPartners(null), TimeProvider.System, NullLogger<PartnerTokens>.Instance);
            Assert.All(SettingsFolder.ReadPartners(null).All.Select(partner => partner.Code), partner =>
            {
                var http = new DefaultHttpContext();
                http.Request.Headers.Authorization = $"Bearer {made[$"partners/{partner}.token"]}";
                var found = tokens.Find(http.Request);
                Assert.Equal(partner, found?.Partner?.Code);
                Assert.True(found!.Value.Token.HoldsAt(DateTimeOffset.UtcNow) && found.Value.Token.Expires < DateTimeOffset.UtcNow.AddDays(91));
            });

            await Deployed.RunAsync(script, [], ketenhub);
            Assert.Equal(made, Read());
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        Dictionary<string, string> Read()
        {
            var secrets = Path.Combine(folder.FullName, "compose/secrets");
            return Directory.GetFiles(secrets, "*", SearchOption.AllDirectories).ToDictionary(file => Path.GetRelativePath(secrets, file), File.ReadAllText);
        }
    }

    [GeneratedRegex(@"^[a-z0-9./-]+:v?[0-9]+\.[0-9]+(\.[0-9]+)?\z")]
    private static partial Regex Pinned();

    [GeneratedRegex("PASSWORD|SECRET|TOKEN|KEY", RegexOptions.None)]
    private static partial Regex Secretive();

    [GeneratedRegex("^(CMD|ENTRYPOINT|HEALTHCHECK)|CMD ")]
    private static partial Regex Command();
}
