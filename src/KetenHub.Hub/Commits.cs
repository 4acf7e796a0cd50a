namespace KetenHub.Hub;

/// <summary>Tells the relay, the deadlines and the pages of this process that something was committed. Only a wake-up: whoever
/// waits looks in the store for what there is.</summary>
public sealed class Commits
{
    private readonly Lock sync = new();
    private readonly List<(Func<HubWrites, bool> Wanted, Signal Signal)> waiting = [];

    /// <summary>A signal that is raised by commits of interest. Dispose to stop.</summary>
    public Signal Subscribe(Func<HubWrites, bool> wanted)
    {
        var signal = new Signal(this);
        lock (sync)
            waiting.Add((wanted, signal));
        return signal;
    }

    /// <summary>Something changed that pages show and that no transaction of the hub wrote.</summary>
    public void Tell() => Tell(new HubWrites());

    internal void Tell(HubWrites writes)
    {
        lock (sync)
        {
            foreach (var (wanted, signal) in waiting)
            {
                if (wanted(writes))
                    signal.Raise();
            }
        }
    }

    private void Remove(Signal signal)
    {
        lock (sync)
            waiting.RemoveAll(entry => entry.Signal == signal);
    }

    /// <summary>Raised or not; waiting takes it back.</summary>
    public sealed class Signal : IDisposable
    {
        private readonly Commits owner;
        private readonly SemaphoreSlim raised = new(0, 1);
        private readonly Lock sync = new();

        internal Signal(Commits owner) => this.owner = owner;

        /// <summary>Waits until it is raised or the time has passed on this clock.</summary>
        /// <returns>Whether it was raised.</returns>
        public async Task<bool> WaitAsync(TimeSpan atMost, TimeProvider clock, CancellationToken cancellation)
        {
            using var timeout = new CancellationTokenSource(atMost, clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
            try
            {
                await raised.WaitAsync(either.Token);
                return true;
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                return false;
            }
        }

        /// <summary>Stops listening.</summary>
        public void Dispose()
        {
            owner.Remove(this);
            raised.Dispose();
        }

        internal void Raise()
        {
            lock (sync)
            {
                if (raised.CurrentCount == 0)
                    raised.Release();
            }
        }
    }
}
