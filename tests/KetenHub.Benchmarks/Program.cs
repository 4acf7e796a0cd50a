using System.CommandLine;
using KetenHub.Benchmarks;

var messages = new Option<int>("--messages") { Description = "Messages per round.", DefaultValueFactory = _ => 40_000 };
var rounds = new Option<int>("--rounds") { Description = "Rounds.", DefaultValueFactory = _ => 3 };
var json = new Option<bool>("--json") { Description = "Print one JSON object on the last line." };
var embedded = new Command("embedded", "The embedded hub: in process and over HTTP, to committed log and outbox.") { messages, rounds, json };
embedded.SetAction(parsed => EmbeddedBenchmark.RunAsync(parsed.GetValue(messages), parsed.GetValue(rounds), parsed.GetValue(json)));
return await new RootCommand("Measurements of KetenHub, side by side in one run.") { embedded }.Parse(args).InvokeAsync();
