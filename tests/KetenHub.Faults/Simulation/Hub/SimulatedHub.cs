using KetenHub.Faults.Simulation.Planted;
using KetenHub.Hub;
using KetenHub.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace KetenHub.Faults.Simulation;

/// <summary>One process of the hub: the real rules, transaction, runners and store. It lives until it is killed; then what it had committed is all that is left.</summary>
internal sealed class SimulatedHub : IAsyncDisposable
{
    private SimulatedLane? inTurn;
    private readonly World world;
    private readonly Dice dice;
    private readonly FaultPlan faults;
    private readonly SharedStore shared;
    private readonly SqliteStore store;
    private readonly SteppedStore stepped;
    private readonly PlantedBug bug;
    private readonly HubTransaction transaction;
    private readonly HubHealth health = new();
    private readonly List<Actor> actors = [];
    private readonly List<SimulatedLane> lanes = [];
    private readonly HashSet<string> toSend = [];
    private readonly HubClock clock;
    private bool deadlinesChanged = true;

    public SimulatedHub(string name, Site site, TimeSpan clockOff, PlantedBug bug)
    {
        (Name, world, dice, faults, shared, this.bug) = (name, site.World, site.Dice.Fork(), site.Faults, site.Shared, bug);
        clock = new HubClock(world, clockOff);
        store = new SqliteStore(site.Database, TimeSpan.FromSeconds(5));
        stepped = new SteppedStore(this, bug.Around(store), shared);
        transaction = new HubTransaction(stepped, site.Keys, site.Policy, site.Partners, clock);
        foreach (var queue in site.Queues.Values)
            BeginLane(queue);
        BeginRelays(site);
        actors.Add(world.Begin($"{name} deadlines", DeadlinesAsync));
        shared.Hubs.Add(this);
    }

    public string Name { get; }

    /// <summary>Killed, or about to be.</summary>
    public bool IsDead { get; private set; }

    public TimeSpan ClockOff => clock.Off;

    public Actor Current => world.Current;

    /// <summary>A step of this process: here it can be killed, be stalled, or find the store failing.</summary>
    /// <param name="kind">What it is about to do or has done.</param>
    /// <param name="mayFail">The store may fail here.</param>
    /// <param name="detail">For the trace.</param>
    public async Task StepAsync(string kind, bool mayFail = false, string detail = "")
    {
        MustLive();
        world.Note(kind + detail);
        if (faults.Strikes(dice, Fault.Kill))
        {
            world.Note("KILLED");
            faults.Count($"{nameof(Fault.Kill)} at: {kind}");
            IsDead = true;
            throw new CrashException();
        }
        if (mayFail && faults.Strikes(dice, Fault.StoreDown))
        {
            world.Note("store fails");
            throw new StoreUnavailableException("simulated");
        }
        if (faults.Strikes(dice, Fault.Stall))
            await world.PauseAsync(dice.Time(0.01, 2));
        else if (dice.Chance(0.4))
            await world.PauseAsync(TimeSpan.Zero);
        MustLive();
    }

    /// <summary>Waits until something holds.</summary>
    public async Task WaitAsync(Func<bool> condition)
    {
        MustLive();
        await world.ParkAsync(TimeSpan.Zero, null, condition);
        MustLive();
    }

    public void MustLive()
    {
        if (IsDead)
            throw new CrashException();
    }

    public void MayConflict()
    {
        if (!faults.Strikes(dice, Fault.Conflict))
            return;
        world.Note("conflict");
        throw new StoreConflictException("simulated");
    }

    public void MayLoseReply()
    {
        if (!faults.Strikes(dice, Fault.CommitReplyLost))
            return;
        world.Note("reply of the commit lost");
        throw new StoreUnavailableException("simulated");
    }

    /// <summary>Waits until no other lane of this hub has a batch underway. Lanes of a process share their transactions and wait for each other
    /// inside the hub, where the simulator does not see that they wait.</summary>
    public async Task TakeTurnAsync(SimulatedLane lane)
    {
        await WaitAsync(() => inTurn is null || inTurn == lane);
        inTurn = lane;
    }

    /// <summary>A lane has no batch underway any more.</summary>
    public void EndTurn(SimulatedLane lane)
    {
        if (inTurn == lane)
            inTurn = null;
    }

    /// <summary>Becomes the reader of a lane.</summary>
    public Task<LaneTicket> TakeLaneAsync(string lane) => stepped.TakeLaneAsync(lane, CancellationToken.None);

    /// <summary>Something was committed that concerns these.</summary>
    public void Wake(IReadOnlySet<string> recipients, bool deadlines)
    {
        toSend.UnionWith(recipients);
        deadlinesChanged |= deadlines;
    }

    /// <summary>The clock of this machine is set.</summary>
    public void SetClock(TimeSpan off)
    {
        clock.Off = off;
        // The runner looks at least every 30 seconds.
        deadlinesChanged = true;
    }

    public void Kill() => IsDead = true;

    /// <summary>Ends what is left of a killed process: its transactions roll back, its channels close.</summary>
    public async ValueTask DisposeAsync()
    {
        await world.EndAsync(actors, shared.Writer);
        foreach (var lane in lanes)
            lane.Close();
        shared.Hubs.Remove(this);
        await store.DisposeAsync();
    }

    private void BeginLane(InboundQueue queue)
    {
        var lane = new SimulatedLane(this, queue, dice);
        lanes.Add(lane);
        var runner = new LaneRunner(bug.Around(lane), transaction, health, NullLogger<LaneRunner>.Instance);
        actors.Add(world.Begin($"{Name} lane {queue.Partner}", () => ForeverAsync(async () =>
        {
            if (!await runner.TakeAsync(CancellationToken.None))
                await world.PauseAsync(TimeSpan.FromSeconds(1));
        })));
    }

    private void BeginRelays(Site site)
    {
        var outbound = bug.Around(new SimulatedOutbound(this, site.Mailboxes, dice, faults));
        var relay = new Relay(stepped, transaction, site.Keys, site.Partners, outbound, health, clock, NullLogger<Relay>.Instance);
        foreach (var recipient in site.Mailboxes.Keys)
        {
            toSend.Add(recipient);
            actors.Add(world.Begin($"{Name} relay {recipient}", () => ForeverAsync(async () =>
            {
                toSend.Remove(recipient);
                await relay.DrainAsync(recipient, CancellationToken.None);
                // It polls; what waits for nothing need not be simulated.
                DateTimeOffset? poll = shared.Unsent.ContainsValue(recipient) ? world.Now + dice.Time(0.02, 0.5) : null;
                await world.ParkAsync(TimeSpan.Zero, poll, () => toSend.Contains(recipient));
            })));
        }
    }

    private Task DeadlinesAsync()
    {
        var runner = new DeadlineRunner(stepped, transaction, health, clock, NullLogger<DeadlineRunner>.Instance);
        return ForeverAsync(async () =>
        {
            deadlinesChanged = false;
            if (await runner.HandleDueAsync(CancellationToken.None) == DeadlineRunner.MostInBatch)
                return;
            var next = await stepped.NextDeadlineAsync(CancellationToken.None);
            await world.ParkAsync(TimeSpan.Zero, next - clock.Off, () => deadlinesChanged);
        });
    }

    // As the runners do: what fails is tried again after a pause.
    private async Task ForeverAsync(Func<Task> round)
    {
        while (true)
        {
            try
            {
                MustLive();
                await round();
            }
            catch (Exception failure) when (failure is not CrashException)
            {
                world.Note($"failed: {failure.GetType().Name}");
                if (failure is not (StoreUnavailableException or StoreConflictException or LaneOvertakenException or IOException))
                    throw;
                await world.PauseAsync(TimeSpan.FromSeconds(1));
            }
        }
    }
}

/// <summary>The clock of one machine.</summary>
internal sealed class HubClock(World world, TimeSpan off) : TimeProvider
{
    /// <summary>How far it is from the right time.</summary>
    public TimeSpan Off { get; set; } = off;

    public override DateTimeOffset GetUtcNow() => world.Now + Off;
}
