using System.Reflection;
using KetenHub.Partners.Adapters;

namespace KetenHub.Partners.Check;

/// <summary>A sample document.</summary>
/// <param name="Name">Its file name.</param>
/// <param name="Content">Its bytes.</param>
/// <param name="Expected">What must come of it (see <see cref="TranslationText"/>); null where nothing is recorded.</param>
public sealed record Sample(string Name, byte[] Content, string? Expected);

/// <summary>The samples of an adapter: <c>samples/good</c> with <c>NAME.expected.json</c> beside each, and <c>samples/bad</c>.</summary>
/// <param name="Good">Documents as the partner sends them; a row that is bad on purpose stands in what is expected.</param>
/// <param name="Bad">Documents of which something must be rejected.</param>
public sealed record AdapterSamples(IReadOnlyList<Sample> Good, IReadOnlyList<Sample> Bad)
{
    /// <summary>Ending of what is expected.</summary>
    public const string ExpectedEnding = ".expected.json";

    /// <summary>From the folder of an adapter that is being written.</summary>
    public static AdapterSamples Read(string folder) => Of(Directory.Exists(folder)
        ? Directory.GetFiles(folder, "*", SearchOption.AllDirectories)
            .ToDictionary(file => Path.GetRelativePath(folder, file).Replace('\\', '/'), File.ReadAllBytes, StringComparer.Ordinal)
        : []);

    /// <summary>Those that were built into an assembly, under <c>Adapters/FOLDER/samples/</c>.</summary>
    public static AdapterSamples BuiltIn(Assembly assembly, AdapterLine line)
    {
        var prefix = $"Adapters/{line.Folder}/samples/";
        return Of(assembly.GetManifestResourceNames()
            .Select(name => (Resource: name, Name: name.Replace('\\', '/')))
            .Where(file => file.Name.StartsWith(prefix, StringComparison.Ordinal))
            .ToDictionary(file => file.Name[prefix.Length..], file => Bytes(assembly, file.Resource), StringComparer.Ordinal));
    }

    /// <summary>Writes what comes of each good document of a folder beside it.</summary>
    /// <returns>The files.</returns>
    public static async Task<IReadOnlyList<string>> RecordAsync(AdapterLine line, string folder)
    {
        await using var rig = new Rig(line);
        var recorded = new List<string>();
        foreach (var sample in Read(folder).Good)
        {
            using var document = new MemoryStream(sample.Content, writable: false);
            var text = TranslationText.Of(rig.Adapter.Translate(document, new Origin(sample.Name)));
            recorded.Add(Path.Combine(folder, "good", sample.Name + ExpectedEnding));
            await File.WriteAllTextAsync(recorded[^1], text);
        }
        return recorded;
    }

    internal static byte[] Bytes(Assembly assembly, string resource)
    {
        using var stream = assembly.GetManifestResourceStream(resource)!;
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }

    private static AdapterSamples Of(Dictionary<string, byte[]> files)
    {
        return new AdapterSamples(In("good/"), In("bad/"));

        List<Sample> In(string folder) => [.. files
            .Where(file => file.Key.StartsWith(folder, StringComparison.Ordinal) && !file.Key.EndsWith(ExpectedEnding, StringComparison.Ordinal))
            .OrderBy(file => file.Key, StringComparer.Ordinal)
            .Select(file => new Sample(file.Key[folder.Length..], file.Value,
                files.TryGetValue(file.Key + ExpectedEnding, out var expected) ? System.Text.Encoding.UTF8.GetString(expected) : null))];
    }
}
