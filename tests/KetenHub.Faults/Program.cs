using System.CommandLine;
using KetenHub.Faults.Simulation;

return await new RootCommand("Faults on purpose: is anything lost, done twice, or out of order?")
{
    SimulateCommand.Create(),
}.Parse(args).InvokeAsync();
