using System.Text.Json;
using System.Text.RegularExpressions;
using KetenHub.Demo;
using KetenHub.Hub;
using KetenHub.Servers;
using KetenHub.Storage;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace KetenHub.Conformance.Adapters;

/// <summary>The stories of the pilot as partners would live them: each in its own format through its adapter, over RabbitMQ and PostgreSQL, while DT&amp;V's
/// endpoint is down, fails, asks to wait and is slow.</summary>
[Collection(OnRabbitMq.Name)]
[Trait("kind", "process")]
public sealed partial class StoriesInOwnFormatsTests(SharedRabbitMq server)
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("1-utrecht.json")]
    [InlineData("2-ter-apel.json")]
    [InlineData("3-amsterdam.json")]
    public async Task A_story_ends_as_it_should_and_DTV_gets_everything_in_order_though_its_endpoint_is_down_slow_and_failing_for_a_while(string file)
    {
        var partners = PartnersFile.Read(Path.Combine(AppContext.BaseDirectory, "partners.json"));
        await using var site = await KetenSite.PrepareAsync(server, [server.Amqp], await PostgresServer.CreateDatabaseAsync(), ShortStory.Policy);
        await using var hub = await site.StartHubAsync();
        await using var store = new PostgresStore(site.Database);
        using var keys = new HubKeys(new KeyRingFile(site.KeyRingFile, Convert.FromHexString(KetenSite.MasterKey)).Read());
        await using var own = await OwnSystems.StartAsync(site);
        await using var adapters = await site.StartAdaptersAsync(own.Settings(site));
        using var http = new HttpClient { BaseAddress = new Uri(Address().Match(adapters.Output).Value) };

        var now = DateTimeOffset.UtcNow;
        var story = ShortStory.Of(
            StoryFile.ReadFolder(Path.Combine(AppContext.BaseDirectory, "stories")).Single(story => story.File == file), now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond)));
        var stage = new AdapterStage(site, store, story.Start + story.Until, partners, own, http);
        await stage.OpenAsync(Cancellation);
        var run = new StoryRun(story, store, keys, partners, stage);
        var trouble = TroubleAsync(own.Dtv, http);
        await run.RunAsync(Cancellation);
        Assert.Empty(await trouble);

        Assert.Empty(run.Failures);
        Assert.Equal(0, run.Stale);
        // Everybody who is told through an adapter is also reported on: who got what stands in the log.
        await UntilAsync(async () => (await ReportedAsync(store, keys)).Count == (await ToldAsync(store, own)).Count);
        var told = await ToldAsync(store, own);
        Assert.Equal(told.Select(row => row.EventId).Order(StringComparer.Ordinal), (await ReportedAsync(store, keys)).Order(StringComparer.Ordinal));
        // Nothing lost, nothing twice, and in the order in which the hub decided.
        var (decided, taken) = (told.Where(row => row.Party == "dtv").ToList(), own.Dtv.Taken.Select(notice => notice.GetProperty("id").GetString()!).ToList());
        Assert.NotEmpty(decided);
        Assert.Equal(decided.Select(row => row.EventId).Order(StringComparer.Ordinal), taken.Order(StringComparer.Ordinal));
        foreach (var person in decided.GroupBy(row => row.Person))
            Assert.Equal(person.OrderBy(row => row.N).Select(row => row.EventId), taken.Where(id => person.Any(row => row.EventId == id)));
        var overview = await store.Reads.OverviewAsync(DateTimeOffset.UtcNow, Cancellation);
        Assert.Equal((run.Accepted.Count + told.Count, run.Refused), ((int)overview.Accepted, (int)overview.Quarantined));
        Assert.Null((await LogVerifier.VerifyAsync(store.Reads, null, Cancellation)).FirstBad);
    }

    // Down from the start until a try failed; then trouble of every kind; then down again in the middle, once something was taken.
    private static async Task<IReadOnlyCollection<object>> TroubleAsync(PartnerEndpoint dtv, HttpClient http)
    {
        var trouble = new Queue<Func<HttpContext, Task<int>>>([Status(500), Status(429), Status(503), Slow]);
        dtv.Answer = context => trouble.TryDequeue(out var next) ? next(context) : Task.FromResult(204);
        await UntilAsync(() => IsWaitingAsync(http));
        Assert.Equal(0, dtv.Calls);
        await dtv.StartAsync();
        await UntilAsync(() => Task.FromResult(dtv.Taken.Count > 0));
        await dtv.StopAsync();
        await UntilAsync(() => IsWaitingAsync(http));
        await dtv.StartAsync();
        return trouble;
    }

    private static async Task<bool> IsWaitingAsync(HttpClient http)
    {
        using var states = JsonDocument.Parse(await http.GetStringAsync(new Uri("/adapters", UriKind.Relative), Cancellation));
        return states.RootElement.EnumerateArray().First(state => state.GetProperty("partner").GetString() == "dtv").GetProperty("tries").GetInt32() > 0;
    }

    private static Func<HttpContext, Task<int>> Status(int status) => context =>
    {
        if (status == 429)
            context.Response.Headers.RetryAfter = "1";
        return Task.FromResult(status);
    };

    // Longer than the adapter waits.
    private static async Task<int> Slow(HttpContext context)
    {
        await Task.Delay(TimeSpan.FromSeconds(5), context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        return 500;
    }

    private static async Task<List<LogRow>> ToldAsync(PostgresStore store, OwnSystems own) =>
        [.. (await store.Reads.AllLogAsync(Cancellation).ToListAsync(Cancellation)).Where(row => row.Kind == LogKind.Notified && own.AdapterOf.ContainsKey(row.Party))];

    // Ids of the notifications that the log says were delivered.
    private static async Task<List<string>> ReportedAsync(PostgresStore store, HubKeys keys)
    {
        var reported = new List<string>();
        foreach (var row in (await store.Reads.AllLogAsync(Cancellation).ToListAsync(Cancellation)).Where(row => row is { Type: "delivery-reported", Kind: LogKind.Received }))
        {
            Assert.Equal("the partner has the notification", row.Why);
            var person = (await store.Reads.PersonAsync(row.Person, Cancellation))!;
            using var key = keys.PersonKey(person.Id, person.WrappedKey);
            using var body = JsonDocument.Parse(key.Open(row.SealedBody!, HubKeys.Bound(row.Person, "log")));
            reported.Add(body.RootElement.GetProperty("data").GetProperty("notificationId").GetString()!);
        }
        return reported;
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        for (var until = DateTime.UtcNow + Bound; !await condition();)
        {
            Assert.True(DateTime.UtcNow < until, "not within its bound");
            await Task.Delay(50, Cancellation);
        }
    }

    [GeneratedRegex("http://127.0.0.1:[0-9]+")]
    private static partial Regex Address();
}
