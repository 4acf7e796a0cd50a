using KetenHub.Broker;
using KetenHub.Contracts;
using KetenHub.Hub;
using KetenHub.Tests.Hub;
using Xunit;

namespace KetenHub.Tests.Evidence;

/// <summary>What can't be proven later is not taken in.</summary>
public sealed class FailClosedTests
{
    private const string First = "9000000001";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_a_kept_checkpoint_for_longer_than_policy_nothing_is_accepted_and_it_resumes_alone()
    {
        await using var keeper = await SealedHub.StartAsync();
        await using var lane = new ChannelLane();
        using var runner = new LaneRunner(lane, keeper.Hub.Hub, keeper.Health, keeper.Hub.Log.For<LaneRunner>());
        await runner.StartAsync(Cancellation);
        var far = new FarAway { Refuses = true };

        await lane.AcceptAsync(Events.Signal("coa", First), Cancellation);
        await keeper.RoundAsync(TimeSpan.FromMinutes(1), far);
        await keeper.RoundAsync(TimeSpan.FromHours(3), far);
        Assert.Null(keeper.Health.EvidenceProblem);
        await keeper.RoundAsync(TimeSpan.FromHours(1), far);
        Assert.Contains("far away: gone", keeper.Health.EvidenceProblem, StringComparison.Ordinal);
        var refused = await Assert.ThrowsAsync<KetenHubException>(() => lane.AcceptAsync(Events.Signal("coa", First), Cancellation));
        Assert.Equal(Errors.Busy, refused.Problems[0].Kind);

        far.Refuses = false;
        await keeper.RoundAsync(TimeSpan.FromMinutes(1), far);
        Assert.Null(keeper.Health.EvidenceProblem);
        Assert.Equal(ReceiptOutcome.Accepted, (await lane.AcceptAsync(Events.Signal("coa", First), Cancellation)).Outcome);
        await runner.StopAsync(Cancellation);
        Assert.Contains(keeper.Hub.Log.Lines, line => line.Contains("KH306", StringComparison.Ordinal));
        Assert.Contains(keeper.Hub.Log.Lines, line => line.Contains("the hub accepts", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nothing_new_means_nothing_to_prove()
    {
        await using var keeper = await SealedHub.StartAsync();
        var far = new FarAway();
        await keeper.Hub.SendAsync(Events.Signal("coa", First));
        await keeper.RoundAsync(TimeSpan.FromMinutes(1), far);
        far.Refuses = true;
        await keeper.RoundAsync(TimeSpan.FromDays(3), far);
        Assert.Null(keeper.Health.EvidenceProblem);
    }

    [Fact]
    public async Task A_hub_with_another_key_makes_no_checkpoint_on_this_log()
    {
        await using var keeper = await SealedHub.StartAsync();
        await keeper.FillAsync(1, First);
        var another = new NoteSigner(keeper.Signer.PublicKey.Name, new byte[32]);
        await keeper.Hub.SendAsync(Events.Signal("coa", First));

        await Assert.ThrowsAsync<CheckpointRefusedException>(() => new CheckpointMaker(keeper.Hub.Store.Checkpoints, another, keeper.Hub.Clock).MakeAsync(Cancellation));
        var atStart = await Assert.ThrowsAsync<KetenHubException>(() => CheckpointMaker.CheckKeyAsync(keeper.Hub.Store.Checkpoints, another, "key", Cancellation));
        Assert.Equal(Errors.CheckpointKeyInvalid, atStart.Problems[0].Kind);
    }

    [Fact]
    public async Task Half_a_note_and_entries_left_by_a_crash_are_written_over()
    {
        await using var keeper = await SealedHub.StartAsync();
        await keeper.FillAsync(2, First);
        await File.AppendAllTextAsync(Path.Combine(keeper.Folder, "checkpoints.txt"), "urn:nld:oin:00000000000000000001:systeem:ketenhub\n99", Cancellation);
        await File.AppendAllTextAsync(Path.Combine(keeper.Folder, "entries.sha256"), "half", Cancellation);
        await keeper.FillAsync(2, First);
        Assert.Null(await keeper.FirstBadAsync());
        Assert.Equal(4, CheckpointFolder.Open(keeper.Folder, null).Read().Count);
    }

    private sealed class FarAway : ICheckpointTarget
    {
        public bool Refuses { get; set; }

        public string Name => "far away";

        public Task TakeAsync(ICheckpoints checkpoints, CheckpointRow latest, CancellationToken cancellation) =>
            Refuses ? throw new CheckpointRefusedException("gone") : Task.CompletedTask;
    }
}
