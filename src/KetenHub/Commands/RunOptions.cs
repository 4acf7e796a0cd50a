using System.CommandLine;
using KetenHub.Contracts;
using KetenHub.Production;

namespace KetenHub.Commands;

/// <summary>The settings of <c>run</c> and <c>migrate</c>.</summary>
internal static class RunOptions
{
    public static Option<string?> Settings() => new("--settings")
    {
        Description = "Settings file (JSON); without it, appsettings.json here. The environment (KETENHUB__NAME) wins over it.",
        HelpName = "FILE",
    };

    /// <summary>Settings from the file and the environment. Throws KH111.</summary>
    public static RunSettings Read(string? file)
    {
        try
        {
            var configuration = new ConfigurationBuilder()
                .AddJsonFile(Path.GetFullPath(file ?? "appsettings.json"), optional: file is null, reloadOnChange: false)
                .AddEnvironmentVariables("KETENHUB__")
                .Build();
            var settings = new RunSettings();
            configuration.Bind(settings, binder => binder.ErrorOnUnknownConfiguration = file is not null);
            return settings;
        }
        catch (Exception error) when (error is InvalidOperationException or FormatException or IOException)
        {
            throw new KetenHubException(Errors.RunSettingInvalid.At(file ?? "appsettings.json", "a JSON file with settings that ketenhub run knows"), error);
        }
    }
}
