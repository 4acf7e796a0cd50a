using System.CommandLine;
using KetenHub.Contracts;
using KetenHub.Hub;
using KetenHub.Production;
using KetenHub.Storage;

namespace KetenHub.Commands;

/// <summary><c>ketenhub migrate</c>: brings the PostgreSQL store to this version. Example: <c>ketenhub migrate --settings /etc/ketenhub.json</c></summary>
internal static class MigrateCommand
{
    public static Command Create()
    {
        var options = new RunOptions();
        var plan = new Option<bool>("--plan") { Description = "Only say what would be done." };
        var stopped = new Option<bool>("--hubs-stopped") { Description = "No hub runs: also do what hubs of the version before could not work with." };
        var command = new Command("migrate",
            "Apply the migrations that the PostgreSQL store lacks; safe to run twice, and beside hubs of the version before, which go on.\n"
            + $"Example: ketenhub migrate --settings /etc/ketenhub.json\n{ExitCodes.Text}")
        {
            plan, stopped,
        };
        options.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            var run = options.Read(parsed);
            if (run.Postgres.Length == 0)
                throw new KetenHubException(Errors.RunSettingInvalid.At(nameof(run.Postgres), "an Npgsql connection string"));
            if (run.Tls.Check(null, DateTimeOffset.UtcNow) is { Count: > 0 } problems)
                throw new KetenHubException(problems);
            await using var store = ProductionHub.OpenStore(run);
            var pending = await store.PlanAsync(cancellation);
            if (parsed.GetValue(plan))
                return Print(pending);
            if (pending.NeedsHubsStopped && !parsed.GetValue(stopped))
                throw new KetenHubException(Errors.MigrationNeedsStop.At("--hubs-stopped", FirstStopper(pending)));
            await store.MigrateAsync(cancellation);
            // Where nothing was done there is nothing to note: each start of a container asks.
            if (pending.Pending.Count > 0)
                await CommandAudit.NoteAsync(store, ActionKind.Migrated, string.Join(", ", pending.Pending.Select(migration => migration.Name)), ActionRow.Done, "", cancellation);
            Console.WriteLine("the store has every migration of this version");
            return ExitCodes.Good;
        });
        return command;
    }

    private static int Print(MigrationPlan plan)
    {
        Console.WriteLine(plan.Applied == 0 ? "the store is new" : $"the store has the migrations up to {plan.Applied:000}");
        foreach (var migration in plan.Pending)
            Console.WriteLine($"{migration.Name}: {(migration.Contracts ? $"contracts, hubs must know {migration.Needs:000}" : "expands")}");
        Console.WriteLine(plan.Pending.Count == 0 ? "nothing to do"
            : plan.NeedsHubsStopped ? "hubs of the version before must be stopped first" : "hubs of the version before go on meanwhile");
        return ExitCodes.Good;
    }

    private static string FirstStopper(MigrationPlan plan)
    {
        var migration = plan.Pending.First(one => one.Needs > plan.Applied);
        return $"{migration.Name} asks for hubs that know migration {migration.Needs:000}, those of this store know {plan.Applied:000}";
    }
}
