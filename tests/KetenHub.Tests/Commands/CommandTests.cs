using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using KetenHub.Tests.Hub;
using Xunit;

namespace KetenHub.Tests.Commands;

[Trait("kind", "process")]
public sealed class CommandTests
{
    [Theory]
    [InlineData("")]
    [InlineData("dev")]
    [InlineData("demo")]
    [InlineData("run")]
    [InlineData("migrate")]
    [InlineData("topology")]
    [InlineData("send")]
    [InlineData("log")]
    [InlineData("verify")]
    [InlineData("recovery")]
    [InlineData("retention")]
    [InlineData("figures")]
    [InlineData("compare")]
    [InlineData("doctor")]
    [InlineData("errors")]
    [InlineData("token")]
    public async Task Help_shows_an_example_and_the_exit_codes(string command)
    {
        using var ketenhub = new Ketenhub();
        var help = await ketenhub.RunAsync([.. command.Length == 0 ? Array.Empty<string>() : [command], "--help"]);
        Assert.Equal(0, help.Exit);
        Assert.Contains($"Example: ketenhub {command}".TrimEnd(), help.Out, StringComparison.Ordinal);
        Assert.Contains("Exit codes: 0 good", help.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--nonsense")]
    [InlineData("nonsense")]
    [InlineData("demo", "--nonsense")]
    [InlineData("--speed", "0")]
    [InlineData("--port", "70000")]
    [InlineData("--port", "x")]
    [InlineData("log", "--person", "v-nummer:9000000001")]
    [InlineData("errors", "KH999")]
    public async Task Wrong_use_exits_with_2(params string[] arguments)
    {
        using var ketenhub = new Ketenhub();
        var ended = await ketenhub.RunAsync(arguments);
        Assert.Equal(2, ended.Exit);
        Assert.NotEmpty(ended.Error);
        Assert.DoesNotContain("   at ", ended.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_demo_prints_one_object_and_its_store_verifies_until_it_is_changed()
    {
        using var ketenhub = new Ketenhub();
        var demo = await ketenhub.RunAsync("demo", "--json", "--data", ketenhub.Data);
        Assert.Equal((0, ""), (demo.Exit, demo.Error));
        using var json = JsonDocument.Parse(demo.Out);
        var report = json.RootElement;
        foreach (var name in new[] { "accepted", "refused", "duplicates", "logEntries", "persons", "durationMs" })
            Assert.Equal(JsonValueKind.Number, report.GetProperty(name).ValueKind);
        Assert.True(report.GetProperty("notifications").EnumerateObject().All(type => type.Value.GetInt64() > 0));
        foreach (var name in new[] { "opened", "readyBeforeHandOut", "missed", "cancelled", "interviewHeld" })
            Assert.Equal(JsonValueKind.Number, report.GetProperty("readiness").GetProperty(name).ValueKind);
        Assert.Equal(0, report.GetProperty("staleNotifications").GetInt32());
        Assert.True(report.GetProperty("chainVerified").GetBoolean());

        var verify = await ketenhub.RunAsync("verify", "--data", ketenhub.Data);
        Assert.Equal((0, ""), (verify.Exit, verify.Error));
        Assert.StartsWith($"verified: {report.GetProperty("logEntries").GetInt64()} entries", verify.Out, StringComparison.Ordinal);

        await LogAsync(ketenhub);
        Assert.Equal(1, ketenhub.DataFolder.Database.Run("UPDATE log SET why = 'nothing' WHERE rowid = 7"));
        var bad = await ketenhub.RunAsync("verify", "--data", ketenhub.Data, "--json");
        Assert.Equal(1, bad.Exit);
        using var answer = JsonDocument.Parse(bad.Out);
        Assert.False(answer.RootElement.GetProperty("verified").GetBoolean());
        Assert.StartsWith("KH304", answer.RootElement.GetProperty("firstBad").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_story_that_ends_otherwise_exits_with_1_and_a_broken_one_with_2_and_its_place()
    {
        using var ketenhub = new Ketenhub();
        var story = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "stories", "3-amsterdam.json"));
        var changed = ketenhub.Write("other/a.json", story.Replace("\"persons\": 1", "\"persons\": 2", StringComparison.Ordinal));
        var otherwise = await ketenhub.RunAsync("demo", "--stories", Path.GetDirectoryName(changed)!);
        Assert.Equal(1, otherwise.Exit);
        Assert.Contains("a.json: 1 persons at the end, expected 2", otherwise.Out, StringComparison.Ordinal);

        var broken = ketenhub.Write("broken/a.json", story.Replace("\"from\": \"avim\"", "\"from\": 5", StringComparison.Ordinal));
        var refused = await ketenhub.RunAsync("demo", "--json", "--stories", Path.GetDirectoryName(broken)!);
        Assert.Equal((2, ""), (refused.Exit, refused.Out));
        Assert.Contains("KH110", refused.Error, StringComparison.Ordinal);
        Assert.Contains("a.json/steps/3/from", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_says_what_is_wrong_and_what_to_do()
    {
        using var ketenhub = new Ketenhub();
        var good = await ketenhub.RunAsync("doctor", "--data", ketenhub.Data, "--port", $"{ketenhub.Port}");
        Assert.True(good.Exit == 0, good.Out);
        await ketenhub.RunAsync("demo", "--data", ketenhub.Data);
        Assert.Equal(0, (await ketenhub.RunAsync("doctor", "--data", ketenhub.Data, "--port", $"{ketenhub.Port}")).Exit);

        using var listener = new TcpListener(IPAddress.Loopback, ketenhub.Port);
        listener.Start();
        File.Delete(ketenhub.DataFolder.MasterKey);
        var policy = ketenhub.Write("policy.json", File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "policy.json")).Replace("PT4H", "soon", StringComparison.Ordinal));
        var bad = await ketenhub.RunAsync("doctor", "--data", ketenhub.Data, "--port", $"{ketenhub.Port}", "--policy", policy);
        Assert.Equal(1, bad.Exit);
        foreach (var number in new[] { "KH102", "KH107", "KH105" })
            Assert.Contains(number, bad.Out, StringComparison.Ordinal);
        Assert.Contains("do this:", bad.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sending_counts_names_bad_lines_and_says_when_nobody_answers()
    {
        using var ketenhub = new Ketenhub();
        var one = ketenhub.Write("one.json", Text(Events.Signal("coa", "9000000001")));
        var lines = ketenhub.Write("lines.jsonl", $"{Text(Events.Signal("coa", "9000000001"))}\n\n{{\n{Text(Events.Signal("coa", "12"))}\n");
        ketenhub.Write("token", "0000");
        var token = Path.Combine(Path.GetDirectoryName(one)!, "token");
        var unreachable = await ketenhub.RunAsync("send", one, "--partner", "coa", "--url", ketenhub.Url, "--token-file", token);
        Assert.Equal(3, unreachable.Exit);
        Assert.Contains("KH401", unreachable.Error, StringComparison.Ordinal);

        using var hub = await ketenhub.StartHubAsync("--no-simulation");
        string[] options = ["--partner", "coa", "--url", ketenhub.Url, "--data", ketenhub.Data];
        Assert.Equal(new Ended(0, "1 accepted, 0 known already, 0 refused\n", ""), await ketenhub.RunAsync(["send", one, .. options]));
        var mixed = await ketenhub.RunAsync(["send", lines, .. options]);
        Assert.Equal((1, "1 accepted, 0 known already, 2 refused\n"), (mixed.Exit, mixed.Out));
        Assert.Contains("line 3: KH205", mixed.Error, StringComparison.Ordinal);
        Assert.Contains("line 4: KH226", mixed.Error, StringComparison.Ordinal);
        var many = ketenhub.Write("many.jsonl", string.Join('\n', Enumerable.Range(0, 150).Select(_ => Text(Events.Signal("coa", "9000000001")))));
        Assert.Equal(new Ended(0, "150 accepted, 0 known already, 0 refused\n", ""), await ketenhub.RunAsync(["send", many, .. options]));
        Assert.Equal(3, (await ketenhub.RunAsync("send", one, "--partner", "coa", "--url", ketenhub.Url, "--token-file", token)).Exit);
        await hub.KillAsync();
    }

    [Fact]
    public async Task Two_hubs_on_one_folder_or_port_are_refused_and_ctrl_c_stops_cleanly()
    {
        using var ketenhub = new Ketenhub();
        using var hub = await ketenhub.StartHubAsync();
        var sameFolder = await ketenhub.RunAsync("--data", ketenhub.Data, "--port", "0");
        Assert.Equal(2, sameFolder.Exit);
        Assert.Contains("KH109", sameFolder.Error, StringComparison.Ordinal);
        var samePort = await ketenhub.RunAsync("--data", ketenhub.Data + "2", "--port", $"{ketenhub.Port}");
        Assert.Equal(2, samePort.Exit);
        Assert.Contains("KH105", samePort.Error, StringComparison.Ordinal);

        hub.Interrupt();
        var ended = await hub.EndAsync(seconds: 10);
        Assert.Equal(0, ended.Exit);
        Assert.Contains("stopped; everything accepted is in the store", ended.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", ended.Out + ended.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_person_s_rights_are_exercised_by_commands_and_what_stands_in_the_way_has_its_number()
    {
        const string Person = "v-nummer:0000000301";
        using var ketenhub = new Ketenhub();
        Assert.Equal(0, (await ketenhub.RunAsync("demo", "--data", ketenhub.Data)).Exit);

        var held = await PersonAsync("hold", "--reason", "the court asked for it");
        Assert.Equal((0, true), (held.Exit, held.Out.StartsWith("legal hold set: entry ", StringComparison.Ordinal)));
        var again = await PersonAsync("hold", "--reason", "the court asked for it");
        Assert.Equal((2, true), (again.Exit, again.Error.Contains("KH420", StringComparison.Ordinal)));
        var erased = await PersonAsync("erase", "--ground", "asked by the person");
        Assert.Equal((2, true), (erased.Exit, erased.Error.Contains("KH419", StringComparison.Ordinal)));
        Assert.Equal(0, (await PersonAsync("restrict", "--reason", "contests the report")).Exit);
        Assert.Equal(0, (await PersonAsync("restrict", "--lift", "--reason", "the report was right")).Exit);

        var corrected = await PersonAsync("correct", "--entry", "1", "--field", "/data/kind", "--right", "LeftView", "--reason", "AVIM, by phone");
        Assert.Equal((0, ""), (corrected.Exit, corrected.Error));
        Assert.Contains("corrected: entry ", corrected.Out, StringComparison.Ordinal);
        var wrong = await PersonAsync("correct", "--entry", "1", "--field", "/data/nothing", "--right", "LeftView", "--reason", "AVIM, by phone");
        Assert.Equal((2, true), (wrong.Exit, wrong.Error.Contains("KH418", StringComparison.Ordinal)));
        var followed = await PersonAsync("corrections", "--json");
        using var corrections = JsonDocument.Parse(followed.Out);
        var correction = Assert.Single(corrections.RootElement.GetProperty("corrections").EnumerateArray());
        Assert.Equal("/data/kind", correction.GetProperty("field").GetString());
        Assert.Equal(correction.GetProperty("recipients").GetArrayLength() == 0 ? 0 : 1, followed.Exit);

        var dry = await ketenhub.RunAsync("retention", "--dry-run", "--json", "--data", ketenhub.Data);
        using var runs = JsonDocument.Parse(dry.Out);
        Assert.Contains(runs.RootElement.GetProperty("runs")[0].GetProperty("counts").EnumerateArray(), count => count.GetProperty("type").GetString() == "incident-registered");
        var none = await ketenhub.RunAsync("retention", "--runs", "--data", ketenhub.Data);
        Assert.Equal((0, "0 of 0 runs"), (none.Exit, none.Out.Trim()));
        Assert.Equal(0, (await ketenhub.RunAsync("retention", "--data", ketenhub.Data)).Exit);
        Assert.Contains("1 of 1 runs", (await ketenhub.RunAsync("retention", "--runs", "--data", ketenhub.Data)).Out, StringComparison.Ordinal);
        Assert.Equal(0, (await ketenhub.RunAsync("verify", "--data", ketenhub.Data)).Exit);

        Task<Ended> PersonAsync(string command, params string[] arguments) => ketenhub.RunAsync(["person", command, "--data", ketenhub.Data, "--person", Person, .. arguments]);
    }

    private static async Task LogAsync(Ketenhub ketenhub)
    {
        string[] options = ["log", "--data", ketenhub.Data, "--purpose", "question of a court"];
        var table = await ketenhub.RunAsync([.. options, "--person", "v-nummer:0000000301"]);
        Assert.Equal(0, table.Exit);
        Assert.Contains("hand-out-planned", table.Out, StringComparison.Ordinal);
        Assert.Contains("LookedUp", table.Out, StringComparison.Ordinal);
        var lines = await ketenhub.RunAsync([.. options, "--person", "v-nummer:0000000301", "--json"]);
        using var json = JsonDocument.Parse(lines.Out);
        Assert.Equal(2, json.RootElement.GetProperty("entries").EnumerateArray().Count(entry => entry.GetProperty("kind").GetString() == "LookedUp"));
        var unknown = await ketenhub.RunAsync([.. options, "--person", "v-nummer:9999999999"]);
        Assert.Equal(2, unknown.Exit);
        Assert.Contains("KH405", unknown.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("9999999999", unknown.Error, StringComparison.Ordinal);
        var idle = await ketenhub.RunAsync("log", "--data", ketenhub.Data, "--person", "v-nummer:0000000301", "--purpose", "x");
        Assert.Equal(2, idle.Exit);
        Assert.Contains("KH404", idle.Error, StringComparison.Ordinal);
    }

    private static string Text(KetenHub.Hub.InboundMessage message) => Encoding.UTF8.GetString(message.Body.Span);
}
