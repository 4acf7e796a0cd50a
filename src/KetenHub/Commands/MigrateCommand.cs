using System.CommandLine;
using KetenHub.Contracts;
using KetenHub.Production;

namespace KetenHub.Commands;

/// <summary><c>ketenhub migrate</c>: brings the PostgreSQL store to this version. Example: <c>ketenhub migrate --settings /etc/ketenhub.json</c></summary>
internal static class MigrateCommand
{
    public static Command Create()
    {
        var options = new RunOptions();
        var command = new Command("migrate",
            $"Apply the migrations that the PostgreSQL store lacks; safe to run twice and beside other hubs.\nExample: ketenhub migrate --settings /etc/ketenhub.json\n{ExitCodes.Text}");
        options.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            var run = options.Read(parsed);
            if (run.Postgres.Length == 0)
                throw new KetenHubException(Errors.RunSettingInvalid.At(nameof(run.Postgres), "an Npgsql connection string"));
            if (run.Tls.Check(null, DateTimeOffset.UtcNow) is { Count: > 0 } problems)
                throw new KetenHubException(problems);
            await using var store = ProductionHub.OpenStore(run);
            await store.MigrateAsync(cancellation);
            Console.WriteLine("the store has every migration of this version");
            return ExitCodes.Good;
        });
        return command;
    }
}
