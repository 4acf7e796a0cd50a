using System.CommandLine;
using KetenHub.Benchmarks;

var messages = new Option<int>("--messages") { Description = "Messages per round.", DefaultValueFactory = _ => 40_000 };
var rounds = new Option<int>("--rounds") { Description = "Rounds.", DefaultValueFactory = _ => 3 };
var json = new Option<bool>("--json") { Description = "Print one JSON object on the last line." };
var embedded = new Command("embedded", "The embedded hub: in process and over HTTP, to committed log and outbox.") { messages, rounds, json };
embedded.SetAction(parsed => EmbeddedBenchmark.RunAsync(parsed.GetValue(messages), parsed.GetValue(rounds), parsed.GetValue(json)));
var entries = new Option<int>("--entries") { Description = "Log entries.", DefaultValueFactory = _ => 1_000_000 };
var verify = new Command("verify", "Verifying a log on SQLite against its checkpoints, beside only reading it.") { entries, rounds };
verify.SetAction(parsed => VerifyBenchmark.RunAsync(parsed.GetValue(entries), parsed.GetValue(rounds)));
return await new RootCommand("Measurements of KetenHub, side by side in one run.") { embedded, verify }.Parse(args).InvokeAsync();
