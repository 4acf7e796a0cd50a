using System.Text;
using KetenHub.Contracts;
using KetenHub.Hub;
using Xunit;

namespace KetenHub.Tests.Hub;

/// <summary>Sending again what was refused: what a crash interrupts goes on, order per person holds, nothing is done twice.</summary>
public class ReplayTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_job_that_a_crash_interrupted_goes_on_where_it_was_and_takes_nothing_in_twice()
    {
        await using var hub = await TestHub.StartAsync();
        var (first, second) = (Signal("2711000001"), Signal("2711000002"));
        await ApartAsync(hub, first);
        await ApartAsync(hub, second);
        var job = await JobAsync(hub);
        // The first was taken in, and the process ended before that was written down.
        await hub.SendOneAsync(first);

        Assert.True(await Runner(hub).RunNextAsync(Cancellation));

        Assert.Equal([ReplayResult.Known, ReplayResult.Accepted], await ResultsAsync(hub, job));
        Assert.Equal(2, (await hub.WholeLogAsync()).Count);
        Assert.Equal(0, (await hub.Store.Failures.RefusedAsync(new FailureFilter(), 0, 1, Cancellation)).Total);
        Assert.False(await Runner(hub).RunNextAsync(Cancellation));
    }

    [Fact]
    public async Task A_job_goes_on_after_a_restart_with_who_waits_for_whom()
    {
        await using var hub = await TestHub.StartAsync();
        await ApartAsync(hub, Broken("2711000001"));
        await ApartAsync(hub, Signal("2711000001"));
        await ApartAsync(hub, Signal("2711000002"));
        var job = await JobAsync(hub);
        await hub.Store.Failures.FinishItemAsync(job, 1, ReplayResult.Refused, "KH222", hub.Clock.GetUtcNow(), Cancellation);

        await Runner(hub).RunNextAsync(Cancellation);

        Assert.Equal([ReplayResult.Refused, ReplayResult.HeldBack, ReplayResult.Accepted], await ResultsAsync(hub, job));
    }

    [Fact]
    public async Task While_the_hub_may_accept_nothing_a_job_waits()
    {
        await using var hub = await TestHub.StartAsync();
        await ApartAsync(hub, Signal("2711000001"));
        var job = await JobAsync(hub);
        var health = new HubHealth { EvidenceProblem = "no checkpoint" };

        Assert.False(await Runner(hub, health).RunNextAsync(Cancellation));
        Assert.Equal([null], await ResultsAsync(hub, job));
        health.EvidenceProblem = null;
        Assert.True(await Runner(hub, health).RunNextAsync(Cancellation));
        Assert.Equal([ReplayResult.Accepted], await ResultsAsync(hub, job));
    }

    [Fact]
    public async Task What_was_cut_when_it_was_kept_is_not_sent()
    {
        await using var hub = await TestHub.StartAsync();
        await hub.SendOneAsync(new InboundMessage("coa", CloudEvent.ContentType, new byte[InboundMessage.MaxBytes]));
        var job = await JobAsync(hub);

        await Runner(hub).RunNextAsync(Cancellation);

        Assert.Equal([ReplayResult.NotWhole], await ResultsAsync(hub, job));
    }

    [Fact]
    public async Task Sending_again_is_no_sign_of_life_of_the_partner()
    {
        await using var hub = await TestHub.StartAsync();
        await ApartAsync(hub, Signal("2711000001"));
        await JobAsync(hub);
        hub.Hub.Pulses.Take();

        await Runner(hub).RunNextAsync(Cancellation);

        Assert.Empty(hub.Hub.Pulses.Take());
    }

    [Fact]
    public async Task A_copy_carries_the_number_of_its_correction_into_the_log_and_its_maker_can_not_approve_it()
    {
        await using var hub = await TestHub.StartAsync();
        var refused = (await ApartAsync(hub, Broken("2711000001"))).Quarantine!.Value;
        var corrections = new Correction(hub.Store, hub.Hub, hub.Keys, hub.Partners, hub.Clock);
        var row = (await hub.Store.Failures.RefusedOfAsync(refused, Cancellation))!;

        var (none, problems) = await corrections.ProposeAsync(row, Encoding.UTF8.GetString(Broken("2711000001").Body.Span), new Actor("maker", "desk"), "a reason", Cancellation);
        Assert.Null(none);
        Assert.Equal(["KH222"], problems.Select(problem => problem.Kind.Number));
        var (id, _) = await corrections.ProposeAsync(row, Encoding.UTF8.GetString(Signal("2711000001").Body.Span), new Actor("maker", "desk"), "a reason", Cancellation);
        var correction = (await hub.Store.Failures.CorrectionAsync(id!.Value, Cancellation))!;
        Assert.False(await corrections.DecideAsync(correction, approve: true, new Actor("maker", "desk"), "a reason", Cancellation));
        Assert.Empty(await hub.WholeLogAsync());

        Assert.True(await corrections.DecideAsync(correction, approve: true, new Actor("second", "desk"), "a reason", Cancellation));
        var entry = Assert.Single(await hub.WholeLogAsync());
        Assert.Contains(id.Value.ToString("D"), await hub.BodyAsync(entry), StringComparison.Ordinal);
        Assert.Equal(Resolution.Corrected, (await hub.Store.Failures.RefusedOfAsync(refused, Cancellation))!.Resolution);
    }

    private static ReplayRunner Runner(TestHub hub, HubHealth? health = null) =>
        new(hub.Store, hub.Hub, hub.Keys, hub.Partners, health ?? new HubHealth(), hub.Clock, hub.Log.For<ReplayRunner>());

    private static InboundMessage Signal(string vNummer) => Events.Message("coa", Events.Envelope("coa", "case-signal", Events.SignalData(Events.VNummer(vNummer))));

    private static InboundMessage Broken(string vNummer)
    {
        var data = Events.SignalData(Events.VNummer(vNummer));
        data["kind"] = "Nonsense";
        return Events.Message("coa", Events.Envelope("coa", "case-signal", data));
    }

    private static async Task<Receipt> ApartAsync(TestHub hub, InboundMessage message)
    {
        hub.Clock.MoveTo(hub.Clock.GetUtcNow().AddSeconds(1));
        return await hub.Hub.QuarantineAsync(message, null, Errors.ProcessingFailed.At(""), Cancellation);
    }

    private static async Task<Guid> JobAsync(TestHub hub)
    {
        var job = new ReplayRow(Guid.CreateVersion7(), "operator", "after the repair", hub.Clock.GetUtcNow(), null);
        Assert.NotEqual(0, await hub.Store.Failures.AddReplayAsync(job, new FailureFilter(), Cancellation));
        return job.Id;
    }

    private static async Task<IEnumerable<ReplayResult?>> ResultsAsync(TestHub hub, Guid job) =>
        (await hub.Store.Failures.ItemsAsync(job, 0, 100, Cancellation)).Items.Select(item => item.Result);
}
