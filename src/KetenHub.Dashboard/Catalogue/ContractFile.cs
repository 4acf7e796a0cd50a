using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace KetenHub.Dashboard;

/// <summary>A version of a message as the published language gives it: the schema and examples of the folder contracts, inside this assembly.</summary>
/// <param name="Name">Short name, for example <c>case-signal</c>.</param>
/// <param name="Version">Number of the version.</param>
/// <param name="Path">Path of the schema in the folder.</param>
/// <param name="Schema">The schema as published.</param>
/// <param name="Title">In words.</param>
/// <param name="Description">What it says, and its type.</param>
/// <param name="Fields">Its fields, those inside others after them.</param>
/// <param name="Examples">Examples that the hub accepts, by name.</param>
internal sealed partial record ContractFile(
    string Name, int Version, string Path, string Schema, string Title, string Description, IReadOnlyList<ContractField> Fields, IReadOnlyList<(string Name, string Json)> Examples)
{
    private const string Prefix = "contracts/";
    private static readonly Lazy<IReadOnlyList<ContractFile>> Loaded = new(() => [.. Resources(".schema.json").Select(Load).OrderBy(file => file.Name, StringComparer.Ordinal).ThenByDescending(file => file.Version)]);

    /// <summary>Every schema, by name, the latest version first.</summary>
    public static IReadOnlyList<ContractFile> All => Loaded.Value;

    [GeneratedRegex(@"([a-z0-9-]+)\.v([0-9]+)\.schema\.json\z")]
    private static partial Regex SchemaName { get; }

    private static ContractFile Load(string path)
    {
        var match = SchemaName.Match(path);
        var text = Read(path);
        using var document = JsonDocument.Parse(text);
        var root = document.RootElement;
        var folder = path[..(path.LastIndexOf('/') + 1)];
        return new ContractFile(
            match.Groups[1].Value, int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture), path, text, Text(root, "title"), Text(root, "description"),
            [.. FieldsOf(root, folder, "", 0)],
            [.. Resources(".json").Where(example => example.StartsWith($"{folder}examples/good/", StringComparison.Ordinal)).Order(StringComparer.Ordinal)
                .Select(example => (example[(example.LastIndexOf('/') + 1)..], Read(example)))]);
    }

    private static IEnumerable<ContractField> FieldsOf(JsonElement schema, string folder, string within, int depth)
    {
        // Deep enough for every schema there is; a schema that names itself must not go on for ever.
        const int Deepest = 4;
        if (depth > Deepest || !schema.TryGetProperty("properties", out var properties))
            yield break;
        var required = schema.TryGetProperty("required", out var names) ? names.EnumerateArray().Select(name => name.GetString()!).ToHashSet(StringComparer.Ordinal) : [];
        foreach (var property in properties.EnumerateObject())
        {
            var path = within.Length == 0 ? property.Name : $"{within} › {property.Name}";
            var (inner, innerFolder) = Resolve(property.Value, folder);
            yield return new ContractField(path, KindOf(property.Value, inner), required.Contains(property.Name), Text(property.Value, "description"), depth);
            var item = inner.TryGetProperty("items", out var items) ? Resolve(items, innerFolder) : (inner, innerFolder);
            foreach (var field in FieldsOf(item.Item1, item.Item2, path, depth + 1))
                yield return field;
        }
    }

    // A field that is another schema names it: by $ref, alone or in allOf.
    private static (JsonElement Schema, string Folder) Resolve(JsonElement schema, string folder)
    {
        var reference = schema.TryGetProperty("allOf", out var all) && all.GetArrayLength() > 0 ? all[0] : schema;
        if (!reference.TryGetProperty("$ref", out var target) || target.GetString() is not { } file || file.StartsWith('#'))
            return (schema, folder);
        var path = new Uri(new Uri("file:///" + folder), file).AbsolutePath.TrimStart('/');
        using var document = JsonDocument.Parse(Read(path));
        return (document.RootElement.Clone(), path[..(path.LastIndexOf('/') + 1)]);
    }

    private static string KindOf(JsonElement field, JsonElement inner)
    {
        var kind = Text(inner, "type");
        if (inner.TryGetProperty("enum", out var values) || field.TryGetProperty("enum", out values))
            return string.Join(" | ", values.EnumerateArray().Select(value => value.ToString()));
        return Text(inner, "format") is { Length: > 0 } format ? $"{kind} ({format})" : kind;
    }

    private static string Text(JsonElement schema, string name) => schema.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    private static IEnumerable<string> Resources(string ending) => typeof(ContractFile).Assembly.GetManifestResourceNames()
        .Select(name => name.Replace('\\', '/')).Where(name => name.StartsWith(Prefix, StringComparison.Ordinal) && name.EndsWith(ending, StringComparison.Ordinal)).Select(name => name[Prefix.Length..]);

    private static string Read(string path)
    {
        var assembly = typeof(ContractFile).Assembly;
        var name = assembly.GetManifestResourceNames().First(name => name.Replace('\\', '/') == Prefix + path);
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}

/// <summary>A field of a message.</summary>
/// <param name="Path">Names from the outside in.</param>
/// <param name="Kind">JSON type, or the values it may have.</param>
/// <param name="IsRequired">It must be there.</param>
/// <param name="Meaning">What it says.</param>
/// <param name="Depth">How many fields it stands in.</param>
internal sealed record ContractField(string Path, string Kind, bool IsRequired, string Meaning, int Depth);
