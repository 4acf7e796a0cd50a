using System.CommandLine;

return await new RootCommand("Faults on purpose: is anything lost, done twice, or out of order?").Parse(args).InvokeAsync();
