using System.CommandLine;
using KetenHub.Production;

namespace KetenHub.Commands;

/// <summary><c>ketenhub run</c>: one hub on RabbitMQ and PostgreSQL. Example: <c>ketenhub run --settings /etc/ketenhub.json --roles ingest,relay</c></summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var options = new RunOptions();
        var adapters = new Option<string?>("--adapters") { Description = "With the role adapters: codes of the partners whose adapters run here; all in the settings if left out.", HelpName = "LIST" };
        var command = new Command("run",
            "Run one hub on RabbitMQ and PostgreSQL; several share the work.\nExample: ketenhub run --settings /etc/ketenhub.json --roles ingest,relay\n"
            + ExitCodes.Text);
        options.AddTo(command);
        command.Options.Add(adapters);
        command.SetAction((parsed, cancellation) =>
        {
            var run = options.Read(parsed);
            return run.RoleList is [RunSettings.AdaptersRole]
                ? AdapterProcess.RunAsync(run, parsed.GetValue(adapters)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries), cancellation)
                : ProductionHub.RunAsync(run, cancellation);
        });
        return command;
    }
}
