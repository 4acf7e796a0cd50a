using System.Text.Json;
using System.Text.RegularExpressions;
using KetenHub.Contracts;

namespace KetenHub.Hub;

/// <summary>The register of processing activities of this hub: which of them each thing the hub does belongs to. Complete, or it is not read: nothing is processed for no
/// purpose.</summary>
public sealed partial class ProcessingRegister
{
    private readonly Dictionary<string, ProcessingActivity> byKey;

    private ProcessingRegister(string version, IReadOnlyList<ProcessingActivity> activities)
    {
        (Version, Activities) = (version, activities);
        byKey = activities.SelectMany(activity => activity.Covers, (activity, key) => (key, activity)).ToDictionary(pair => pair.key, pair => pair.activity, StringComparer.Ordinal);
    }

    [GeneratedRegex("^[a-z][a-z0-9-]{2,60}\\z")]
    private static partial Regex IdForm { get; }

    /// <summary>Version of the file.</summary>
    public string Version { get; }

    /// <summary>The activities, in the order of the file.</summary>
    public IReadOnlyList<ProcessingActivity> Activities { get; }

    /// <summary>Reads and checks a register; every mistake at once. Throws KH425 or KH426.</summary>
    public static ProcessingRegister Read(string path) => SettingsFile.Read(path, Errors.RegisterUnreadable, Errors.RegisterInvalid, Parse);

    /// <summary>The activity that this key belongs to; null for a key of a newer hub.</summary>
    public ProcessingActivity? Find(string key) => byKey.GetValueOrDefault(key);

    private static ProcessingRegister Parse(JsonElement root, ICollection<Problem> problems)
    {
        var fields = new Fields(root, "", problems);
        var version = fields.Text("version", 64);
        var controller = fields.Text("controller", 400);
        var activities = fields.Objects("activities", 1, 200, activity => ReadActivity(activity, controller));
        if (problems.Count > 0)
            return null!;
        foreach (var id in activities.CountBy(activity => activity.Id).Where(count => count.Value > 1))
            problems.Add(Errors.RegisterInvalid.At("/activities", $"'{id.Key}' once"));
        var named = activities.SelectMany(activity => activity.Covers).ToList();
        foreach (var key in ProcessingKeys.All.Except(named))
            problems.Add(Errors.RegisterInvalid.At("/activities", $"an activity that covers '{key}': the hub does it"));
        foreach (var key in named.Except(ProcessingKeys.All))
            problems.Add(Errors.RegisterInvalid.At("/activities", $"nothing that the hub does not do: '{key}'"));
        foreach (var key in named.CountBy(key => key).Where(count => count.Value > 1))
            problems.Add(Errors.RegisterInvalid.At("/activities", $"'{key.Key}' in one activity only"));
        return problems.Count > 0 ? null! : new ProcessingRegister(version, activities);
    }

    private static ProcessingActivity ReadActivity(Fields fields, string controller) => new(
        fields.Match("id", IdForm, "small letters, digits and hyphens"), fields.Text("name", 200), fields.Text("purpose", 1000), fields.Text("ground", 1000),
        fields.OptionalText("controller", 400) ?? controller, fields.Texts("subjects", 200), fields.Texts("data", 200), fields.Texts("recipients", 200),
        fields.Text("retention", 400), fields.Texts("covers", 100));
}
