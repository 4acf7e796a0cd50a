using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace KetenHub.Conformance;

/// <summary>What the operators say of their own resources (<c>tests/containers/crds.yaml</c>): names, types and values, as an API server would judge them.</summary>
internal static class OperatorSchemas
{
    private static readonly IReadOnlyList<JsonNode> Definitions = [.. Yaml.Read(File.ReadAllText(Path.Combine(Deployed.Folder, "../tests/containers/crds.yaml"))).Single()["items"].Items()];

    /// <summary>Kinds that an operator defines.</summary>
    public static IReadOnlySet<string> Kinds { get; } = Definitions.Select(definition => definition["spec"]!["names"]!["kind"].Text()).ToHashSet();

    /// <summary>What is wrong with a resource, as <c>path: fault</c>; nothing for kinds that come with Kubernetes.</summary>
    public static IReadOnlyList<string> Faults(JsonNode resource)
    {
        var (group, version) = resource["apiVersion"].Text().Split('/') is [var before, var after] ? (before, after) : ("", resource["apiVersion"].Text());
        if (!group.Contains('.', StringComparison.Ordinal) || group.EndsWith(".k8s.io", StringComparison.Ordinal))
            return [];
        var schema = Definitions.Where(definition => definition["spec"]!["group"].Text() == group && definition["spec"]!["names"]!["kind"].Text() == resource["kind"].Text())
            .SelectMany(definition => definition["spec"]!["versions"].Items()).FirstOrDefault(one => one["name"].Text() == version)?["schema"]!["openAPIV3Schema"];
        if (schema is null)
            return [$"{resource["kind"].Text()}: no operator that we name defines it"];
        var own = resource.Members().Where(member => member.Key is not ("apiVersion" or "kind" or "metadata")).Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone()));
        return [.. Faults(new JsonObject(own), schema, resource["kind"].Text())];
    }

    private static IEnumerable<string> Faults(JsonNode? value, JsonNode schema, string path) => (value, schema["type"].Text()) switch
    {
        (JsonValue, "") when schema["x-kubernetes-int-or-string"] is not null => [],
        (JsonObject of, "object") => OfObject(of, schema, path),
        (JsonArray of, "array") => of.SelectMany((item, at) => Faults(item, schema["items"]!, $"{path}[{at.ToString(CultureInfo.InvariantCulture)}]"))
            .Concat(of.Count > Most(schema, "maxItems") ? [$"{path}: too many"] : []),
        (JsonValue text, "string") => OfText(text.Text(), schema, path),
        (JsonValue number, "integer") when long.TryParse(number.Text(), CultureInfo.InvariantCulture, out var is64) =>
            schema["minimum"] is { } least && is64 < long.Parse(least.Text(), CultureInfo.InvariantCulture) ? [$"{path}: too small"] : [],
        (JsonValue flag, "boolean") when flag.Text() is "true" or "false" => [],
        _ => [$"{path}: is no {schema["type"].Text()}"],
    };

    private static IEnumerable<string> OfObject(JsonObject of, JsonNode schema, string path)
    {
        foreach (var name in schema["required"].Items().Select(Yaml.Text).Where(name => !of.ContainsKey(name)))
            yield return $"{path}.{name}: is missing";
        foreach (var (name, value) in of)
        {
            if ((schema["properties"]?[name] ?? schema["additionalProperties"]) is not { } known)
                yield return $"{path}.{name}: is not known";
            else
            {
                foreach (var fault in Faults(value, known, $"{path}.{name}"))
                    yield return fault;
            }
        }
    }

    private static IEnumerable<string> OfText(string text, JsonNode schema, string path)
    {
        if (schema["enum"] is { } values && !values.Items().Select(Yaml.Text).Contains(text))
            yield return $"{path}: is none of the values";
        if (schema["pattern"] is { } pattern && !Regex.IsMatch(text, pattern.Text()))
            yield return $"{path}: has another form";
        if (text.Length > Most(schema, "maxLength"))
            yield return $"{path}: is too long";
    }

    private static int Most(JsonNode schema, string name) => schema[name] is { } most ? int.Parse(most.Text(), CultureInfo.InvariantCulture) : int.MaxValue;
}
