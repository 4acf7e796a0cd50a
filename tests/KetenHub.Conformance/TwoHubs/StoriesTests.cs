using KetenHub.Contracts;
using KetenHub.Demo;
using KetenHub.Hub;
using KetenHub.Servers;
using KetenHub.Storage;
using Xunit;

namespace KetenHub.Conformance;

/// <summary>The stories of the pilot on RabbitMQ and PostgreSQL with two hubs, one of which is killed while a decision is on its way to it.</summary>
[Collection(OnRabbitMq.Name)]
[Trait("kind", "process")]
public sealed class StoriesTests(SharedRabbitMq server)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("1-utrecht.json")]
    [InlineData("2-ter-apel.json")]
    [InlineData("3-amsterdam.json")]
    public async Task A_story_ends_as_it_should_though_one_of_two_hubs_is_killed_in_the_middle(string file)
    {
        var partners = PartnersFile.Read(Path.Combine(AppContext.BaseDirectory, "partners.json"));
        await using var site = await KetenSite.PrepareAsync(server, [server.Amqp], await PostgresServer.CreateDatabaseAsync(), ShortStory.Policy);
        await using var first = await site.StartHubAsync();
        await using var second = await site.StartHubAsync();
        await using var store = new PostgresStore(site.Database);
        using var keys = new HubKeys(new KeyRingFile(site.KeyRingFile, Convert.FromHexString(KetenSite.MasterKey)).Read());

        var now = DateTimeOffset.UtcNow;
        var story = ShortStory.Of(
            StoryFile.ReadFolder(Path.Combine(AppContext.BaseDirectory, "stories")).Single(story => story.File == file), now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond)));
        var killed = false;
        var stage = new ServersStage(site.ConnectAsync, store, story.Start + story.Until, async message =>
        {
            // The hub that started first reads every lane.
            if (!killed && Intake.Read(message, partners.Find(message.Publisher)!).Message is DecisionIssued)
            {
                killed = true;
                await first.KillAsync();
            }
        });
        await stage.OpenAsync(partners.All, Cancellation);
        var run = new StoryRun(story, store, keys, partners, stage);
        await run.RunAsync(Cancellation);

        Assert.True(killed);
        Assert.Empty(run.Failures);
        Assert.Equal(0, run.Stale);
        var overview = await store.Reads.OverviewAsync(DateTimeOffset.UtcNow, Cancellation);
        // What was refused keeps its sequence number: that one stays missing.
        Assert.Equal((run.Accepted.Count, run.Refused, run.Refused), ((int)overview.Accepted, (int)overview.Quarantined, (int)overview.Missing));
        Assert.Null((await LogVerifier.VerifyAsync(store.Reads, null, Cancellation)).FirstBad);
        Assert.DoesNotContain("Exception", second.Output, StringComparison.Ordinal);
    }
}
