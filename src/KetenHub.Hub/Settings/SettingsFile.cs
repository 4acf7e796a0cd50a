using System.Text.Json;
using KetenHub.Contracts;

namespace KetenHub.Hub;

/// <summary>Reads a settings file and reports every mistake at once, at its place in the file.</summary>
internal static class SettingsFile
{
    private static readonly JsonDocumentOptions Options = new()
    {
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        AllowDuplicateProperties = false,
    };

    public static T Read<T>(string path, ErrorKind unreadable, ErrorKind invalid, Func<JsonElement, ICollection<Problem>, T> parse)
    {
        var problems = new List<Problem>();
        T settings;
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path), Options);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw new KetenHubException(unreadable.At(path, "one JSON object"));
            settings = parse(document.RootElement, problems);
        }
        catch (JsonException error)
        {
            throw new KetenHubException(unreadable.At(path, $"line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1}"), error);
        }
        catch (InvalidOperationException error)
        {
            // Texts are looked at when they are read, not when the file is parsed.
            throw new KetenHubException(unreadable.At(path, "UTF-8, and no half of a surrogate pair"), error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new KetenHubException(unreadable.At(path), error);
        }
        if (problems.Count > 0)
            throw new KetenHubException([.. problems.Select(problem =>
                (problem.Kind == Errors.RecipientMissing ? problem.Kind : invalid).At(path + problem.Where, problem.Detail ?? problem.Kind.Title.ToLowerInvariant()))]);
        return settings;
    }
}
