using System.Reflection;
using System.Text.Json.Nodes;
using KetenHub.Contracts;
using KetenHub.Decisions;
using KetenHub.Embedded;
using KetenHub.Hub;
using KetenHub.Tests.Tidy;
using Xunit;

namespace KetenHub.Tests.Evidence;

/// <summary>The register of processing activities is what the hub does, no more and no less.</summary>
public sealed class ProcessingRegisterTests
{
    private static readonly ProcessingRegister Shipped = SettingsFolder.ReadRegister(null);

    [Fact]
    public void Every_message_notification_purpose_deadline_and_deed_belongs_to_exactly_one_activity()
    {
        var partners = SettingsFolder.ReadPartners(null);
        Assert.All(ProcessingKeys.All, key => Assert.Single(Shipped.Activities, activity => activity.Covers.Contains(key)));
        Assert.All(MessageTypes.Messages, type => Assert.NotNull(Shipped.Find($"received {type.Name}")));
        Assert.All(Recipients.Table, line => Assert.NotNull(Shipped.Find(ProcessingKeys.Notified(MessageTypes.Notifications.Single(type => type.Record == line.Notification).Name))));
        // And back: every purpose of a partner stands in the printed register under the activity of its type.
        foreach (var partner in partners.All)
        {
            foreach (var (type, purpose) in partner.Receives)
                Assert.Contains(purpose, Shipped.Find(ProcessingKeys.Notified(type))!.RecipientsOf(partners).Single(recipient => recipient.Partner == partner).Purposes);
        }
    }

    [Fact]
    public void No_activity_stands_in_it_that_the_hub_does_not_do() =>
        Assert.All(Shipped.Activities, activity => Assert.NotEmpty(activity.Covers.Intersect(ProcessingKeys.All)));

    [Fact]
    public void Every_kind_of_deadline_is_listed() => Assert.Equal(
        typeof(DeadlineKeys).GetFields(BindingFlags.NonPublic | BindingFlags.Static).Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!).Order(),
        DeadlineKeys.Kinds.Order());

    [Theory]
    [InlineData("received case-signal", null, "covers 'received case-signal'")]
    [InlineData("merged", "flown to the moon", "'flown to the moon'")]
    [InlineData("merged", "split", "'split' in one activity only")]
    public void A_register_that_does_not_fit_is_refused_with_what_is_wrong(string key, string? instead, string expected)
    {
        var refused = Assert.Throws<KetenHubException>(() => Read(register =>
        {
            foreach (var covers in register["activities"]!.AsArray().Select(activity => activity!["covers"]!.AsArray()))
            {
                if (covers.FirstOrDefault(value => value!.GetValue<string>() == key) is not { } found)
                    continue;
                covers.Remove(found);
                if (instead is not null)
                    covers.Add(instead);
            }
        }));
        Assert.All(refused.Problems, problem => Assert.Equal(Errors.RegisterInvalid, problem.Kind));
        Assert.Contains(refused.Problems, problem => problem.Detail!.Contains(expected, StringComparison.Ordinal));
    }

    [Fact]
    public void An_activity_without_a_ground_or_one_that_stands_there_twice_is_refused()
    {
        var refused = Assert.Throws<KetenHubException>(() => Read(register => register["activities"]![0]!.AsObject().Remove("ground")));
        Assert.Contains(refused.Problems, problem => problem.Where.EndsWith("/activities/0/ground", StringComparison.Ordinal));
        refused = Assert.Throws<KetenHubException>(() => Read(register => register["activities"]![1]!["id"] = register["activities"]![0]!["id"]!.GetValue<string>()));
        Assert.Contains(refused.Problems, problem => problem.Detail!.EndsWith("once", StringComparison.Ordinal));
    }

    [Fact]
    public void A_register_that_is_no_JSON_is_refused_with_its_line()
    {
        var refused = Assert.Throws<KetenHubException>(() => ReadText("{\n  \"version\": \n}"));
        Assert.Equal((Errors.RegisterUnreadable, true), (refused.Problems[0].Kind, refused.Problems[0].Detail!.StartsWith("line 3", StringComparison.Ordinal)));
    }

    private static ProcessingRegister Read(Action<JsonObject> change)
    {
        var options = new System.Text.Json.JsonDocumentOptions { CommentHandling = System.Text.Json.JsonCommentHandling.Skip, AllowTrailingCommas = true };
        var register = JsonNode.Parse(Repository.Text("src/KetenHub/processing.json"), null, options)!.AsObject();
        change(register);
        return ReadText(register.ToJsonString());
    }

    private static ProcessingRegister ReadText(string text)
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, text);
            return ProcessingRegister.Read(file);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
