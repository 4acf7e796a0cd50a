using System.CommandLine;
using System.Text.Json;
using KetenHub.Contracts;
using KetenHub.Partners.Adapters;
using KetenHub.Partners.Check;

namespace KetenHub.Commands;

/// <summary><c>ketenhub adapter</c>: lists adapters, begins and checks them. Example: <c>ketenhub adapter check ind-http</c></summary>
internal static class AdapterCommand
{
    private static readonly JsonSerializerOptions Form = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static Command Create()
    {
        var command = new Command("adapter", "Adapters between a partner's own format and the hub.\nExample: ketenhub adapter check ind-http");
        command.Subcommands.Add(CreateList());
        command.Subcommands.Add(CreateNew());
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

    private static Command CreateNew()
    {
        var name = new Argument<string>("name") { Description = "Name of the adapter, such as politie-http; its folder is the same name in Pascal case." };
        var kind = new Option<AdapterKind>("--kind") { Description = "How it meets its partner: http, files or webhook.", Required = true, HelpName = "KIND" };
        kind.Validators.Add(result =>
        {
            if (!AdapterTemplate.Kinds.Contains(result.GetValue(kind)))
                result.AddError($"--kind is one of {string.Join(", ", AdapterTemplate.Kinds)}");
        });
        var command = new Command("new",
            $"Write a new adapter with samples into the repository, and its line into the registry.\nExample: ketenhub adapter new politie-http --kind http\n{ExitCodes.Text}")
        {
            name, kind,
        };
        command.SetAction(parsed => New(parsed.GetValue(name)!, parsed.GetValue(kind)));
        return command;
    }

    private static Command CreateCheck()
    {
        var name = new Argument<string>("name") { Description = "Name of the adapter." };
        var assembly = new Option<string?>("--assembly") { Description = "Assembly with the adapter, for one that does not come with ketenhub. Its code is run.", HelpName = "FILE" };
        var json = Options.Json();
        var samples = new Option<string?>("--samples") { Description = "Folder with its samples; without it, those that were built in.", HelpName = "FOLDER" };
        var record = new Option<bool>("--record") { Description = "Write what comes of each good sample beside it, in the folder of --samples or in the repository; look at it before you keep it." };
        var command = new Command("check",
            $"Run the suite that holds for every adapter, and print its certificate.\nExample: ketenhub adapter check coa-files\n{ExitCodes.Text}")
        {
            name, assembly, json, samples, record,
        };
        command.SetAction((parsed, cancellation) => CheckAsync(
            parsed.GetValue(name)!, parsed.GetValue(assembly), parsed.GetValue(json), parsed.GetValue(samples), parsed.GetValue(record), cancellation));
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

    private static int New(string name, AdapterKind kind)
    {
        var (repository, written) = AdapterTemplate.Write(Environment.CurrentDirectory, name, kind);
        Console.WriteLine($"in {repository}:\n{string.Join('\n', written.Select(file => $"  {file}"))}");
        Console.WriteLine($"It gets its certificate as it is. Replace the mapping and the samples by what your partner sends, then:\n  dotnet run --project src/KetenHub -- adapter check {name} --record");
        return ExitCodes.Good;
    }

    private static async Task<int> CheckAsync(string name, string? file, bool json, string? folder, bool record, CancellationToken cancellation)
    {
        var assembly = AdapterAssembly.Read(file);
        var line = assembly.Get(name);
        if (folder is not null && !Directory.Exists(folder))
            throw new KetenHubException(Errors.OptionInvalid.At("--samples", "a folder that exists"));
        if (record)
        {
            folder ??= (file is null ? AdapterTemplate.SamplesOf(Environment.CurrentDirectory, line) : null)
                ?? throw new KetenHubException(Errors.OptionInvalid.At("--record", "goes with --samples FOLDER outside the repository"));
            foreach (var recorded in await AdapterSamples.RecordAsync(line, folder))
                await Console.Error.WriteLineAsync($"recorded {Path.GetRelativePath(Environment.CurrentDirectory, recorded)}");
        }
        var samples = folder is null ? AdapterSamples.BuiltIn(assembly.Assembly, line) : AdapterSamples.Read(folder);
        var certificate = await AdapterCheck.RunAsync(line, samples, cancellation);
        Console.WriteLine(json ? certificate.Json() : certificate.Text());
        return certificate.Passed ? ExitCodes.Good : ExitCodes.Bad;
    }
}
