using System.Text.Json.Nodes;
using KetenHub.Contracts;
using KetenHub.Decisions;
using KetenHub.Hub;
using Xunit;

namespace KetenHub.Tests.Decisions;

public sealed class SettingsTests : IDisposable
{
    private readonly List<string> written = [];

    private static readonly System.Text.Json.JsonDocumentOptions WithComments = new() { CommentHandling = System.Text.Json.JsonCommentHandling.Skip };

    [Fact]
    public void The_shipped_policy_and_partners_are_valid()
    {
        var policy = Shipped.Policy;
        Assert.Equal(new Terms(TimeSpan.FromHours(4), TimeSpan.FromHours(24), TimeSpan.FromMinutes(15), TimeSpan.FromHours(1)), policy.Terms);
        Assert.Equal(new Roles("ind", "dtv", "coa", "nidos"), policy.Roles);
        Assert.Equal(4, policy.Ladder.Count);
        Assert.Equal(["ind", "coa", "dtv", "avim", "nidos"], Shipped.Partners.All.Select(partner => partner.Code));
    }

    [Fact]
    public void Every_mistake_in_the_form_of_the_policy_is_named_at_once() => Refused(policy =>
    {
        policy["version"] = "";
        policy["readiness"]!["respondWithin"] = "4 hours";
        policy["readiness"]!.AsObject().Remove("leadTime");
        policy["ladder"]![0]!["at"] = "150%";
        policy["ladder"]![1]!["escalateTo"]![0]!["role"] = "Nobody";
        policy["ladder"]!.AsArray().Add(new JsonObject());
        policy["ladder"]!.AsArray().Add(new JsonObject { ["at"] = "10%", ["beforeHandOut"] = "PT1H" });
        policy["locations"] = new JsonObject { ["Budel"] = new JsonObject { ["leadTime"] = "P" } };
        policy["interviewOverdue"] = new JsonArray();
        policy["attentionWindow"] = 24;
        policy["safetyLookBack"] = "P99999999999999999999D";
        policy["workingDays"]!["equatedDays"]!.AsArray().Add("2026-13-01");
        policy["agreements"]!["owners"]!["Deportation"] = "ind";
        policy["agreements"]!["ladder"]!.AsArray().Add(new JsonObject { ["at"] = "10%", ["workingDaysAfter"] = 2 });
        policy["direction"]!["stalledAfter"]!["Lost"] = "P1D";
        policy["direction"]!["directorWanted"]!.AsArray().Add("Whenever");
        policy["transport"]!["margin"] = "15 minutes";
        policy["retention"] = new JsonObject { ["every"] = "daily", ["content"] = new JsonArray(new JsonObject { ["type"] = "case-signal", ["keep"] = "1 year" }) };
        policy["workingDays"]!["liberationDayEveryFifthYear"]!.AsArray().Add("COA");
    }, "/version", "/readiness/respondWithin", "/readiness/leadTime", "/ladder/0/at", "/ladder/1/escalateTo/0/role", "/ladder/4/beforeHandOut",
        "/ladder/5/at without beforeHandOut", "/locations/Budel/leadTime", "/interviewOverdue", "/attentionWindow", "/safetyLookBack", "/workingDays/equatedDays/5", "/workingDays/liberationDayEveryFifthYear/0",
        "/agreements/owners/Deportation", "/agreements/ladder/3/one of at, workingDaysBefore, workingDaysAfter", "/direction/stalledAfter/Lost",
        "/direction/directorWanted/2", "/transport/margin", "/retention/every", "/retention/content/0/keep", "/retention/content/0/ground");

    [Fact]
    public void Rights_over_the_whole_chain_are_for_who_runs_the_hub()
    {
        Assert.NotEmpty(Shipped.Partners.Accounts);
        var settings = JsonNode.Parse(File.ReadAllText(Shipped.PartnersPath), documentOptions: WithComments)!;
        settings["hub"]!["accounts"]!.AsArray().Add(new JsonObject { ["name"] = "meldpunt", ["rights"] = new JsonArray("Report") });
        settings["hub"]!["accounts"]!.AsArray().Add(new JsonObject { ["name"] = "meldpunt", ["rights"] = new JsonArray("View") });
        settings["partners"]![0]!["accounts"]![0]!["rights"]!.AsArray().Add("Audit");
        settings["partners"]![1]!["code"] = "hub";
        var file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.json");
        written.Add(file);
        File.WriteAllText(file, settings.ToJsonString());
        var refusal = Assert.Throws<KetenHubException>(() => PartnersFile.Read(file));
        Assert.All(refusal.Problems, problem => Assert.Equal("KH104", problem.Kind.Number));
        Assert.Equal(
            ["/hub/accounts", "/hub/accounts (meldpunt)", "/partners (hub)", "/partners (ind)/accounts (regie)/rights"],
            refusal.Problems.Select(problem => problem.Where[file.Length..]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_mistake_in_the_sense_of_the_policy_is_named_at_once() => Refused(policy =>
    {
        policy["roles"]!["departure"] = "nobody";
        policy["roles"]!["reception"] = "avim";
        policy["readiness"]!["respondWithin"] = "PT0S";
        policy["locations"] = new JsonObject { ["Budel"] = new JsonObject { ["respondWithin"] = "P2D", ["minimumToRespond"] = "P1DT12H" } };
        policy["ladder"] = new JsonArray(new JsonObject { ["at"] = "50%" });
        policy["interviewOverdue"]![0]!["role"] = "Guardian";
        policy["attentionUpdateAfter"] = "P2D";
        policy["workingDays"]!["equatedDays"]!.AsArray().Add("2026-04-31");
        policy["agreements"]!["ladder"]!.AsArray().RemoveAt(1);
        policy["direction"]!["directors"]!.AsArray().Add("nidos");
        policy["direction"]!["stalledAfter"]!["Decided"] = "a week";
        policy["transport"]!["handOverBeforeDeparture"] = "PT0S";
        policy["tables"]![0]!["chair"] = "coa";
        policy["tables"]![0]!["every"] = "PT1H";
        policy["workingDays"]!["liberationDayEveryFifthYear"]!.AsArray().Add("nobody");
    }, "/roles/Departure", "/roles/Reception", "/readiness", "/locations/Budel", "/ladder", "/attentionUpdateAfter",
        "/workingDays/equatedDays", "/workingDays/liberationDayEveryFifthYear", "/agreements/ladder", "/direction/directors",
        "/direction/stalledAfter", "/transport/handOverBeforeDeparture",
        "/tables (Regietafel Ter Apel)/chair", "/tables (Regietafel Ter Apel)/every");

    [Theory]
    [InlineData("Reception")]
    [InlineData("Guardian")]
    public void A_policy_could_escalate_to_a_role_beyond_the_table(string role) =>
        Refused(policy => policy["ladder"]![1]!["escalateTo"]![0]!["role"] = role, "/ladder");

    [Fact]
    public void A_policy_could_let_silence_without_a_planned_hand_out_reach_nobody() => Refused(policy =>
    {
        policy["ladder"]!.AsArray().RemoveAt(1);
    }, "/ladder");

    [Fact]
    public void Terms_of_retention_that_say_nothing_or_too_much_are_named() => Refused(policy => policy["retention"] = new JsonObject
    {
        ["every"] = "PT1S",
        ["person"] = new JsonObject { ["keep"] = "PT1H", ["ground"] = "list 1" },
        ["content"] = new JsonArray(Term("telegram"), Term("case-signal"), Term("case-signal")),
    }, "/retention/content", "/retention", "/retention/every");

    private static JsonObject Term(string type) => new() { ["type"] = type, ["keep"] = "P30D", ["ground"] = "list 2" };

    [Fact]
    public void A_guardian_may_be_missing_but_then_not_misnamed()
    {
        Assert.Null(Read(policy => policy["roles"]!.AsObject().Remove("guardian")).Roles.Guardian);
        Refused(policy => policy["roles"]!["guardian"] = "voogd", "/roles/Guardian");
    }

    [Fact]
    public void A_file_that_is_missing_or_no_json_is_refused_with_its_place()
    {
        Assert.Equal("KH101", Assert.Throws<KetenHubException>(() => PolicyFile.Read("nowhere.json", Shipped.Partners)).Problems.Single().Kind.Number);
        var path = Write("{ \"version\": }");
        var problem = Assert.Throws<KetenHubException>(() => PolicyFile.Read(path, Shipped.Partners)).Problems.Single();
        Assert.Equal("KH101", problem.Kind.Number);
        Assert.Contains("line 1", problem.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_mistake_in_the_partners_is_named_at_once()
    {
        var partners = JsonNode.Parse(File.ReadAllText(Shipped.PartnersPath), documentOptions: WithComments)!;
        partners["partners"]![0]!["oin"] = "1";
        partners["partners"]![1]!["code"] = "IND";
        partners["partners"]![2]!["publishes"]!.AsArray().Add("telegram");
        partners["partners"]![3]!["receives"]!["telegram"] = "a purpose";
        partners["partners"]![4]!["code"] = "ind";
        var path = Write(partners.ToJsonString());
        var refused = Assert.Throws<KetenHubException>(() => PartnersFile.Read(path));
        Assert.All(refused.Problems, problem => Assert.Equal("KH104", problem.Kind.Number));
        Assert.Equal(["/partners/0/oin", "/partners/1/code", "/partners (ind)", "/partners (dtv)/publishes", "/partners (avim)/receives"],
            refused.Problems.Select(problem => problem.Where[path.Length..]));
    }

    public void Dispose() => written.ForEach(File.Delete);

    private void Refused(Action<JsonNode> spoil, params string[] places)
    {
        var refused = Assert.Throws<KetenHubException>(() => Read(spoil));
        // A role that nobody fills has a number of its own.
        Assert.All(refused.Problems, problem => Assert.Contains(problem.Kind.Number, (string[])["KH102", "KH502"]));
        var named = refused.Problems.Select(problem => problem.Where[(problem.Where.IndexOf(".json", StringComparison.Ordinal) + 5)..]).Distinct();
        Assert.Equal(places.Order(StringComparer.Ordinal), named.Order(StringComparer.Ordinal));
    }

    private Policy Read(Action<JsonNode> change)
    {
        var policy = JsonNode.Parse(File.ReadAllText(Shipped.PolicyPath), documentOptions: WithComments)!;
        change(policy);
        return PolicyFile.Read(Write(policy.ToJsonString()), Shipped.Partners);
    }

    private string Write(string json)
    {
        var path = Path.Combine(Path.GetTempPath(), $"ketenhub-settings-{Guid.NewGuid():N}.json");
        written.Add(path);
        File.WriteAllText(path, json);
        return path;
    }
}
