using System.Globalization;
using System.Net.Mail;
using System.Xml;
using KetenHub.Contracts;

namespace KetenHub.Partners.Adapters;

/// <summary>One setting of an adapter. Its line is at once the check at start and the row in the adapter's README.</summary>
/// <param name="Name">Name in the settings, in camel case.</param>
/// <param name="Kind">Form.</param>
/// <param name="Says">What it is, for the person who sets it.</param>
/// <param name="Otherwise">Value when it is not set; empty: none; null: it must be set.</param>
public sealed record Setting(string Name, SettingKind Kind, string Says, string? Otherwise = null);

/// <summary>Forms of a setting.</summary>
public enum SettingKind
{
    /// <summary>Text.</summary>
    Text,
    /// <summary>Whole number of 1 or more.</summary>
    Number,
    /// <summary>ISO 8601 duration such as PT10S.</summary>
    Duration,
    /// <summary>https address; http only on this machine.</summary>
    Url,
    /// <summary>File with secrets, one a line; the newest first.</summary>
    SecretFile,
    /// <summary>Folder that exists.</summary>
    Folder,
    /// <summary>E-mail address.</summary>
    MailAddress,
    /// <summary>How a connection to a mail server is protected: tls, starttls or none.</summary>
    MailEncryption,
}

/// <summary>Values of an adapter's settings, checked.</summary>
public sealed class AdapterSettings
{
    private readonly Dictionary<string, string> values;

    /// <summary>Checks all of them.</summary>
    /// <param name="settings">What the adapter knows.</param>
    /// <param name="given">Values by name, as they stand in the settings.</param>
    /// <exception cref="KetenHubException">KH511 for every value that is missing, has another form, or is not known.</exception>
    public AdapterSettings(IReadOnlyList<Setting> settings, IReadOnlyDictionary<string, string> given)
    {
        values = settings.Where(setting => setting.Otherwise is not null).ToDictionary(setting => setting.Name, setting => setting.Otherwise!, StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in given)
            values[name] = value;
        var problems = settings
            .Where(setting => values.GetValueOrDefault(setting.Name) is var value && !(value == "" && setting.Otherwise == "") && !IsValid(setting.Kind, value))
            .Select(setting => Errors.AdapterSettingInvalid.At(setting.Name, Form(setting.Kind)))
            .Concat(given.Keys.Where(name => !settings.Any(setting => setting.Name.Equals(name, StringComparison.OrdinalIgnoreCase)))
                .Select(name => Errors.AdapterSettingInvalid.At(name, "no setting of this adapter")))
            .ToList();
        if (problems.Count > 0)
            throw new KetenHubException(problems);
    }

    /// <summary>Text.</summary>
    public string Text(Setting setting) => values[setting.Name];

    /// <summary>A whole number.</summary>
    public int Number(Setting setting) => int.Parse(values[setting.Name], CultureInfo.InvariantCulture);

    /// <summary>A duration.</summary>
    public TimeSpan Duration(Setting setting) => XmlConvert.ToTimeSpan(values[setting.Name]);

    /// <summary>An address.</summary>
    public Uri Url(Setting setting) => new(values[setting.Name]);

    /// <summary>The secrets of the file, newest first. Read at each call, so that a rotation needs no restart.</summary>
    public IReadOnlyList<string> Secrets(Setting setting) => SecretsOf(values[setting.Name]);

    /// <summary>What a form asks for.</summary>
    public static string Form(SettingKind kind) => kind switch
    {
        SettingKind.Number => "a whole number of 1 or more",
        SettingKind.Duration => "an ISO 8601 duration such as PT10S",
        SettingKind.Url => "an https address; http only on this machine",
        SettingKind.SecretFile => "a file with a secret of 24 characters or more on each line, newest first",
        SettingKind.Folder => "a folder that exists",
        SettingKind.MailAddress => "an e-mail address",
        SettingKind.MailEncryption => "tls, starttls or none",
        _ => "text",
    };

    /// <summary>The settings as the table of a README.</summary>
    public static string Markdown(IEnumerable<Setting> settings) => "| setting | form | says | when left out |\n|---|---|---|---|\n"
        + string.Concat(settings.Select(setting =>
            $"| `{setting.Name}` | {Form(setting.Kind)} | {setting.Says} | {(setting.Otherwise switch { null => "must be set", "" => "none", var value => $"`{value}`" })} |\n"));

    private static bool IsValid(SettingKind kind, string? value) => !string.IsNullOrWhiteSpace(value) && kind switch
    {
        SettingKind.Number => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0,
        SettingKind.Duration => IsDuration(value),
        SettingKind.Url => Uri.TryCreate(value, UriKind.Absolute, out var url) && (url.Scheme == "https" || (url.Scheme == "http" && url.IsLoopback)),
        SettingKind.SecretFile => File.Exists(value) && SecretsOf(value) is { Count: > 0 } secrets && secrets.All(secret => secret.Length >= 24),
        SettingKind.Folder => Directory.Exists(value),
        SettingKind.MailEncryption => value is "tls" or "starttls" or "none",
        SettingKind.MailAddress => MailAddress.TryCreate(value, out _),
        _ => true,
    };

    private static bool IsDuration(string value)
    {
        try
        {
            return XmlConvert.ToTimeSpan(value) > TimeSpan.Zero;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private static List<string> SecretsOf(string file) =>
        [.. File.ReadAllLines(file).Select(line => line.Trim()).Where(line => line.Length > 0)];
}
