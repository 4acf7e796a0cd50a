using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using KetenHub.Contracts;
using KetenHub.Partners.Adapters;

namespace KetenHub.Commands;

/// <summary>The folder of a new adapter, from the files that <c>dotnet new ketenhub-adapter</c> uses too (KetenHub.Templates).</summary>
internal static partial class AdapterTemplate
{
    /// <summary>Kinds that there is a template of.</summary>
    public static IReadOnlyList<AdapterKind> Kinds { get; } = [AdapterKind.Http, AdapterKind.Files, AdapterKind.Webhook];

    private const string Home = "src/KetenHub.Partners/Adapters";
    private const string Registry = $"{Home}/AdapterRegistry.cs";
    private const string FirstOfLine = "        new(\"";

    /// <summary>Writes folder and line into the repository that <paramref name="start"/> is in. Throws KH108.</summary>
    /// <returns>The repository, and the files that were written, from there.</returns>
    public static (string Repository, IReadOnlyList<string> Written) Write(string start, string name, AdapterKind kind)
    {
        if (!NamePattern.IsMatch(name))
            throw new KetenHubException(Errors.OptionInvalid.At("name", "small letters and digits in words with hyphens, such as politie-http"));
        var repository = RepositoryOf(start)
            ?? throw new KetenHubException(Errors.OptionInvalid.At("folder", "the repository of KetenHub or a folder in it; elsewhere: dotnet new ketenhub-adapter"));
        var line = LineOf(name, kind);
        var folder = $"{Home}/{FolderOf(name)}";
        if (Directory.Exists(Path.Combine(repository, folder)) || AdapterRegistry.Find(name) is not null)
            throw new KetenHubException(Errors.OptionInvalid.At("name", "a name that no adapter has"));
        var files = Files(name, kind).Select(file => ($"{folder}/{file.Key}", file.Value))
            .Append((Registry, WithLine(File.ReadAllText(Path.Combine(repository, Registry)), line))).ToList();
        foreach (var (file, text) in files)
        {
            var path = Path.Combine(repository, file);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, text);
        }
        return (repository, [.. files.Select(file => file.Item1)]);
    }

    /// <summary>The samples of an adapter in the repository that <paramref name="start"/> is in, or null.</summary>
    public static string? SamplesOf(string start, AdapterLine line) => RepositoryOf(start) is { } repository
        && Path.Combine(repository, Home, line.Folder, "samples") is var samples && Directory.Exists(samples) ? samples : null;

    /// <summary>Texts by path in the adapter's folder.</summary>
    public static IReadOnlyDictionary<string, string> Files(string name, AdapterKind kind) => Resources($"{Lower(kind)}/")
        .ToDictionary(file => Named(file.Key, name, kind), file => Named(file.Value, name, kind), StringComparer.Ordinal);

    /// <summary>The registry with a line more, in its place by name.</summary>
    internal static string WithLine(string registry, string line)
    {
        var lines = registry.Split('\n').ToList();
        var last = lines.FindLastIndex(other => other.StartsWith(FirstOfLine, StringComparison.Ordinal));
        var next = lines.FindIndex(other => other.StartsWith(FirstOfLine, StringComparison.Ordinal) && string.CompareOrdinal(other, line) > 0);
        if (last < 0)
            throw new KetenHubException(Errors.OptionInvalid.At("folder", $"a repository whose {Registry} has lines to add one to"));
        lines.Insert(next < 0 ? last + 1 : next, line);
        return string.Join('\n', lines);
    }

    private static string LineOf(string name, AdapterKind kind) => Named(Resources($"outside/{Lower(kind)}/").Values
        .SelectMany(text => text.Split('\n')).Single(line => line.StartsWith(FirstOfLine, StringComparison.Ordinal)), name, kind);

    private static string? RepositoryOf(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, Registry)))
                return folder.FullName;
        }
        return null;
    }

    private static string FolderOf(string name) => string.Concat(name.Split('-').Select(part => char.ToUpperInvariant(part[0]) + part[1..]));

    private static string Lower(AdapterKind kind) => kind.ToString().ToLowerInvariant();

    private static string Named(string text, string name, AdapterKind kind) =>
        text.Replace($"Naam{kind}", FolderOf(name), StringComparison.Ordinal).Replace($"naam-{Lower(kind)}", name, StringComparison.Ordinal);

    private static Dictionary<string, string> Resources(string under)
    {
        var assembly = Assembly.GetExecutingAssembly();
        var prefix = $"templates/{under}";
        return assembly.GetManifestResourceNames().Select(resource => (Resource: resource, Name: resource.Replace('\\', '/')))
            .Where(file => file.Name.StartsWith(prefix, StringComparison.Ordinal))
            .ToDictionary(file => file.Name[prefix.Length..], file => Text(assembly, file.Resource), StringComparer.Ordinal);
    }

    private static string Text(Assembly assembly, string resource)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    [GeneratedRegex(@"^(?=.{1,60}\z)[a-z][a-z0-9]*(-[a-z][a-z0-9]*)*\z", RegexOptions.ExplicitCapture)]
    private static partial Regex NamePattern { get; }
}
