namespace KetenHub.Faults.Simulation;

/// <summary>Time, what will happen, and who runs: always one at a time, chosen by dice. Several flows can have awaited something at once;
/// what they do next is decided here alone, so that a seed gives the same story again.</summary>
internal sealed class World(Dice dice, Trace trace, DateTimeOffset start)
{
    private readonly List<Actor> actors = [];
    private readonly PriorityQueue<(string Who, Action Act), (DateTimeOffset At, long Order)> agenda = new();
    private long planned;
    private TaskCompletionSource idle = new();

    public DateTimeOffset Now { get; private set; } = start;

    public Trace Trace { get; } = trace;

    /// <summary>Who runs now.</summary>
    public Actor Current { get; private set; } = new("nobody");

    /// <summary>A failure that nobody expected, and whose.</summary>
    public string? Unexpected { get; private set; }

    /// <summary>Something happens at a moment, or at once when it has passed.</summary>
    public void At(DateTimeOffset at, string who, Action act) => agenda.Enqueue((who, act), (at < Now ? Now : at, planned++));

    public void After(TimeSpan wait, string who, Action act) => At(Now + wait, who, act);

    public void Note(string what) => Trace.Add(Now, Current.Name, what);

    /// <summary>A flow of work that begins at once.</summary>
    public Actor Begin(string name, Func<Task> work)
    {
        var actor = new Actor(name);
        var started = actor.Park(Now, Now, null);
        actors.Add(actor);
        _ = RunAsync(actor, started, work);
        return actor;
    }

    /// <summary>The current flow lets others go first.</summary>
    public Task ParkAsync(TimeSpan atLeast, DateTimeOffset? wakeAt, Func<bool>? condition)
    {
        var parked = Current.Park(Now + atLeast, wakeAt, condition);
        idle.TrySetResult();
        return parked;
    }

    /// <summary>The current flow goes on after this time.</summary>
    public Task PauseAsync(TimeSpan time) => ParkAsync(time, Now + time, null);

    /// <summary>Ends flows whose process is gone. They stay where they are; only one within a transaction must let go of it.</summary>
    public async Task EndAsync(IReadOnlyCollection<Actor> gone, Actor? writer)
    {
        if (writer is { IsFinished: false } && gone.Contains(writer))
            await RunOneAsync(writer, () => writer.End(new CrashException()));
        actors.RemoveAll(gone.Contains);
    }

    /// <summary>Lives until a moment, or until <paramref name="interrupted"/>.</summary>
    public async Task LiveAsync(DateTimeOffset until, Func<bool> interrupted)
    {
        while (Unexpected is null && !interrupted())
        {
            if (agenda.TryPeek(out _, out var next) && next.At <= Now)
            {
                var (who, act) = agenda.Dequeue();
                Current = new Actor(who);
                act();
                continue;
            }
            var ready = actors.Where(actor => actor.IsReady(Now)).ToList();
            if (ready.Count > 0)
            {
                await RunOneAsync(dice.Pick(ready));
                Now += TimeSpan.FromMilliseconds(dice.Between(0, 20));
                continue;
            }
            var moment = actors.Select(actor => actor.NextAt()).Append(agenda.Count > 0 ? next.At : null).Min() ?? until;
            if (moment >= until)
            {
                // Not to that moment: what is due then would be judged without having been able to run.
                Now = until > Now ? until : Now;
                return;
            }
            Now = moment > Now ? moment : Now.AddMilliseconds(1);
        }
    }

    private Task RunOneAsync(Actor actor) => RunOneAsync(actor, actor.Resume);

    private async Task RunOneAsync(Actor actor, Action go)
    {
        Current = actor;
        // It may come back from another thread of the pool; only then is there anything to wait for.
        idle = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var parked = idle.Task;
        go();
        await parked;
    }

    private async Task RunAsync(Actor actor, Task started, Func<Task> work)
    {
        try
        {
            await started;
            await work();
        }
        catch (CrashException)
        {
            // Its process was killed.
        }
        catch (Exception failure)
        {
            Unexpected = $"{actor.Name} ended: {failure}";
        }
        finally
        {
            actor.IsFinished = true;
            idle.TrySetResult();
        }
    }
}
