using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using KetenHub.Contracts;
using KetenHub.Demo;
using KetenHub.Embedded;
using KetenHub.Hub;
using Xunit;

namespace KetenHub.Tests.Hub;

/// <summary>What is about a person is sealed at rest, and never in logs, exceptions or problem texts.</summary>
public sealed class ConfidentialityTests
{
    private const string Known = "9876543210";

    private static readonly string[] Secrets =
        [Known, "SECRET-PASS-1", "geheime vrije tekst", "onbekende-soort", "Z-GEHEIM-1"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_about_a_person_can_be_read_from_files_logs_or_problem_texts()
    {
        await using var hub = await TestHub.StartAsync(change: policy => policy with { Ladder = null! });
        var text = Events.SignalData(Events.VNummer(Known), Events.Own("pas", "SECRET-PASS-1", "coa"));
        (text["whatHappened"], text["caseNumber"]) = ("geheime vrije tekst", "Z-GEHEIM-1");
        var wrong = Events.SignalData(Events.VNummer(Known));
        (wrong["kind"], wrong["observedAt"], wrong["whatHappened"]) = ("onbekende-soort", "geheime vrije tekst", "geheime vrije tekst");
        var bad = Events.Envelope("coa", "case-signal", wrong);
        bad["subject"] = Known;
        var receipts = await hub.SendAsync(
            Events.Message("coa", Events.Envelope("coa", "case-signal", text)),
            Events.Message("coa", bad),
            new InboundMessage("coa", CloudEvent.ContentType, Encoding.UTF8.GetBytes($"{{\"{Known}\": geheime vrije tekst")),
            Events.Signal("coa", Events.VNummer(Known), Events.VNummer("9876543211")),
            // Deciding on this one throws.
            Events.Decision(Known, "B-1", 48));
        Assert.Equal([ReceiptOutcome.Accepted, ReceiptOutcome.Quarantined, ReceiptOutcome.Quarantined, ReceiptOutcome.Accepted, ReceiptOutcome.Quarantined],
            receipts.Select(receipt => receipt.Outcome));
        var person = await hub.PersonAsync(Known);
        var missing = await Assert.ThrowsAsync<KetenHubException>(() => hub.Hub.LogLookUpAsync(person, new Actor("tester", "desk"), "", Cancellation));

        var places = new Dictionary<string, string>
        {
            ["operational log"] = string.Join('\n', hub.Log.Lines),
            ["problems"] = string.Join('\n', receipts.SelectMany(receipt => receipt.Problems)),
            ["exception"] = missing.ToString(),
            ["quarantine"] = string.Join('\n', (await hub.QuarantineAsync()).Select(row => row.Problems + row.Errors + row.ContentType)),
        };
        Assert.All(places, place => Assert.NotEmpty(place.Value));
        Assert.All(places, place => Assert.DoesNotContain(Secrets, secret => place.Value.Contains(secret, StringComparison.Ordinal)));
        AssertSealed(Path.GetDirectoryName(hub.Database)!, Secrets);
    }

    [Fact]
    public async Task The_stories_leave_no_identifier_case_number_or_text_in_the_files()
    {
        var folder = Directory.CreateTempSubdirectory("ketenhub-test-");
        try
        {
            var (partners, policy) = SettingsFolder.Read(null, null);
            var stories = StoryFile.ReadFolder(Path.Combine(AppContext.BaseDirectory, "stories"));
            await DemoRun.RunAsync(stories, new DataFolder(folder.FullName), partners, policy, null, Cancellation);
            var secrets = stories.SelectMany(story => story.Steps).Where(step => step.Again is null)
                .SelectMany(step => Texts(step.Data)).Where(text => (text.Length == 10 && text.StartsWith("00000", StringComparison.Ordinal)) || text.StartsWith("Z-TEST", StringComparison.Ordinal) || text.Contains(' ', StringComparison.Ordinal))
                // Names of places and teams stand on the board by design; they are nobody's data.
                .Except(stories.SelectMany(story => story.Steps).Where(step => step.Again is null).SelectMany(step => PlacesAndTeams(step.Data))).Distinct().ToArray();
            Assert.InRange(secrets.Length, 5, 1000);
            AssertSealed(folder.FullName, secrets);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_body_moved_to_another_persons_entry_can_not_be_opened()
    {
        await using var hub = await TestHub.StartAsync();
        await hub.SendAsync(Events.Signal("coa", Known), Events.Signal("coa", "9876543211"));
        var (one, other) = (await hub.PersonAsync(Known), await hub.PersonAsync("9876543211"));
        // The key too: sealing binds to the person, not only to its key.
        hub.Database.Run($"UPDATE person SET wrapped_key = (SELECT wrapped_key FROM person WHERE id = '{one:D}') WHERE id = '{other:D}';"
            + $"UPDATE log SET sealed_body = (SELECT sealed_body FROM log WHERE person = '{one:D}') WHERE person = '{other:D}'");
        var moved = (await hub.LogOfAsync(other))[0];
        await Assert.ThrowsAnyAsync<CryptographicException>(() => hub.BodyAsync(moved));
        using var key = hub.Keys.PersonKey(one, (await hub.Store.Reads.PersonAsync(one, Cancellation))!.WrappedKey);
        Assert.ThrowsAny<CryptographicException>(() => key.Open(moved.SealedBody!, HubKeys.Bound(other, "log")));
        Assert.Contains(Known, Encoding.UTF8.GetString(key.Open(moved.SealedBody!, HubKeys.Bound(one, "log"))), StringComparison.Ordinal);
    }

    private static void AssertSealed(string folder, string[] secrets)
    {
        var files = Directory.GetFiles(folder, "ketenhub.db*");
        Assert.True(files.Sum(file => new FileInfo(file).Length) > 10_000);
        foreach (var file in files)
        {
            using var open = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            var bytes = new byte[open.Length];
            open.ReadExactly(bytes);
            // Organisations are named by OIN, whose end can look like a V-nummer of a story.
            foreach (var oin in Enumerable.Range(101, 5).Select(number => Encoding.UTF8.GetBytes($"{number:00000000000000000000}")))
            {
                for (var at = bytes.AsSpan().IndexOf(oin); at >= 0; at = bytes.AsSpan().IndexOf(oin))
                    bytes.AsSpan(at, oin.Length).Clear();
            }
            foreach (var secret in secrets)
            {
                Assert.True(bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(secret)) < 0, $"{Path.GetFileName(file)} holds what should be sealed");
                Assert.True(bytes.AsSpan().IndexOf(Encoding.Unicode.GetBytes(secret)) < 0, $"{Path.GetFileName(file)} holds what should be sealed");
            }
        }
    }

    private static IEnumerable<string> Texts(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => [element.GetString()!],
        JsonValueKind.Object => element.EnumerateObject().SelectMany(member => Texts(member.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Texts),
        _ => [],
    };

    private static IEnumerable<string> PlacesAndTeams(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(member =>
            member.Name is "name" or "whoComes" or "handedOutBy" or "heldBy" && member.Value.ValueKind == JsonValueKind.String
                ? [member.Value.GetString()!] : PlacesAndTeams(member.Value)),
        _ => [],
    };
}
