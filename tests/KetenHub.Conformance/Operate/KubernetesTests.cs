using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using k8s;
using KetenHub.Commands;
using Xunit;
using YamlDotNet.Core;

namespace KetenHub.Conformance;

/// <summary>What kustomize makes of <c>deploy/kubernetes</c>: every pod is locked down, and every name in it leads somewhere.</summary>
[Trait("kind", "process")]
public sealed partial class KubernetesTests
{
    private static readonly Lazy<Task<IReadOnlyList<JsonNode>>> Built = new(async () => Yaml.Read(await Deployed.RunAsync("kubectl", ["kustomize", Deployed.Path("kubernetes")])));

    [Fact]
    public async Task Every_pod_is_locked_down_bounded_and_probed()
    {
        var pods = (await OfKindAsync("Deployment")).Select(deployment => deployment["spec"]!["template"]!["spec"]!).ToList();
        Assert.Equal(2, pods.Count);
        Assert.All(pods, pod => Assert.Empty(PodFaults(pod)));
    }

    [Fact]
    public async Task Each_fault_of_a_pod_is_found()
    {
        var good = (await OfKindAsync("Deployment"))[0]["spec"]!["template"]!["spec"]!;
        Action<JsonNode>[] worse =
        [
            pod => pod["securityContext"]!["runAsNonRoot"] = "false", pod => pod["securityContext"]!["runAsUser"] = "0", pod => pod["securityContext"]!.AsObject().Remove("seccompProfile"),
            pod => pod["automountServiceAccountToken"] = "true", pod => Container(pod)["securityContext"]!["readOnlyRootFilesystem"] = "false",
            pod => Container(pod)["securityContext"]!["allowPrivilegeEscalation"] = "true", pod => Container(pod)["securityContext"]!["capabilities"]!["drop"]!.AsArray().Clear(),
            pod => Container(pod)["resources"]!["limits"]!.AsObject().Remove("memory"), pod => Container(pod).AsObject().Remove("livenessProbe"),
            pod => Container(pod)["image"] = "ketenhub:latest", pod => Container(pod)["image"] = "ketenhub", pod => Container(pod)["volumeMounts"]!.AsArray().Add(new JsonObject { ["name"] = "nowhere" }),
        ];
        Assert.All(worse, make =>
        {
            var pod = JsonNode.Parse(good.ToJsonString())!;
            make(pod);
            Assert.Single(PodFaults(pod));
        });
    }

    [Fact]
    public async Task No_secret_stands_in_it_and_those_it_refers_to_are_in_the_readme()
    {
        var all = await Built.Value;
        Assert.Empty(await OfKindAsync("Secret"));
        var known = Ticked().Matches(Deployed.Text("kubernetes/README.md")).Select(name => name.Groups[1].Value).ToHashSet();
        var referred = all.SelectMany(Yaml.All).OfType<JsonObject>().SelectMany(node => new[] { node["secretName"].Text(), SecretKeyOf(node) }).Where(name => name.Length > 0).Distinct().ToList();
        Assert.Contains("ketenhub", referred);
        Assert.Empty(referred.Except(known));
        Assert.DoesNotContain(all.SelectMany(Yaml.All).OfType<JsonObject>(), node => Secretive().IsMatch(node["name"].Text()) && node["value"] is not null);
    }

    [Fact]
    public async Task Settings_ports_volumes_and_labels_lead_somewhere()
    {
        var all = await Built.Value;
        var maps = (await OfKindAsync("ConfigMap")).ToDictionary(map => map["metadata"]!["name"].Text(), map => map["data"]!);
        var claims = (await OfKindAsync("PersistentVolumeClaim")).Select(claim => claim["metadata"]!["name"].Text()).ToHashSet();
        foreach (var deployment in await OfKindAsync("Deployment"))
        {
            var pod = deployment["spec"]!["template"]!["spec"]!;
            var volumes = pod["volumes"].Items().ToList();
            Assert.All(volumes.Where(volume => volume["persistentVolumeClaim"] is not null), volume => Assert.Contains(volume["persistentVolumeClaim"]!["claimName"].Text(), claims));
            var settings = maps[volumes.Single(volume => volume["configMap"] is not null)["configMap"]!["name"].Text()].Members().Single();
            var port = Container(pod)["ports"].Items().Single()["containerPort"].Text();
            Assert.Equal($"0.0.0.0:{port}", JsonDocument.Parse(settings.Value.Text()).RootElement.GetProperty("Listen").GetString());
            Assert.Contains($"/settings/{settings.Key}", Container(pod)["args"].Items().Select(Yaml.Text));
            var mounts = Container(pod)["volumeMounts"].Items().Select(mount => mount["mountPath"].Text() + "/").ToList();
            Assert.All(SettingPaths(settings.Value.Text()), path => Assert.Contains(mounts, mount => $"{path}/".StartsWith(mount, StringComparison.Ordinal)));
        }
        // Each policy, budget and service finds pods: ours, or those that an operator labels so.
        var labels = (await OfKindAsync("Deployment")).Select(deployment => Selector(deployment["spec"]!["template"]!["metadata"]!["labels"]))
            .Append("app.kubernetes.io/name=ketenhub-broker").Append("cnpg.io/cluster=ketenhub-db").ToHashSet();
        var selectors = all.SelectMany(Yaml.All).OfType<JsonObject>().Where(node => node["podSelector"]?["matchLabels"] is not null).Select(node => Selector(node["podSelector"]!["matchLabels"]))
            .Concat((await OfKindAsync("PodDisruptionBudget")).Select(budget => Selector(budget["spec"]!["selector"]!["matchLabels"])))
            .Concat((await OfKindAsync("Service")).Select(service => Selector(service["spec"]!["selector"]))).ToList();
        Assert.True(selectors.Count > 15);
        Assert.Empty(selectors.Except(labels));
    }

    [Fact]
    public async Task Queues_grow_to_every_node_that_comes_after_the_definitions()
    {
        var broker = (await OfKindAsync("RabbitmqCluster"))[0]["spec"]!;
        var lines = broker["rabbitmq"]!["additionalConfig"].Text().Split('\n');
        Assert.Contains("quorum_queue.continuous_membership_reconciliation.enabled = true", lines);
        Assert.Contains($"quorum_queue.continuous_membership_reconciliation.target_group_size = {broker["replicas"].Text()}", lines);
    }

    [Fact]
    public async Task Everything_is_denied_that_no_policy_allows_and_the_namespace_is_restricted()
    {
        var deny = Assert.Single(await OfKindAsync("NetworkPolicy"), policy => policy["spec"]!["podSelector"]!.AsObject().Count == 0 && policy["spec"]!["policyTypes"].Items().Count() == 2);
        Assert.Null(deny["spec"]!["ingress"] ?? deny["spec"]!["egress"]);
        Assert.Equal("restricted", Assert.Single(await OfKindAsync("Namespace"))["metadata"]!["labels"]!["pod-security.kubernetes.io/enforce"].Text());
        Assert.Equal(("3", "3"), ((await OfKindAsync("RabbitmqCluster"))[0]["spec"]!["replicas"].Text(), (await OfKindAsync("Cluster"))[0]["spec"]!["instances"].Text()));
        Assert.All(await Built.Value, resource => Assert.True(resource["kind"].Text() == "Namespace" || resource["metadata"]!["namespace"].Text() == "ketenhub"));
    }

    [Fact]
    public async Task Resources_of_Kubernetes_hold_only_what_Kubernetes_knows()
    {
        var documents = (await Deployed.RunAsync("kubectl", ["kustomize", Deployed.Path("kubernetes")])).Split("\n---\n").Where(document => !OperatorSchemas.Kinds.Contains(KindOf(document))).ToList();
        Assert.Contains("Deployment", documents.Select(KindOf));
        // Names and types of every field; strict says no to what is not known.
        Assert.All(documents, document => Assert.Single(KubernetesYaml.LoadAllFromString(document, strict: true)));
        Assert.All(
            new[] { ("runAsNonRoot:", "runAsNonRot:"), ("containerPort: 5080", "containerPort: http"), ("maxSurge:", "maxSurges:"), ("automountServiceAccountToken: false", "automountServiceAccountToken: 7") },
            fault => Assert.ThrowsAny<YamlException>(() => KubernetesYaml.LoadAllFromString(documents.First(document => KindOf(document) == "Deployment" && document.Contains("name: hub", StringComparison.Ordinal))
                .Replace(fault.Item1, fault.Item2, StringComparison.Ordinal), strict: true)));
    }

    [Fact]
    public async Task Resources_of_operators_hold_only_what_their_operators_know()
    {
        var all = await Built.Value;
        Assert.Empty(all.SelectMany(OperatorSchemas.Faults));
        // None of the definitions stands there for nothing.
        Assert.Equal(OperatorSchemas.Kinds.Order(StringComparer.Ordinal), all.Select(resource => resource["kind"].Text()).Where(OperatorSchemas.Kinds.Contains).Distinct().Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("RabbitmqCluster", "replicas", "three", "is no integer")]
    [InlineData("RabbitmqCluster", "tls/disableNonTLSListeners", "yes", "is no boolean")]
    [InlineData("RabbitmqCluster", "tls/secret", "x", "is not known")]
    [InlineData("RabbitmqCluster", "rabbitmq/additionalPlugins/0", "a-b", "has another form")]
    [InlineData("Cluster", "instances", null, "is missing")]
    [InlineData("Cluster", "instances", "0", "too small")]
    [InlineData("Cluster", "backup", "x", "is not known")]
    [InlineData("Cluster", "postgresql/synchronous/method", "all", "is none of the values")]
    [InlineData("ScheduledBackup", "schedule", "0 2 * * *", "has another form")]
    [InlineData("ObjectStore", "configuration/destinationPath", null, "is missing")]
    [InlineData("PodMonitor", "podMetricsEndpoints/0/interval", "soon", "has another form")]
    public async Task Each_fault_of_an_operators_resource_is_found(string kind, string path, string? value, string fault)
    {
        var resource = JsonNode.Parse((await OfKindAsync(kind))[0].ToJsonString())!;
        var names = path.Split('/');
        var at = names[..^1].Aggregate(resource["spec"]!, (node, name) => node is JsonArray list ? list[int.Parse(name, CultureInfo.InvariantCulture)]! : node[name]!);
        if (value is null)
            at.AsObject().Remove(names[^1]);
        else if (at is JsonArray list)
            list[int.Parse(names[^1], CultureInfo.InvariantCulture)] = value;
        else
            at[names[^1]] = value;
        Assert.EndsWith(fault, Assert.Single(OperatorSchemas.Faults(resource)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Broker_and_database_are_reached_over_TLS_only()
    {
        Assert.Equal("true", (await OfKindAsync("RabbitmqCluster"))[0]["spec"]!["tls"]!["disableNonTLSListeners"].Text());
        foreach (var file in new[] { "settings.json", "adapters.json" })
        {
            var settings = RunOptions.Read(Deployed.Path($"kubernetes/{file}"));
            Assert.All(settings.Nodes(), node => Assert.Equal("amqps", node!.Scheme));
            Assert.All(settings.ManagementAddresses(), api => Assert.Equal("https", api!.Scheme));
            Assert.NotEmpty(settings.AuthoritiesFile);
            Assert.True(settings.Postgres.Length == 0 || settings.Postgres.Contains("SSL Mode=VerifyFull", StringComparison.Ordinal));
        }
        Assert.DoesNotContain((await OfKindAsync("NetworkPolicy")).SelectMany(Yaml.All).OfType<JsonObject>(), node => node["port"].Text() is "5672" or "15672" or "15692");
    }

    [Theory]
    [InlineData("kubernetes/settings.json")]
    [InlineData("kubernetes/adapters.json")]
    [InlineData("compose/adapters.json")]
    public void Settings_files_hold_only_what_the_hub_knows(string file) => Assert.NotEmpty(RunOptions.Read(Deployed.Path(file)).RabbitMq);

    private static async Task<IReadOnlyList<JsonNode>> OfKindAsync(string kind) => [.. (await Built.Value).Where(resource => resource["kind"].Text() == kind)];

    private static string KindOf(string document) => Kind().Match(document).Groups[1].Value;

    private static JsonNode Container(JsonNode pod) => pod["containers"].Items().Single();

    private static IEnumerable<string> PodFaults(JsonNode pod)
    {
        var security = pod["securityContext"];
        if (security?["runAsNonRoot"].Text() != "true" || security["runAsUser"].Text() is "" or "0")
            yield return "may be root";
        if (security?["seccompProfile"]?["type"].Text() != "RuntimeDefault")
            yield return "no seccomp profile";
        if (pod["automountServiceAccountToken"].Text() != "false")
            yield return "has a token of the cluster";
        var volumes = pod["volumes"].Items().Select(volume => volume["name"].Text()).ToHashSet();
        foreach (var container in pod["containers"].Items().Concat(pod["initContainers"].Items()))
        {
            var own = container["securityContext"];
            if (own?["readOnlyRootFilesystem"].Text() != "true")
                yield return "writes to its image";
            if (own?["allowPrivilegeEscalation"].Text() != "false" || own["capabilities"]?["drop"].Items().Any(name => name.Text() == "ALL") != true)
                yield return "has privileges";
            if (container["resources"]?["limits"]?["memory"] is null || container["resources"]?["limits"]?["cpu"] is null || container["resources"]?["requests"] is null)
                yield return "has no bounds";
            if (!Pinned().IsMatch(container["image"].Text()))
                yield return "image has no version";
            if (container["volumeMounts"].Items().Any(mount => !volumes.Contains(mount["name"].Text())))
                yield return "mounts what is not there";
        }
        if (pod["containers"].Items().Any(container => container["livenessProbe"] is null || container["readinessProbe"] is null || container["startupProbe"] is null))
            yield return "is not probed";
    }

    private static string SecretKeyOf(JsonObject node) => node["s3Credentials"] is { } credentials ? credentials["accessKeyId"]!["name"].Text() : "";

    private static string Selector(JsonNode? labels) => string.Join(",", labels.Members().Select(label => $"{label.Key}={label.Value.Text()}"));

    private static IEnumerable<string> SettingPaths(string settings) =>
        AbsolutePath().Matches(settings).Select(path => path.Value.Trim('"', '='));

    [GeneratedRegex(@"^[a-z0-9./-]+:v?[0-9]+\.[0-9]+(\.[0-9]+)?(-[a-z]+)?\z")]
    private static partial Regex Pinned();

    [GeneratedRegex("(?m)^kind: (.+)$")]
    private static partial Regex Kind();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Ticked();

    [GeneratedRegex("password|secret|token|key", RegexOptions.IgnoreCase)]
    private static partial Regex Secretive();

    [GeneratedRegex("""["=]/[a-z][a-z0-9./-]*""")]
    private static partial Regex AbsolutePath();
}
