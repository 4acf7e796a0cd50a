using System.CommandLine;
using System.Text.Json;
using KetenHub.Contracts;
using KetenHub.Partners.Adapters;
using KetenHub.Partners.Check;

namespace KetenHub.Commands;

/// <summary><c>ketenhub adapter</c>: lists adapters and checks them. Example: <c>ketenhub adapter check ind-http</c></summary>
internal static class AdapterCommand
{
    private static readonly JsonSerializerOptions Form = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static Command Create()
    {
        var command = new Command("adapter", "Adapters between a partner's own format and the hub.\nExample: ketenhub adapter check ind-http");
        command.Subcommands.Add(CreateList());
        command.Subcommands.Add(CreateCheck());
        return command;
    }

    private static Command CreateList()
    {
        var json = Options.Json();
        var command = new Command("list", $"List the adapters with their settings.\nExample: ketenhub adapter list --json\n{ExitCodes.Text}") { json };
        command.SetAction(parsed => List(parsed.GetValue(json)));
        return command;
    }

    private static Command CreateCheck()
    {
        var name = new Argument<string>("name") { Description = "Name of the adapter." };
        var json = Options.Json();
        var samples = new Option<string?>("--samples") { Description = "Folder with its samples; without it, those that came with ketenhub.", HelpName = "FOLDER" };
        var record = new Option<bool>("--record") { Description = "Write what comes of each good sample beside it, in the folder of --samples; look at it before you keep it." };
        var command = new Command("check",
            $"Run the suite that holds for every adapter, and print its certificate.\nExample: ketenhub adapter check coa-files\n{ExitCodes.Text}")
        {
            name, json, samples, record,
        };
        command.SetAction((parsed, cancellation) => CheckAsync(
            parsed.GetValue(name)!, parsed.GetValue(json), parsed.GetValue(samples), parsed.GetValue(record), cancellation));
        return command;
    }

    private static int List(bool json)
    {
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(AdapterRegistry.All.Select(line => new
            {
                line.Name,
                kind = line.Kind.ToString(),
                line.Says,
                settings = line.Settings.Select(setting => new { setting.Name, form = AdapterSettings.Form(setting.Kind), setting.Says, setting.Otherwise }),
            }), Form));
            return ExitCodes.Good;
        }
        foreach (var line in AdapterRegistry.All)
            Console.WriteLine($"{line.Name,-14} {line.Says} (settings: {string.Join(", ", line.Settings.Select(setting => setting.Name))})");
        return ExitCodes.Good;
    }

    private static async Task<int> CheckAsync(string name, bool json, string? folder, bool record, CancellationToken cancellation)
    {
        var line = AdapterRegistry.Find(name) ?? throw new KetenHubException(Errors.AdapterUnknown.At("name"));
        if (record)
            await AdapterSamples.RecordAsync(line, folder ?? throw new KetenHubException(Errors.OptionInvalid.At("--record", "goes with --samples")));
        var samples = folder is null ? AdapterSamples.BuiltIn(typeof(AdapterRegistry).Assembly, line.Folder) : AdapterSamples.Read(folder);
        var certificate = await AdapterCheck.RunAsync(line, samples, cancellation);
        Console.WriteLine(json ? certificate.Json() : certificate.Text());
        return certificate.Passed ? ExitCodes.Good : ExitCodes.Bad;
    }
}
