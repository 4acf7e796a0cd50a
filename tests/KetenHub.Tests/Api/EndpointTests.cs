using System.Net.Sockets;
using System.Text;
using KetenHub.Contracts;
using KetenHub.Decisions;
using KetenHub.Embedded;
using KetenHub.Hub;
using KetenHub.Tests.Hub;
using Xunit;

namespace KetenHub.Tests.Api;

public sealed class EndpointTests
{
    private const string Person = "9000000001";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_resend_gets_the_same_receipt_marked_as_duplicate()
    {
        await using var hub = await ApiHub.StartAsync();
        var message = Events.Signal("coa", Person);
        var (first, again) = (await hub.PostAsync(message), await hub.PostAsync(message));
        Assert.Equal((202, 202), (first.Status, again.Status));
        Assert.Equal(first.Text.Replace("\"duplicate\":false", "\"duplicate\":true", StringComparison.Ordinal), again.Text);
        Assert.NotEqual(first.Text, again.Text);
        Assert.Equal(1, first.Json.GetProperty("n").GetInt64());
        Assert.Equal(64, first.Json.GetProperty("hash").GetString()!.Length);
    }

    [Fact]
    public async Task A_body_in_chunks_without_length_is_accepted()
    {
        await using var hub = await ApiHub.StartAsync();
        var message = Events.Signal("coa", Person);
        Assert.Equal(202, (await hub.PostAsync(message.Body.ToArray(), message.ContentType, hub.Folder.Token("coa"), chunked: true)).Status);
    }

    [Fact]
    public async Task Sixty_four_senders_at_once_are_accepted_once_each_in_their_own_order()
    {
        const int Senders = 64, Each = 50;
        await using var hub = await ApiHub.StartAsync();
        var ids = Enumerable.Range(0, Senders).Select(_ => Enumerable.Range(0, Each).Select(_ => Events.NewId()).ToArray()).ToArray();
        await Task.WhenAll(ids.Select((mine, sender) => Task.Run(async () =>
        {
            foreach (var id in mine)
                Assert.Equal(202, (await hub.PostAsync(Events.Signal("coa", $"90000000{sender % 16:00}", id))).Status);
        }, Cancellation)));

        var log = (await hub.Store.Reads.AllLogAsync(Cancellation).ToListAsync(Cancellation)).Where(row => row.Kind == LogKind.Received).ToList();
        Assert.Equal(Senders * Each, log.Count);
        var places = log.ToDictionary(row => row.EventId, row => row.N);
        Assert.All(ids, mine => Assert.Equal(mine, mine.OrderBy(id => places[id])));
        Assert.Null((await LogVerifier.VerifyAsync(hub.Store.Reads, null, Cancellation)).FirstBad);
    }

    [Fact]
    public async Task An_aborted_request_stores_nothing_and_hinders_nobody()
    {
        await using var hub = await ApiHub.StartAsync();
        using (var socket = new TcpClient())
        {
            await socket.ConnectAsync(hub.Address.Host, hub.Address.Port, Cancellation);
            await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
                $"POST /v1/events HTTP/1.1\r\nHost: hub\r\nAuthorization: Bearer {hub.Folder.Token("coa")}\r\n"
                + $"Content-Type: {CloudEvent.ContentType}\r\nContent-Length: 5000\r\n\r\n{{\"specversion\""), Cancellation);
        }
        Assert.Equal(202, (await hub.PostAsync(Events.Signal("coa", Person))).Status);
        var overview = await hub.Store.Reads.OverviewAsync(DateTimeOffset.UtcNow, Cancellation);
        Assert.Equal((1L, 0L), (overview.Accepted, overview.Quarantined));
    }

    [Fact]
    public async Task While_the_store_is_unavailable_senders_get_503_and_a_time_to_come_back()
    {
        CrashingStore? crashing = null;
        await using var hub = await ApiHub.StartAsync(store => crashing = new CrashingStore(store));
        await hub.PostAsync(Events.Decision(Person, "B-1", 24 * 365 * 20));
        var reference = await NotificationAsync(hub, "dtv");
        crashing!.Plan = ("Begin", false, () => new StoreUnavailableException("KH303 disk"), 1000);
        foreach (var answer in new[] { await hub.PostAsync(Events.Signal("coa", Person)), await hub.GetAsync($"/v1/references/{reference:D}", hub.Folder.Token("dtv")) })
        {
            Assert.Equal((503, "KH403"), (answer.Status, Assert.Single(answer.Numbers)));
            Assert.Contains("Retry-After: 5", answer.Headers, StringComparison.Ordinal);
        }
        Assert.Equal(503, (await hub.GetAsync("/health/ready")).Status);
        Assert.Equal(503, (await hub.GetAsync("/health/accepting")).Status);
        Assert.Equal(200, (await hub.GetAsync("/health/live")).Status);
        crashing.Plan = null;
        await Until.TrueAsync(async () => (await hub.GetAsync("/health/ready")).Status == 200);
    }

    [Fact]
    public async Task The_document_names_every_status_of_every_endpoint()
    {
        await using var hub = await ApiHub.StartAsync();
        var document = (await hub.GetAsync("/openapi.json")).Json;
        Assert.Equal("KetenHub API", document.GetProperty("info").GetProperty("title").GetString());
        Assert.Equal(["202", "400", "401", "403", "409", "413", "415", "429", "500", "503"], Statuses("/v1/events", "post"));
        Assert.Equal(["200", "401", "403", "404", "410", "429", "503"], Statuses("/v1/references/{id}", "get"));

        IEnumerable<string> Statuses(string path, string verb) =>
            document.GetProperty("paths").GetProperty(path).GetProperty(verb).GetProperty("responses").EnumerateObject().Select(status => status.Name).Order();
    }

    [Fact]
    public async Task A_reference_tells_its_receiver_who_it_is_about_and_the_look_up_is_logged()
    {
        await using var hub = await ApiHub.StartAsync();
        await hub.PostAsync(Events.Decision(Person, "B-1", 24 * 365 * 20));
        var reference = await NotificationAsync(hub, "dtv");
        var answer = await hub.GetAsync($"/v1/references/{reference:D}", hub.Folder.Token("dtv"));
        Assert.Equal(200, answer.Status);
        Assert.Equal(Person, answer.Json.GetProperty("identifiers")[0].GetProperty("value").GetString());
        Assert.Contains("no-store", answer.Headers, StringComparison.Ordinal);
        Assert.DoesNotContain("Server:", answer.Headers, StringComparison.Ordinal);

        var person = (await hub.Store.Reads.FindPersonAsync(hub.Keys.HashOf(Events.VNummer(Person)), Cancellation))!.Value;
        var entry = (await hub.Store.Reads.TimelineAsync([person], 0, 100, Cancellation)).Items[^1];
        Assert.Equal((LogKind.LookedUp, "dtv"), (entry.Kind, entry.Party));
        using var key = hub.Keys.PersonKey(person, (await hub.Store.Reads.PersonAsync(person, Cancellation))!.WrappedKey);
        Assert.Equal("be present at the hand-out with the first departure interview prepared",
            Encoding.UTF8.GetString(key.Open(entry.SealedBody!, HubKeys.Bound(person, "log"))));
    }

    [Fact]
    public async Task The_reference_of_a_correction_says_what_was_wrong_and_that_processing_is_restricted()
    {
        await using var hub = await ApiHub.StartAsync();
        await hub.PostAsync(Events.Decision(Person, "B-1", 24 * 365 * 20));
        var (partners, policy) = SettingsFolder.Read(null, null);
        var transaction = new HubTransaction(hub.Store, hub.Keys, policy, partners, TimeProvider.System);
        var person = (await hub.Store.Reads.FindPersonAsync(hub.Keys.HashOf(Events.VNummer(Person)), Cancellation))!.Value;
        Assert.False((await hub.GetAsync($"/v1/references/{await NotificationAsync(hub, "dtv"):D}", hub.Folder.Token("dtv"))).Json.GetProperty("isRestricted").GetBoolean());
        await transaction.ChangeRightsAsync(person, RightsChange.Restricted, TestHub.Officer, "contests the place", Cancellation);
        await new PersonCorrection(hub.Store, transaction, hub.Keys, policy, partners).CorrectAsync(
            person, new WrongEntry(person, 1, "/data/handOut/location/name", "Budel", "COA, by phone"), TestHub.Officer, [], Cancellation);

        var correction = Guid.Parse((await hub.Store.Reads.AllLogAsync(Cancellation).ToListAsync(Cancellation)).First(row => row is { Type: "correction-issued", Party: "dtv" }).EventId);
        var answer = (await hub.GetAsync($"/v1/references/{correction:D}", hub.Folder.Token("dtv"))).Json;

        Assert.True(answer.GetProperty("isRestricted").GetBoolean());
        Assert.Equal("Budel", answer.GetProperty("correction").GetProperty("right").GetString());
        Assert.Equal($"{await NotificationAsync(hub, "dtv"):D}", answer.GetProperty("correction").GetProperty("correctedId").GetString());
        Assert.Equal(404, (await hub.GetAsync($"/v1/references/{correction:D}", hub.Folder.Token("coa"))).Status);
    }

    [Fact]
    public async Task Not_yours_and_not_there_are_the_same_answer_and_are_not_logged()
    {
        await using var hub = await ApiHub.StartAsync();
        await hub.PostAsync(Events.Decision(Person, "B-1", 24 * 365 * 20));
        var entries = (await hub.Store.Reads.OverviewAsync(DateTimeOffset.UtcNow, Cancellation)).LogEntries;
        var notYours = await hub.GetAsync($"/v1/references/{await NotificationAsync(hub, "dtv"):D}", hub.Folder.Token("coa"));
        var notThere = await hub.GetAsync($"/v1/references/{Guid.NewGuid():D}", hub.Folder.Token("coa"));
        Assert.Equal(404, notYours.Status);
        Assert.Equal((notThere.Status, notThere.Text), (notYours.Status, notYours.Text));
        Assert.Equal(401, (await hub.GetAsync($"/v1/references/{Guid.NewGuid():D}")).Status);
        Assert.Equal(entries, (await hub.Store.Reads.OverviewAsync(DateTimeOffset.UtcNow, Cancellation)).LogEntries);
    }

    private static async Task<Guid> NotificationAsync(ApiHub hub, string partner) =>
        Guid.Parse((await hub.Store.Reads.AllLogAsync(Cancellation).ToListAsync(Cancellation))
            .First(row => row.Kind == LogKind.Notified && row.Party == partner).EventId);
}
