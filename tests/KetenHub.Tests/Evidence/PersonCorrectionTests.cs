using System.Text.Json;
using System.Text.Json.Nodes;
using KetenHub.Contracts;
using KetenHub.Hub;
using KetenHub.Tests.Hub;
using Xunit;

namespace KetenHub.Tests.Evidence;

/// <summary>A correction is an entry of its own, and reaches everybody who had the wrong data (AVG art. 16 and 19).</summary>
public sealed class PersonCorrectionTests
{
    private const string First = "9000000001";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Everybody_who_was_told_what_is_wrong_is_told_the_correction_and_nothing_that_was_logged_changes()
    {
        await using var hub = await TestHub.StartAsync();
        await hub.SendAsync(Events.Decision(First, "B-1", 48));
        var person = await hub.PersonAsync(First);
        // A reminder tells the wrong place again.
        await hub.AdvanceAsync(TimeSpan.FromHours(3));
        var before = await hub.LogOfAsync(person);
        var told = before.Where(entry => entry.Kind == LogKind.Notified).ToList();
        Assert.Contains(told, entry => entry.Type == "readiness-reminder");

        var (entry, count) = await CorrectAsync(hub, person, new WrongEntry(person, 1, "/data/handOut/location/name", "Budel", "COA, by phone"));

        var log = await hub.LogOfAsync(person);
        Assert.Equal(before.Select(row => Convert.ToHexString(row.Hash)), log.Take(before.Count).Select(row => Convert.ToHexString(row.Hash)));
        Assert.Equal((LogKind.Corrected, "cli:officer", 1L), (entry.Kind, entry.Party, entry.CauseN));
        var body = JsonNode.Parse(await hub.BodyAsync(entry))!;
        Assert.Equal(("Ter Apel", "Budel", "COA, by phone"), ((string?)body["was"], (string?)body["right"], (string?)body["reason"]));
        var corrections = log.Where(row => row is { Kind: LogKind.Notified, Type: "correction-issued" }).ToList();
        Assert.Equal(count, corrections.Count);
        var pairs = new List<(string, string)>();
        foreach (var correction in corrections)
            pairs.Add((correction.Party, (string)JsonNode.Parse(await hub.BodyAsync(correction))!["data"]!["correctedId"]!));
        Assert.Equal(told.Select(row => (row.Party, row.EventId)).Order(), pairs.Order());
        Assert.Null((await hub.VerifyAsync()).FirstBad);
    }

    [Fact]
    public async Task A_correction_of_one_decision_is_not_told_to_who_heard_of_another_only()
    {
        await using var hub = await TestHub.StartAsync();
        await hub.SendAsync(Events.Decision(First, "B-1", 48), Events.Decision(First, "B-2", 72));
        var person = await hub.PersonAsync(First);
        var log = await hub.LogOfAsync(person);
        var second = log.Single(entry => entry.Kind == LogKind.Received && entry.CauseN is null && entry.N > 1);
        var (entry, _) = await CorrectAsync(hub, person, new WrongEntry(person, second.N, "/data/track", "2", "IND, by mail"));
        var corrected = new List<string>();
        foreach (var row in await hub.Store.Reads.CausedAsync(person, entry.N, Cancellation))
        {
            if (row.Kind == LogKind.Notified)
                corrected.Add((string)JsonNode.Parse(await hub.BodyAsync(row))!["data"]!["correctedId"]!);
        }
        Assert.Equal(log.Where(row => row.Kind == LogKind.Notified && row.CauseN == second.N).Select(row => row.EventId).Order(), corrected.Order());
    }

    [Fact]
    public async Task Who_fetched_who_it_is_about_is_told_when_that_was_wrong()
    {
        await using var hub = await TestHub.StartAsync();
        await hub.SendAsync(Events.Decision(First, "B-1", 48));
        var person = await hub.PersonAsync(First);
        await hub.SendAsync(Events.Signal("avim", First));
        var signal = (await hub.LogOfAsync(person)).Single(entry => entry.Party == "avim");
        await hub.Hub.LogLookUpAsync(person, new Actor("dtv", "desk"), "be present at the hand-out", Cancellation);

        var (entry, _) = await CorrectAsync(hub, person, new WrongEntry(person, signal.N, "/data/person/identifiers/0/value", "9000000009", "AVIM, by phone"));

        var told = (await hub.Store.Reads.CausedAsync(person, entry.N, Cancellation)).Where(row => row.Kind == LogKind.Notified).Select(row => row.Party);
        Assert.Contains("dtv", told);
        Assert.DoesNotContain("coa", told);
    }

    [Fact]
    public async Task A_correction_is_followed_until_everybody_has_it()
    {
        await using var hub = await TestHub.StartAsync();
        await hub.SendAsync(Events.Decision(First, "B-1", 48));
        var person = await hub.PersonAsync(First);
        await CorrectAsync(hub, person, new WrongEntry(person, 1, "/data/handOut/location/name", "Budel", "COA, by phone"));

        var report = Assert.Single(await ReportAsync());
        Assert.False(report.IsDelivered);
        Assert.All(report.Recipients, recipient => Assert.Null(recipient.DeliveredAt));
        foreach (var recipient in report.Recipients)
            await hub.Store.MarkSentAsync([Guid.Parse(recipient.Notification)], TestHub.Start.AddHours(1), Cancellation);

        report = Assert.Single(await ReportAsync());
        Assert.True(report.IsDelivered);
        Assert.All(report.Recipients, recipient => Assert.Equal(TestHub.Start.AddHours(1), recipient.DeliveredAt));
        using var json = JsonDocument.Parse(CorrectionReport.ToJson([report]));
        Assert.Equal("/data/handOut/location/name", json.RootElement.GetProperty("corrections")[0].GetProperty("field").GetString());

        Task<IReadOnlyList<CorrectionReport>> ReportAsync() => CorrectionReport.ReadAsync(hub.Store.Reads, hub.Keys, hub.Partners, person, Cancellation);
    }

    [Fact]
    public async Task The_reference_of_a_correction_says_what_is_right_to_who_was_told_what_is_wrong_and_to_nobody_else()
    {
        await using var hub = await TestHub.StartAsync();
        await hub.SendAsync(Events.Decision(First, "B-1", 48));
        var person = await hub.PersonAsync(First);
        var (place, _) = await CorrectAsync(hub, person, new WrongEntry(person, 1, "/data/handOut/location/name", "Budel", "COA, by phone"));
        var (track, _) = await CorrectAsync(hub, person, new WrongEntry(person, 1, "/data/track", "2", "IND, by mail"));

        Assert.Equal(("/data/handOut/location/name", "Budel"), await ToldAsync(place));
        Assert.Equal(("/data/track", null), await ToldAsync(track));
        Assert.Null(await Corrections(hub).ForReceiverAsync((await hub.LogOfAsync(person)).First(row => row.Kind == LogKind.Notified), Cancellation));

        async Task<(string, string?)> ToldAsync(LogRow correction)
        {
            var notification = (await hub.Store.Reads.CausedAsync(person, correction.N, Cancellation)).First(row => row is { Kind: LogKind.Notified, Party: "dtv" });
            var told = (await Corrections(hub).ForReceiverAsync(notification, Cancellation))!;
            return (told.Field, told.Right);
        }
    }

    [Theory]
    [InlineData(99, "/data/track", "2", "IND, by mail", "KH418")]
    [InlineData(1, "/data/nothing", "2", "IND, by mail", "KH418")]
    [InlineData(1, "/id", "2", "IND, by mail", "KH418")]
    [InlineData(1, "/data/track", " ", "IND, by mail", "KH418")]
    [InlineData(1, "/data/track", "2", "IND", "KH404")]
    public async Task What_can_t_be_corrected_is_refused_and_nobody_is_told(long n, string field, string right, string reason, string number)
    {
        await using var hub = await TestHub.StartAsync();
        await hub.SendAsync(Events.Decision(First, "B-1", 48));
        var person = await hub.PersonAsync(First);
        var length = (await hub.LogOfAsync(person)).Count;
        var refused = await Assert.ThrowsAsync<KetenHubException>(() => CorrectAsync(hub, person, new WrongEntry(person, n, field, right, reason)));
        Assert.Equal(number, refused.Problems[0].Kind.Number);
        Assert.Equal(length, (await hub.LogOfAsync(person)).Count);
    }

    [Fact]
    public async Task Somebody_who_can_t_be_told_stops_the_correction_until_it_is_said_that_it_was_told_otherwise()
    {
        await using var hub = await TestHub.StartAsync();
        await hub.SendAsync(Events.Decision(First, "B-1", 48));
        var person = await hub.PersonAsync(First);
        var deaf = new PartnerList(hub.Partners.HubOin, hub.Partners.HubAddress, [.. hub.Partners.All.Select(partner => partner.Code != "dtv" ? partner
            : partner with { Receives = partner.Receives.Where(type => type.Key != "correction-issued").ToDictionary() })]);
        var corrections = new PersonCorrection(hub.Store, hub.Hub, hub.Keys, hub.Policy, deaf);
        var wrong = new WrongEntry(person, 1, "/data/track", "2", "IND, by mail");

        var refused = await Assert.ThrowsAsync<KetenHubException>(() => corrections.CorrectAsync(person, wrong, TestHub.Officer, [], Cancellation));
        Assert.Equal((Errors.CorrectionUndeliverable, "dtv"), (refused.Problems[0].Kind, refused.Problems[0].Detail));
        await corrections.CorrectAsync(person, wrong, TestHub.Officer, ["dtv"], Cancellation);

        var report = Assert.Single(await CorrectionReport.ReadAsync(hub.Store.Reads, hub.Keys, hub.Partners, person, Cancellation));
        Assert.Equal(["dtv"], report.ToldOtherwise);
        Assert.DoesNotContain(report.Recipients, recipient => recipient.Partner == "dtv");
    }

    private static PersonCorrection Corrections(TestHub hub) => new(hub.Store, hub.Hub, hub.Keys, hub.Policy, hub.Partners);

    private static Task<(LogRow Entry, int Notifications)> CorrectAsync(TestHub hub, Guid person, WrongEntry wrong) =>
        Corrections(hub).CorrectAsync(person, wrong, TestHub.Officer, [], Cancellation);
}
