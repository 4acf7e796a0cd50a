using System.CommandLine;
using KetenHub.Production;

namespace KetenHub.Commands;

/// <summary><c>ketenhub run</c>: one hub on RabbitMQ and PostgreSQL. Example: <c>ketenhub run --settings /etc/ketenhub.json --roles ingest,relay</c></summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var settings = RunOptions.Settings();
        var roles = new Option<string?>("--roles") { Description = $"Roles of this hub: some of {string.Join(",", RunSettings.AllRoles)}; or adapters.", HelpName = "LIST" };
        var listen = new Option<string?>("--listen") { Description = "Address and port for health, API and dashboard.", HelpName = "ADDRESS:PORT" };
        var adapters = new Option<string?>("--adapters") { Description = "With the role adapters: codes of the partners whose adapters run here; all in the settings if left out.", HelpName = "LIST" };
        var command = new Command("run",
            "Run one hub on RabbitMQ and PostgreSQL; several share the work.\nExample: ketenhub run --settings /etc/ketenhub.json --roles ingest,relay\n"
            + ExitCodes.Text)
        {
            settings, roles, listen, adapters,
        };
        command.SetAction((parsed, cancellation) =>
        {
            var run = RunOptions.Read(parsed.GetValue(settings));
            run.Roles = parsed.GetValue(roles) ?? run.Roles;
            run.Listen = parsed.GetValue(listen) ?? run.Listen;
            return run.RoleList is [RunSettings.AdaptersRole]
                ? AdapterProcess.RunAsync(run, parsed.GetValue(adapters)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries), cancellation)
                : ProductionHub.RunAsync(run, cancellation);
        });
        return command;
    }
}
