using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml;
using KetenHub.Contracts;
using KetenHub.Decisions;

namespace KetenHub.Demo;

/// <summary>Reads stories; every mistake of one at once.</summary>
internal static partial class StoryFile
{
    [GeneratedRegex(@"^-?P(?!\z)([0-9]+D)?(T(?=[0-9])([0-9]+H)?([0-9]+M)?([0-9]+S)?)?\z")]
    private static partial Regex Duration { get; }

    [GeneratedRegex(@"^\{(-?P[0-9DTHMS]+)\}\z")]
    private static partial Regex RelativeTime { get; }

    /// <summary>All stories of a folder, by name. Throws KH110.</summary>
    public static IReadOnlyList<Story> ReadFolder(string folder)
    {
        if (!Directory.Exists(folder))
            throw new KetenHubException(Errors.StoryInvalid.At(folder, "a folder with *.json"));
        var stories = Directory.GetFiles(folder, "*.json").Order(StringComparer.Ordinal).Select(Read).ToList();
        return stories.Count > 0 ? stories : throw new KetenHubException(Errors.StoryInvalid.At(folder, "at least one *.json"));
    }

    /// <summary>Data with relative times such as <c>{PT2H}</c> made absolute.</summary>
    public static JsonElement Resolve(JsonElement data, DateTimeOffset start)
    {
        var node = JsonNode.Parse(data.GetRawText())!;
        return JsonSerializer.SerializeToElement(Resolve(node, start));
    }

    private static Story Read(string path)
    {
        var problems = new List<Problem>();
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip });
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw new KetenHubException(Errors.StoryInvalid.At(path, "one JSON object"));
            var story = Read(Path.GetFileName(path), new Fields(document.RootElement.Clone(), "", problems));
            return problems.Count == 0 ? story : throw new KetenHubException(
                [.. problems.Select(problem => Errors.StoryInvalid.At(path + problem.Where, problem.Detail ?? problem.Kind.Title.ToLowerInvariant()))]);
        }
        catch (JsonException error)
        {
            throw new KetenHubException(Errors.StoryInvalid.At(path, $"JSON, line {error.LineNumber + 1}"), error);
        }
    }

    private static Story Read(string file, Fields fields) => new(
        file, fields.Text("title", 200), fields.Time("start"), fields.Objects("steps", 1, 10_000, ReadStep),
        Time(fields, "until"), fields.Object("ends", ReadEnd));

    private static StoryStep ReadStep(Fields fields)
    {
        var again = fields.OptionalText("again", 100);
        return new StoryStep(Time(fields, "at"), fields.Text("from", 20),
            again is null ? fields.Text("type", 100) : "", again is null ? fields.Json("data") : default,
            fields.OptionalText("label", 100), again,
            fields.OptionalValue<StepOutcome>("expect") ?? (again is null ? StepOutcome.Accepted : StepOutcome.Duplicate));
    }

    private static StoryEnd ReadEnd(Fields fields) => new(
        fields.Integer("persons", 0, 1000),
        fields.Objects("readiness", 0, 1000, item => new ExpectedReadiness(
            item.Text("decisionNumber", 64), item.Value<ReadinessStatus>("status"), item.OptionalFlag("readyAtHandOut") ?? false)),
        fields.Objects("told", 0, 1000, item => new ExpectedNotification(
            item.Text("type", 100), item.Text("to", 20), item.Integer("times", 0, 1000))),
        fields.Texts("log", 200));

    private static TimeSpan Time(Fields fields, string name)
    {
        var text = fields.Match(name, Duration, "an ISO 8601 duration such as PT4H");
        return Duration.IsMatch(text) ? XmlConvert.ToTimeSpan(text) : default;
    }

    private static JsonNode? Resolve(JsonNode? node, DateTimeOffset start) => node switch
    {
        JsonObject members => new JsonObject(members.Select(member => KeyValuePair.Create(member.Key, Resolve(member.Value, start)))),
        JsonArray items => new JsonArray([.. items.Select(item => Resolve(item, start))]),
        JsonValue value when value.TryGetValue<string>(out var text) && RelativeTime.Match(text) is { Success: true } match =>
            (start + XmlConvert.ToTimeSpan(match.Groups[1].Value)).ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture),
        _ => node?.DeepClone(),
    };
}
