using System.Text;
using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace KetenHub.Partners.Check;

/// <summary>A field that no adapter knows, added to a sample: to every object, row or element that is a record.</summary>
internal static class UnknownField
{
    public const string Value = "bewaarmij";

    private const string Name = "veldVanLater";

    /// <summary>The sample with the field, or null where the form is not known.</summary>
    public static byte[]? Add(Sample sample) => Path.GetExtension(sample.Name).ToLowerInvariant() switch
    {
        ".json" => AddToJson(sample.Content),
        ".csv" => AddToCsv(sample.Content),
        ".xml" => AddToXml(sample.Content),
        _ => null,
    };

    private static byte[] AddToJson(byte[] content)
    {
        var root = JsonNode.Parse(content)!;
        AddTo(root);
        return Encoding.UTF8.GetBytes(root.ToJsonString());
    }

    private static void AddTo(JsonNode? node)
    {
        if (node is JsonArray list)
        {
            foreach (var item in list)
                AddTo(item);
        }
        if (node is not JsonObject members)
            return;
        foreach (var (_, value) in members)
            AddTo(value);
        members[Name] = Value;
    }

    private static byte[] AddToCsv(byte[] content)
    {
        var lines = Encoding.UTF8.GetString(content).Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].Trim().Length > 0)
                lines[i] = $"{lines[i].TrimEnd('\r')};{(i == 0 ? Name : Value)}";
        }
        return Encoding.UTF8.GetBytes(string.Join('\n', lines));
    }

    private static byte[] AddToXml(byte[] content)
    {
        var document = XDocument.Load(new MemoryStream(content));
        foreach (var row in document.Root!.Elements().ToList())
            row.Add(new XElement(row.Name.Namespace + Name, Value));
        return Encoding.UTF8.GetBytes(document.ToString());
    }
}
