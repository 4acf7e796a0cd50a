using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using KetenHub.Partners.Adapters;
using KetenHub.Partners.Check;
using Xunit;

namespace KetenHub.Tests.Partners;

/// <summary>The invitation for the departure interview as DT&amp;V's calendar gets it, read by a reader that is not ours (python3-icalendar).</summary>
[Trait("kind", "process")]
public sealed class InvitationTests : IAsyncLifetime
{
    private const string Reader = """
        import json, sys
        from icalendar import Calendar
        calendar = Calendar.from_ical(sys.stdin.buffer.read())
        events = calendar.walk('VEVENT')
        event = events[0]
        text = lambda name: str(event[name]) if name in event else None
        print(json.dumps({
            'events': len(events), 'errors': [str(error) for error in event.errors], 'method': str(calendar['METHOD']), 'version': str(calendar['VERSION']),
            'uid': text('UID'), 'sequence': int(event['SEQUENCE']), 'summary': text('SUMMARY'), 'location': text('LOCATION'), 'status': text('STATUS'),
            'organizer': text('ORGANIZER'), 'attendee': text('ATTENDEE'), 'start': event['DTSTART'].dt.isoformat() if 'DTSTART' in event else None,
            'stamp': event['DTSTAMP'].dt.isoformat(), 'minutes': event['DURATION'].dt.total_seconds() / 60 if 'DURATION' in event else None}))
        """;

    private const string Place = "Aanmeldcentrum Ter Apel; gebouw A, kamer 3 \\ ingang België-zijde, naast het café";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("ketenhub-ics-");
    private PartnerServer dtv = null!;

    public async ValueTask InitializeAsync() => dtv = await PartnerServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await dtv.DisposeAsync();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_planned_hand_out_is_an_appointment_that_a_new_plan_moves_and_a_cancellation_takes_away()
    {
        var adapter = DtvWebhookTests.Adapter(folder, new Dictionary<string, string>
        {
            ["url"] = $"{dtv.Url}/meldingen", ["calendarUrl"] = $"{dtv.Url}/agenda", ["organizer"] = "hub@example.org", ["attendee"] = "gesprekken@example.org",
        });
        await DeliverAsync(adapter, Edited("readiness-requested", data => data["handOut"]!["location"]!["name"] = Place, minutes: 0));
        await DeliverAsync(adapter, Edited("hand-out-changed", data => data["handOut"]!["at"] = "2026-11-26T09:15:00+01:00", minutes: 5));
        await DeliverAsync(adapter, Edited("hand-out-changed", data =>
        {
            data["change"] = "Cancelled";
            data.Remove("handOut");
        }, minutes: 9));
        var posts = dtv.Posts.Where(post => post.Path == "/agenda").ToList();
        Assert.All(posts, post => Assert.StartsWith("text/calendar", post.Headers["Content-Type"], StringComparison.Ordinal));
        var read = new List<JsonElement>();
        foreach (var post in posts)
            read.Add(JsonDocument.Parse(await Python.RunAsync(Reader, post.Body)).RootElement);
        Assert.Equal(["REQUEST", "REQUEST", "CANCEL"], read.Select(one => Text(one, "method")));
        Assert.All(read, one => Assert.Equal((1, 0, "2.0", "vertrekgesprek-B-TEST-0002@ketenhub"),
            (one.GetProperty("events").GetInt32(), one.GetProperty("errors").GetArrayLength(), Text(one, "version"), Text(one, "uid"))));
        Assert.True(read[0].GetProperty("sequence").GetInt32() < read[1].GetProperty("sequence").GetInt32());
        Assert.True(read[1].GetProperty("sequence").GetInt32() < read[2].GetProperty("sequence").GetInt32());
        Assert.Equal((Place, "2026-11-25T13:00:00+00:00", 60), (Text(read[0], "location"), Text(read[0], "start"), read[0].GetProperty("minutes").GetDouble()));
        Assert.Equal("2026-11-26T08:15:00+00:00", Text(read[1], "start"));
        Assert.Equal("CANCELLED", Text(read[2], "status"));
        Assert.Equal(("mailto:hub@example.org", "mailto:gesprekken@example.org"), (Text(read[0], "organizer"), Text(read[0], "attendee")));
        // Lines as the standard folds them, in octets.
        Assert.All(posts.SelectMany(post => Encoding.UTF8.GetString(post.Body).Split("\r\n")), line => Assert.InRange(Encoding.UTF8.GetByteCount(line), 0, 75));
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private static async Task DeliverAsync(IAdapter adapter, Notice notice) =>
        Assert.IsType<Delivered>(await adapter.DeliverAsync(notice, TestContext.Current.CancellationToken));

    private static Notice Edited(string type, Action<JsonObject> edit, int minutes)
    {
        var notice = DeliverChecks.Notices().First(notice => notice.Event.Type.Contains($".{type}.", StringComparison.Ordinal));
        var body = JsonNode.Parse(notice.Body.Span)!.AsObject();
        body["time"] = notice.Event.Time.AddMinutes(minutes).ToString("yyyy-MM-dd'T'HH:mm:sszzz", System.Globalization.CultureInfo.InvariantCulture);
        edit(body["data"]!.AsObject());
        return AdapterNotices.Read(Encoding.UTF8.GetBytes(body.ToJsonString()));
    }
}
