using System.CommandLine;
using KetenHub.Benchmarks;

var messages = new Option<int>("--messages") { Description = "Messages per round.", DefaultValueFactory = _ => 40_000 };
var rounds = new Option<int>("--rounds") { Description = "Rounds.", DefaultValueFactory = _ => 3 };
var json = new Option<bool>("--json") { Description = "Print one JSON object on the last line." };
var embedded = new Command("embedded", "The embedded hub: in process and over HTTP, to committed log and outbox.") { messages, rounds, json };
embedded.SetAction(parsed => EmbeddedBenchmark.RunAsync(parsed.GetValue(messages), parsed.GetValue(rounds), parsed.GetValue(json)));

var ways = new Option<Way[]>("--ways") { Description = "Which of hub, raw and usual; the hub comes first always.", DefaultValueFactory = _ => Enum.GetValues<Way>(), AllowMultipleArgumentsPerToken = true };
var statements = new Option<bool>("--statements") { Description = "Print the SQL statements that took most time; costs a little time itself." };
var compare = new Command("compare", "The hub beside the raw twin and the usual way, on real servers.") { messages, rounds, json, ways, statements };
compare.SetAction(parsed => new CompareBenchmark(parsed.GetValue(messages), parsed.GetValue(ways)!, parsed.GetValue(statements))
    .RunAsync(parsed.GetValue(rounds), parsed.GetValue(json)));

var many = new Option<int>("--messages") { Description = "Messages.", DefaultValueFactory = _ => 1_000_000 };
var storm = new Command("storm", "A backlog drained with bounded memory.") { many, json };
storm.SetAction(parsed => StormBenchmark.RunAsync(parsed.GetValue(many), parsed.GetValue(json)));

var some = new Option<int>("--messages") { Description = "Messages.", DefaultValueFactory = _ => 20_000 };
var hot = new Command("hot", "One person receives everything.") { some, json };
hot.SetAction(parsed => HotBenchmark.RunAsync(parsed.GetValue(some), parsed.GetValue(json)));

var scale = new Command("scale", "One, two and four lanes; one and two hubs.") { some, json };
scale.SetAction(parsed => ScaleBenchmark.RunAsync(parsed.GetValue(some), parsed.GetValue(json)));

var tracing = new Command("tracing", "The hub with OTLP export beside the hub without.") { some, rounds, json };
tracing.SetAction(parsed => TracingBenchmark.RunAsync(parsed.GetValue(some), parsed.GetValue(rounds), parsed.GetValue(json)));

var sizes = new Option<int[]>("--entries") { Description = "Sizes of the log to measure at, growing.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [100_000, 1_000_000, 5_000_000] };
var growth = new Command("growth", "Throughput and timeline query as the log grows.") { sizes, some, json };
growth.SetAction(parsed => GrowthBenchmark.RunAsync(parsed.GetValue(sizes)!, parsed.GetValue(some), parsed.GetValue(json)));

var entries = new Option<int>("--entries") { Description = "Log entries.", DefaultValueFactory = _ => 1_000_000 };
var engine = new Option<StoreEngine>("--store") { Description = "postgres or sqlite." };
var verify = new Command("verify", "Verifying a log against its checkpoints, beside only reading it.") { entries, rounds, engine };
verify.SetAction(parsed => VerifyBenchmark.RunAsync(parsed.GetValue(entries), parsed.GetValue(rounds), parsed.GetValue(engine)));

var times = new Option<int>("--times") { Description = "How often each page is asked for.", DefaultValueFactory = _ => 200 };
var pages = new Command("pages", "The pages of the embedded hub with a long log, a thousand failures and open cases.") { entries, times, json };
pages.SetAction(parsed => PagesBenchmark.RunAsync(parsed.GetValue(entries), parsed.GetValue(times), parsed.GetValue(json)));

var open = new Option<int[]>("--open") { Description = "How many pages are open, one number after the other.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [1, 20] };
var seconds = new Option<int>("--seconds") { Description = "How long each is measured.", DefaultValueFactory = _ => 60 };
var paths = new Option<string[]>("--pages") { Description = "Which pages.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => ["/", "/board?wall=1"] };
var live = new Command("live", "CPU of a hub at rest with pages open.") { paths, open, seconds, json };
live.SetAction(parsed => LiveBenchmark.RunAsync(parsed.GetValue(paths)!, parsed.GetValue(open)!, parsed.GetValue(seconds), parsed.GetValue(json)));

var cases = new Option<int>("--cases") { Description = "Cases whose sums there are.", DefaultValueFactory = _ => 1_000_000 };
var figures = new Command("figures", "Figures as published and exact, with the sums of many cases.") { cases, engine, json };
figures.SetAction(parsed => FigureBenchmark.RunAsync(parsed.GetValue(cases), parsed.GetValue(engine), parsed.GetValue(json)));

var search = new Command("search", "Messages and look-ups found among many.") { entries, times, engine, json };
search.SetAction(parsed => SearchBenchmark.RunAsync(parsed.GetValue(entries), parsed.GetValue(times), parsed.GetValue(engine), parsed.GetValue(json)));

var rows = new Option<int>("--rows") { Description = "Rows of the file.", DefaultValueFactory = _ => 1_000_000 };
var coafiles = new Command("coafiles", "A file of COA's incidents through CoaFiles, beside plain CSV parsing; fails when memory grows with the rows.") { rows, json };
coafiles.SetAction(parsed => CoaFilesBenchmark.RunAsync(parsed.GetValue(rows), parsed.GetValue(json)));

// What compare starts as processes of their own.
var settings = new Argument<string>("settings");
var state = new Argument<int>("state-bytes");
var raw = new Command("raw", "The raw twin, for compare.") { settings, state };
raw.Hidden = true;
raw.SetAction((parsed, cancellation) => new RawTwin(ServerSettings.Read(parsed.GetValue(settings)!), parsed.GetValue(state)).RunAsync(cancellation));
var usual = new Command("usual", "The usual way, for compare.") { settings, state };
usual.Hidden = true;
usual.SetAction((parsed, cancellation) => UsualWay.RunAsync(ServerSettings.Read(parsed.GetValue(settings)!), parsed.GetValue(state), cancellation));

return await new RootCommand("Measurements of KetenHub, side by side in one run.")
{
    embedded, verify, figures, pages, search, live, compare, growth, storm, hot, scale, tracing, coafiles, raw, usual,
}.Parse(args).InvokeAsync();
