using System.CommandLine;
using KetenHub.Production;

namespace KetenHub.Commands;

/// <summary><c>ketenhub run</c>: one hub on RabbitMQ and PostgreSQL. Example: <c>ketenhub run --settings /etc/ketenhub.json --roles ingest,relay</c></summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var options = new RunOptions();
        var command = new Command("run",
            "Run one hub on RabbitMQ and PostgreSQL; several share the work.\nExample: ketenhub run --settings /etc/ketenhub.json --roles ingest,relay\n"
            + ExitCodes.Text);
        options.AddTo(command);
        command.SetAction((parsed, cancellation) => ProductionHub.RunAsync(options.Read(parsed), cancellation));
        return command;
    }
}
