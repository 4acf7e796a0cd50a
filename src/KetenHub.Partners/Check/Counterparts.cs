using KetenHub.Partners.Adapters;

namespace KetenHub.Partners.Check;

/// <summary>The partner's side, played: an endpoint, a folder or a mail server on this machine.</summary>
internal interface ICounterpart : IAsyncDisposable
{
    /// <summary>Values of the settings that lead to it, by form.</summary>
    string? ValueOf(Setting setting);

    /// <summary>What it can do, and what must come of a delivery then.</summary>
    IReadOnlyList<Scenario> Scenarios { get; }

    /// <summary>Everything that reached it, as text.</summary>
    IReadOnlyList<string> Received { get; }

    /// <summary>Takes what comes and never answers; null where a delivery has nobody to wait for.</summary>
    Action? Hang { get; }
}

/// <summary>A way in which the partner's side behaves.</summary>
/// <param name="Name">Such as <c>HTTP 503</c>.</param>
/// <param name="Arrange">Makes it behave so.</param>
/// <param name="Expected">What must come of it.</param>
/// <param name="Calls">How often it may have been tried; null: as often as one likes.</param>
/// <param name="Hangs">Never answers: the adapter is given little patience.</param>
internal sealed record Scenario(string Name, Action Arrange, DeliveryOutcome Expected, int? Calls = null, bool Hangs = false);

/// <summary>An adapter with a partner's side of its own, for one delivery or several.</summary>
internal sealed class Rig : IAsyncDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("ketenhub-adapter-");

    public Rig(AdapterLine line, bool impatient = false)
    {
        Counterpart = line.Kind switch
        {
            AdapterKind.Files => new FolderCounterpart(folder.CreateSubdirectory("partner").FullName),
            AdapterKind.Mail => new MailCounterpart(),
            _ => new HttpCounterpart(),
        };
        var secret = Path.Combine(folder.FullName, "secret");
        File.WriteAllText(secret, "whsec_c2VjcmV0LW9mLWEtY2hlY2stb25seS0w\n");
        var values = line.Settings.Select(setting => (setting.Name, Value: Counterpart.ValueOf(setting) ?? setting switch
        {
            { Name: "timeout" } when impatient => "PT0.5S",
            { Otherwise: not null } => null,
            { Kind: SettingKind.SecretFile } => secret,
            { Kind: SettingKind.Folder } => folder.FullName,
            { Kind: SettingKind.MailAddress } => "piket@example.org",
            { Kind: SettingKind.Url } => "https://hub.example.org/",
            { Kind: SettingKind.Number } => "1",
            { Kind: SettingKind.Duration } => "PT1S",
            _ => "check",
        }));
        Adapter = line.Create(
            new AdapterSettings(line.Settings, values.Where(value => value.Value is not null).ToDictionary(value => value.Name, value => value.Value!)),
            TimeProvider.System);
    }

    public IAdapter Adapter { get; }

    public ICounterpart Counterpart { get; }

    public async ValueTask DisposeAsync()
    {
        await Counterpart.DisposeAsync();
        folder.Delete(recursive: true);
    }
}

/// <summary>A folder.</summary>
internal sealed class FolderCounterpart(string folder) : ICounterpart
{
    public IReadOnlyList<string> Received => Directory.Exists(folder)
        ? [.. Directory.GetFiles(folder).Where(file => !Path.GetFileName(file).StartsWith('.')).Select(File.ReadAllText)] : [];

    public Action? Hang => null;

    public IReadOnlyList<Scenario> Scenarios =>
    [
        new("a folder that is there", () => { }, new Delivered()),
        new("a folder that is gone", () => Directory.Delete(folder, recursive: true), new RetryLater("")),
    ];

    public string? ValueOf(Setting setting) => setting.Kind == SettingKind.Folder ? folder : null;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
