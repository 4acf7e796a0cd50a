using System.Text;
using KetenHub.Contracts;
using KetenHub.Hub;
using Xunit;

namespace KetenHub.Tests.Hub;

/// <summary>A process that ends is here a trail that is used no more, with whatever it had in hand.</summary>
public sealed class CrashTrailTests
{
    private static readonly LaneTicket Lane = new("keten.in.coa", 1);

    private readonly List<string> handled = [];
    private readonly List<string> apart = [];

    private Func<string, bool> ends = _ => false;
    private Func<Exception>? failure;
    private TaskCompletionSource died = new();

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(255)]
    public async Task The_message_at_which_every_process_ends_is_set_apart_and_its_neighbours_are_handled(int deadly)
    {
        await using var hub = await TestHub.StartAsync();
        ends = text => text == $"{deadly}";
        var processes = 1;
        while (!await TakeAsync(new CrashTrail(hub.Store), 256, timesGiven: CrashTrail.Suspicious))
            Assert.True(++processes < 20, "it ends for ever");

        Assert.Equal([$"{deadly}"], apart);
        Assert.Equal(Enumerable.Range(0, 256).Where(number => number != deadly).Select(number => $"{number}"), handled.TakeLast(255));
        // With 256, 32, 4 and 1 in hand, and then alone.
        Assert.Equal(4 + CrashTrail.MostEnds, processes);
    }

    [Fact]
    public async Task A_message_that_was_given_less_often_is_not_suspect()
    {
        await using var hub = await TestHub.StartAsync();
        ends = text => text == "3";
        for (var process = 0; process < 20; process++)
            Assert.False(await TakeAsync(new CrashTrail(hub.Store), 1 + 4, timesGiven: CrashTrail.Suspicious - 1));
        Assert.Empty(apart);
    }

    [Fact]
    public async Task A_process_that_goes_on_after_a_failure_makes_no_message_suspect()
    {
        await using var hub = await TestHub.StartAsync();
        var trail = new CrashTrail(hub.Store);
        failure = () => new StoreUnavailableException("away");
        ends = _ => true;
        for (var time = 0; time < 50; time++)
            Assert.False(await TakeAsync(trail, 1, timesGiven: 10 + time));
        ends = _ => false;
        Assert.True(await TakeAsync(trail, 1, timesGiven: 100));
        Assert.Equal(["0"], handled);
        Assert.Empty(apart);
    }

    [Fact]
    public async Task What_one_process_could_not_store_makes_no_message_suspect_to_the_next()
    {
        await using var hub = await TestHub.StartAsync();
        failure = () => new StoreUnavailableException("away");
        ends = _ => true;
        for (var process = 0; process < 20; process++)
            Assert.False(await TakeAsync(new CrashTrail(hub.Store), 1, timesGiven: 10));
        Assert.Empty(apart);
        ends = _ => false;
        Assert.True(await TakeAsync(new CrashTrail(hub.Store), 1, timesGiven: 10));
    }

    [Fact]
    public async Task Who_was_there_when_another_had_it_in_hand_takes_that_one_for_alive()
    {
        await using var hub = await TestHub.StartAsync();
        ends = _ => true;
        foreach (var process in Enumerable.Range(0, 20).Select(_ => new CrashTrail(hub.Store)).ToList())
            Assert.False(await TakeAsync(process, 1, timesGiven: 10));
        Assert.Empty(apart);
    }

    [Fact]
    public async Task Once_all_went_well_what_is_given_often_again_is_handled_whole()
    {
        await using var hub = await TestHub.StartAsync();
        ends = text => text == "5";
        Assert.False(await TakeAsync(new CrashTrail(hub.Store), 8, timesGiven: 5));
        ends = _ => false;
        Assert.True(await TakeAsync(new CrashTrail(hub.Store), 8, timesGiven: 6));
        handled.Clear();
        var pieces = 0;
        await new CrashTrail(hub.Store).HandleAsync(Messages(8, 6), Lane, piece => Task.FromResult<IReadOnlyList<Receipt>>([.. piece.Select(_ => Accepted(++pieces))]),
            SetApartAsync, hub.Log);
        Assert.Equal(8, pieces);
        Assert.Empty(apart);
    }

    [Fact]
    public async Task What_is_suspect_is_in_hand_alone()
    {
        await using var hub = await TestHub.StartAsync();
        var trail = new CrashTrail(hub.Store);
        var gate = new TaskCompletionSource();
        var other = trail.HandleAsync(Messages(1, 0), new LaneTicket("keten.in.ind", 1), async piece =>
        {
            await gate.Task;
            return [Accepted(0)];
        }, SetApartAsync, hub.Log);
        var suspect = TakeAsync(trail, 1, timesGiven: 9);

        Assert.Empty(handled);
        gate.SetResult();
        await other;
        Assert.True(await suspect);
        Assert.Equal(["0"], handled);
    }

    private async Task<bool> TakeAsync(CrashTrail trail, int count, int timesGiven)
    {
        died = new TaskCompletionSource();
        var work = trail.HandleAsync(Messages(count, timesGiven), Lane, HandleAsync, SetApartAsync, new LogLines());
        if (await Task.WhenAny(work, died.Task) == died.Task)
            return false;
        try
        {
            Assert.Equal(count, (await work).Count);
            return true;
        }
        catch (StoreUnavailableException)
        {
            return false;
        }
    }

    private static InboundMessage[] Messages(int count, int timesGiven) => [.. Enumerable.Range(0, count).Select(number =>
        new InboundMessage("coa", CloudEvent.ContentType, Encoding.UTF8.GetBytes($"{number}")) { TimesGiven = timesGiven })];

    // What a process that ended had in hand never comes back.
    private async Task<IReadOnlyList<Receipt>> HandleAsync(IReadOnlyList<InboundMessage> piece)
    {
        var texts = piece.Select(message => Encoding.UTF8.GetString(message.Body.Span)).ToList();
        if (texts.Exists(text => ends(text)))
        {
            if (failure is not null)
                throw failure();
            died.SetResult();
            await new TaskCompletionSource().Task;
        }
        handled.AddRange(texts);
        return [.. texts.Select((_, place) => Accepted(place))];
    }

    private Task<Receipt> SetApartAsync(InboundMessage message, Problem problem)
    {
        Assert.Equal(Errors.ProcessEnded, problem.Kind);
        apart.Add(Encoding.UTF8.GetString(message.Body.Span));
        return Task.FromResult(new Receipt(ReceiptOutcome.Quarantined, null, null, null, Guid.NewGuid(), [problem]));
    }

    private static Receipt Accepted(int n) => new(ReceiptOutcome.Accepted, "event", n, "", null, []);
}
