using System.CommandLine;
using KetenHub.Faults.Real;
using KetenHub.Faults.Simulation;

var command = new RootCommand("Faults on purpose: is anything lost, done twice, or out of order?");
command.Add(SimulateCommand.Create());
command.Add(RealCommand.Create());
return await command.Parse(args).InvokeAsync();
