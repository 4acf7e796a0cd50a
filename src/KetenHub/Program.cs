using System.CommandLine;
using KetenHub.Commands;
using KetenHub.Contracts;
using KetenHub.Hub;

// One command, one file in Commands/. Without a command the embedded hub starts.
var root = new RootCommand("KetenHub: what partners of the migration chain tell each other about one person, in order, with proof.");
DevCommand.AddTo(root);
root.Subcommands.Add(DevCommand.Create());
root.Subcommands.Add(DemoCommand.Create());
root.Subcommands.Add(SendCommand.Create());
root.Subcommands.Add(LogCommand.Create());
root.Subcommands.Add(VerifyCommand.Create());
root.Subcommands.Add(FiguresCommand.Create());
root.Subcommands.Add(CompareCommand.Create());
root.Subcommands.Add(RecoveryCommand.Create());
root.Subcommands.Add(ProofCommand.Create());
root.Subcommands.Add(PersonCommand.Create());
root.Subcommands.Add(AuditCommand.Create());
root.Subcommands.Add(RegisterCommand.Create());
root.Subcommands.Add(RetentionCommand.Create());
root.Subcommands.Add(KeysCommand.Create());
root.Subcommands.Add(DoctorCommand.Create());
root.Subcommands.Add(HealthCommand.Create());
root.Subcommands.Add(ErrorsCommand.Create());
root.Subcommands.Add(MetricsCommand.Create());
root.Subcommands.Add(RunCommand.Create());
root.Subcommands.Add(MigrateCommand.Create());
root.Subcommands.Add(TopologyCommand.Create());
root.Subcommands.Add(AdapterCommand.Create());
root.Subcommands.Add(TokenCommand.Create());

try
{
    var parsed = root.Parse(args);
    var exit = await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromSeconds(15) });
    return parsed.Errors.Count > 0 ? ExitCodes.Usage : exit;
}
catch (KetenHubException error)
{
    foreach (var problem in error.Problems)
        await Console.Error.WriteLineAsync($"{problem}\n  because: {problem.Kind.Because}\n  do this: {problem.Kind.DoThis}");
    return ExitCodes.Of(error);
}
catch (StoreUnavailableException error)
{
    await Console.Error.WriteLineAsync(error.Message);
    return ExitCodes.Unavailable;
}
catch (Exception error) when (error is not OperationCanceledException)
{
    // Its text could hold what a person or partner wrote; its type and place do not.
    await Console.Error.WriteLineAsync($"{Errors.Failed.At("", error.GetType().Name)}\n{error.StackTrace}");
    return ExitCodes.Unavailable;
}
catch (OperationCanceledException)
{
    return ExitCodes.Interrupted;
}
