using System.Text;
using System.Text.Json.Nodes;
using KetenHub.Contracts;
using KetenHub.Tests.Hub;
using Xunit;

namespace KetenHub.Tests.Api;

/// <summary>Everything wrong that a partner can send gets its own number, is kept as it came, and hinders nobody.</summary>
public sealed class RefusalTests
{
    private const string Person = "9000000001";
    private const string CloudEvents = CloudEvent.ContentType;

    /// <summary>Name, partner, status, numbers, content type, body.</summary>
    private static readonly (string What, string Partner, int Status, string Numbers, string? ContentType, byte[] Body)[] Cases =
    [
        ("malformed JSON", "coa", 400, "KH205", CloudEvents, Utf8("{\"specversion\":")),
        ("an array", "coa", 400, "KH205", CloudEvents, Utf8("[]")),
        ("an empty body", "coa", 400, "KH205", CloudEvents, []),
        ("another content type", "coa", 415, "KH201", "application/json", Good()),
        ("no content type", "coa", 415, "KH201", null, Good()),
        ("an envelope by content type", "coa", 400, "KH202", "application/vnd.masstransit+json", Good()),
        ("an envelope by shape", "coa", 400, "KH202", CloudEvents, Utf8("{\"messageId\":\"x\",\"messageType\":[],\"message\":{}}")),
        ("an unknown type", "coa", 400, "KH214", CloudEvents, With(body => body["type"] = "nl.vreemdelingenketen.weather.v1")),
        ("a later version", "coa", 400, "KH214", CloudEvents, With(body => body["type"] = "nl.vreemdelingenketen.case-signal.v2")),
        ("no source", "coa", 400, "KH210", CloudEvents, With(body => body.Remove("source"))),
        ("a source without OIN", "coa", 400, "KH212", CloudEvents, With(body => body["source"] = "urn:coa")),
        ("another organisation's source", "avim", 403, "KH213", CloudEvents, Good()),
        ("no person", "coa", 400, "KH225", CloudEvents, WithData(data => data["person"]!["identifiers"] = new JsonArray())),
        ("a value out of its list", "coa", 400, "KH222", CloudEvents, WithData(data => data["kind"] = "Unheard")),
        ("a V-nummer of 9 digits", "coa", 400, "KH226", CloudEvents, WithData(data => data["person"]!["identifiers"]![0]!["value"] = "900000001")),
        ("an envelope time without offset", "coa", 400, "KH224", CloudEvents, With(body => body["time"] = "2026-03-02T09:00:00")),
        ("a time without offset", "coa", 400, "KH224", CloudEvents, WithData(data => data["observedAt"] = "2026-03-02T08:30:00")),
        ("a type this partner may not publish", "dtv", 403, "KH215", CloudEvents, With(body => body["source"] = Events.SourceOf("dtv"))),
        ("a property twice", "coa", 400, "KH208", CloudEvents, Utf8(Encoding.UTF8.GetString(Good()).Replace("\"data\":{", "\"data\":{\"kind\":\"Arrested\",", StringComparison.Ordinal))),
        ("the subject set", "coa", 400, "KH216", CloudEvents, With(body => body["subject"] = Person)),
        ("a raw NUL", "coa", 400, "KH207", CloudEvents, [.. Good(), 0]),
        ("an escaped NUL", "coa", 400, "KH207", CloudEvents, WithData(data => data["whatHappened"] = "a\0b")),
        ("invalid UTF-8", "coa", 400, "KH204", CloudEvents, [.. Good()[..^1], 0xC3, 0x28, (byte)'}']),
        ("half a surrogate pair", "coa", 400, "KH204", CloudEvents, Utf8(Encoding.UTF8.GetString(Good()).Replace("Arrested", "\\ud800", StringComparison.Ordinal))),
        ("a depth bomb", "coa", 400, "KH206", CloudEvents, Utf8(new string('[', 10_000))),
        ("a depth bomb in an object", "coa", 400, "KH206", CloudEvents, Utf8("{\"data\":" + new string('[', 10_000) + new string(']', 10_000) + "}")),
        ("one byte over 256 KiB", "coa", 413, "KH203", CloudEvents, Padded((256 * 1024) + 1)),
        ("7 MiB", "coa", 413, "KH203", CloudEvents, Padded(7 * 1024 * 1024)),
        ("several faults at once", "coa", 400, "KH216,KH211,KH222,KH224", CloudEvents, With(body =>
        {
            (body["subject"], body["sequence"]) = (Person, "1");
            (body["data"]!["kind"], body["data"]!["observedAt"]) = ("Unheard", "yesterday");
        })),
    ];

    [Fact]
    public async Task Each_fault_has_its_number_is_kept_as_it_came_and_hinders_nobody()
    {
        await using var hub = await ApiHub.StartAsync();
        var wrong = new List<string>();
        foreach (var (what, partner, status, numbers, contentType, body) in Cases)
        {
            var answer = await hub.PostAsync(body, contentType, hub.Folder.Token(partner));
            var found = answer.Status == 202 ? "" : string.Join(",", answer.Numbers);
            if (answer.Status != status || found != numbers)
                wrong.Add($"{what}: {answer.Status} {found}, expected {status} {numbers}");
            else if (answer.Text.Contains(Person, StringComparison.Ordinal) || answer.Text.Contains("Unheard", StringComparison.Ordinal))
                wrong.Add($"{what}: the answer repeats a value");
            else if (await hub.FindQuarantineAsync(answer.Quarantine) is not { } kept)
                wrong.Add($"{what}: not in quarantine");
            else if (!hub.Keys.OpenQuarantine(kept.Id, kept.SealedRaw).AsSpan().SequenceEqual(body.AsSpan(0, Math.Min(body.Length, CloudEvent.MaxBytes))) || kept.Length != body.Length)
                wrong.Add($"{what}: not kept as it came");
            if ((await hub.PostAsync(Events.Signal("coa", Person))).Status != 202)
                wrong.Add($"{what}: the good event after it was refused");
        }
        Assert.Empty(wrong);
    }

    [Fact]
    public async Task The_same_id_with_another_body_is_a_conflict()
    {
        await using var hub = await ApiHub.StartAsync();
        var id = Events.NewId();
        Assert.Equal(202, (await hub.PostAsync(Events.Signal("coa", Person, id))).Status);
        var answer = await hub.PostAsync(Events.Signal("coa", "9000000002", id));
        Assert.Equal((409, "KH230"), (answer.Status, Assert.Single(answer.Numbers)));
        Assert.NotNull(await hub.FindQuarantineAsync(answer.Quarantine));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("wrong")]
    public async Task Without_a_known_token_nothing_is_stored(string? token)
    {
        await using var hub = await ApiHub.StartAsync();
        foreach (var body in new[] { Good(), Utf8("{") })
        {
            var answer = await hub.PostAsync(body, CloudEvents, token);
            Assert.Equal((401, "KH402"), (answer.Status, Assert.Single(answer.Numbers)));
            Assert.Contains("WWW-Authenticate: Bearer", answer.Headers, StringComparison.Ordinal);
        }
        var overview = await hub.Store.Reads.OverviewAsync(DateTimeOffset.UtcNow, TestContext.Current.CancellationToken);
        Assert.Equal((0L, 0L), (overview.LogEntries, overview.Quarantined));
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private static byte[] Good() => With(_ => { });

    private static byte[] With(Action<JsonObject> change)
    {
        var body = Events.Envelope("coa", "case-signal", Events.SignalData(Events.VNummer(Person)));
        change(body);
        return Utf8(body.ToJsonString());
    }

    private static byte[] WithData(Action<JsonObject> change) => With(body => change(body["data"]!.AsObject()));

    private static byte[] Padded(int length)
    {
        var text = Encoding.UTF8.GetString(Good());
        return Utf8(text[..^1] + new string(' ', length - text.Length) + "}");
    }
}
