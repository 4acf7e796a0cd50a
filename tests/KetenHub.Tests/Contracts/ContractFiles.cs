using System.Text.Json;
using KetenHub.Contracts;

namespace KetenHub.Tests.Contracts;

/// <summary>The contracts folder as partners see it: schemas and examples.</summary>
internal static class ContractFiles
{
    public static string Root { get; } = FindRoot();

    public static IReadOnlyList<MessageType> Types { get; } = [.. MessageTypes.Messages, .. MessageTypes.Notifications];

    /// <summary>Every schema file, as its path under <see cref="Root"/> with slashes.</summary>
    public static IReadOnlyList<string> Schemas { get; } =
        [.. Directory.EnumerateFiles(Root, "*.schema.json", SearchOption.AllDirectories).Select(Relative).Order(StringComparer.Ordinal)];

    public const string EnvelopeSchema = "CloudEvents/cloud-event.v1.schema.json";

    public static string Folder(MessageType type) =>
        MessageTypes.Messages.Contains(type) ? type.Record.Name : $"Notifications/{type.Record.Name}";

    public static string Schema(MessageType type) => $"{Folder(type)}/{type.Name}.v1.schema.json";

    /// <summary>Names of the examples in a folder: <c>good</c> or <c>bad</c>.</summary>
    public static IReadOnlyList<string> Examples(string folder, string kind)
    {
        var path = Path.Combine(Root, folder, "examples", kind);
        return Directory.Exists(path) ? [.. Directory.EnumerateFiles(path, "*.json").Select(Relative).Order(StringComparer.Ordinal)] : [];
    }

    public static IReadOnlyList<string> Examples(string kind) =>
        [.. Types.Select(Folder).Append("CloudEvents").SelectMany(folder => Examples(folder, kind))];

    public static byte[] Bytes(string relative) => File.ReadAllBytes(Path.Combine(Root, relative));

    public static JsonElement Json(string relative)
    {
        using var document = JsonDocument.Parse(Bytes(relative));
        return document.RootElement.Clone();
    }

    /// <summary>The schemas in a folder of their own, so that a test can spoil one.</summary>
    public static void CopySchemas(string target)
    {
        foreach (var schema in Schemas)
        {
            var file = Path.Combine(target, schema);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.Copy(Path.Combine(Root, schema), file);
        }
    }

    private static string Relative(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "KetenHub.sln")))
                return Path.Combine(folder.FullName, "contracts");
        }
        throw new DirectoryNotFoundException("No folder above the tests holds KetenHub.sln.");
    }
}
