using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml;
using KetenHub.Demo;

namespace KetenHub.Conformance;

/// <summary>A story in seconds: an hour takes two seconds, and where nothing happens for longer than five hours, only three pass.
/// Its policy has the same terms at the same pace, so that deadlines fall between the same steps, on a real clock.</summary>
internal static partial class ShortStory
{
    // An hour as two seconds. Lead time, and what comes before a hand-out, must fit into the shortened gaps; the first interview has more
    // time, since no story is about it being late.
    private const string Terms = """
        {
          "version": "short stories",
          "roles": { "decisions": "ind", "departure": "dtv", "reception": "coa", "guardian": "nidos" },
          "readiness": { "respondWithin": "PT8S", "leadTime": "PT1S", "minimumToRespond": "PT1S", "interviewWithin": "PT30S" },
          "locations": {},
          "ladder": [
            { "at": "50%" },
            { "at": "100%", "escalateTo": [{ "role": "Departure", "audience": "DutyOfficer" }] },
            { "beforeHandOut": "PT1S", "escalateTo": [{ "role": "Decisions", "audience": "ProcessDirector" }] }
          ],
          "interviewOverdue": [{ "role": "Departure", "audience": "DutyOfficer" }],
          "attentionWindow": "PT10S", "attentionUpdateAfter": "PT8S", "safetyLookBack": "PT20S"
        }
        """;

    private const double SecondsPerHour = 2;
    private static readonly TimeSpan Pause = TimeSpan.FromHours(5);
    private static readonly TimeSpan Paused = TimeSpan.FromHours(3);

    /// <summary>The hub's own policy, with the terms that the stories are about at this pace.</summary>
    public static string Policy
    {
        get
        {
            var policy = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "policy.json")), documentOptions: new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip })!;
            foreach (var (name, terms) in JsonNode.Parse(Terms)!.AsObject())
                policy[name] = terms!.DeepClone();
            return policy.ToJsonString();
        }
    }

    [GeneratedRegex(@"\{(-?P[0-9DTHMS]+)\}")]
    private static partial Regex RelativeTime { get; }

    /// <summary>The story at this pace.</summary>
    public static Story Of(Story story, DateTimeOffset start)
    {
        var moments = story.Steps.Select(step => step.At)
            .Concat(story.Steps.Where(step => step.Again is null).SelectMany(step => TimesIn(step.Data)))
            .Append(story.Until).Append(TimeSpan.Zero).Distinct().Order().ToList();
        var at = new Dictionary<TimeSpan, double> { [moments[0]] = 0 };
        foreach (var (before, moment) in moments.Zip(moments.Skip(1)))
            at[moment] = at[before] + (SecondsPerHour * (moment - before > Pause ? Paused : moment - before).TotalHours);
        var zero = at[TimeSpan.Zero];
        return story with
        {
            Start = start,
            Until = TimeSpan.FromSeconds(at[story.Until] - zero),
            Steps = [.. story.Steps.Select(step => step with
            {
                At = TimeSpan.FromSeconds(at[step.At] - zero),
                Data = step.Again is null ? Shorten(step.Data, time => at[time] - zero) : step.Data,
            })],
        };
    }

    private static IEnumerable<TimeSpan> TimesIn(JsonElement data) =>
        RelativeTime.Matches(data.GetRawText()).Select(match => XmlConvert.ToTimeSpan(match.Groups[1].Value));

    // Messages name whole seconds.
    private static JsonElement Shorten(JsonElement data, Func<TimeSpan, double> shorten) => JsonDocument.Parse(RelativeTime.Replace(data.GetRawText(), match =>
    {
        var seconds = (int)Math.Floor(shorten(XmlConvert.ToTimeSpan(match.Groups[1].Value)));
        return string.Create(CultureInfo.InvariantCulture, $"{{{(seconds < 0 ? "-" : "")}PT{Math.Abs(seconds)}S}}");
    })).RootElement;
}
