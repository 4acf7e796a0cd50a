using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.Serialization;

namespace KetenHub.Conformance;

/// <summary>YAML as JSON: every scalar is text, merge keys and anchors are resolved.</summary>
internal static class Yaml
{
    /// <summary>Every document of a text.</summary>
    public static IReadOnlyList<JsonNode> Read(string text)
    {
        var parser = new MergingParser(new Parser(new StringReader(text)));
        var deserializer = new DeserializerBuilder().Build();
        var serializer = new SerializerBuilder().JsonCompatible().Build();
        var documents = new List<JsonNode>();
        parser.Consume<StreamStart>();
        while (parser.Accept<DocumentStart>(out _))
            documents.Add(JsonNode.Parse(serializer.Serialize(deserializer.Deserialize(parser)))!);
        return documents;
    }

    /// <summary>Members of an object; none where there is none.</summary>
    public static IEnumerable<KeyValuePair<string, JsonNode?>> Members(this JsonNode? node) => node?.AsObject() ?? [];

    /// <summary>Items of a list; none where there is none.</summary>
    public static IEnumerable<JsonNode> Items(this JsonNode? node) => node?.AsArray().Select(item => item!) ?? [];

    /// <summary>As text; empty where there is none.</summary>
    public static string Text(this JsonNode? node) => node?.ToString() ?? "";

    /// <summary>The node and everything in it.</summary>
    public static IEnumerable<JsonNode> All(this JsonNode node) => node switch
    {
        JsonObject of => of.Select(member => member.Value).OfType<JsonNode>().SelectMany(All).Prepend(node),
        JsonArray of => of.OfType<JsonNode>().SelectMany(All).Prepend(node),
        _ => [node],
    };
}
