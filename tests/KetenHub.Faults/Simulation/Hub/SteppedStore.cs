using KetenHub.Hub;

namespace KetenHub.Faults.Simulation;

/// <summary>The real store of one hub process, with a step before and after each verb: there the process can be killed, the store can fail, and
/// others can come in between.</summary>
internal sealed class SteppedStore(SimulatedHub hub, IHubStore real, SharedStore shared) : IHubStore
{
    public IHubReads Reads => real.Reads;

    public ICheckpoints Checkpoints => real.Checkpoints;

    public IOperations Operations => real.Operations;

    public IFailures Failures => real.Failures;

    public IMessages Messages => real.Messages;

    public IRetention Retention => real.Retention;

    public Task MigrateAsync(CancellationToken cancellation) => real.MigrateAsync(cancellation);

    public async Task<IHubTx> BeginAsync(CancellationToken cancellation)
    {
        await EnterAsync("begin");
        IHubTx? tx = null;
        try
        {
            tx = await real.BeginAsync(cancellation);
            await hub.StepAsync("begun");
            return new SteppedTx(hub, tx, shared);
        }
        catch
        {
            if (tx is not null)
                await tx.DisposeAsync();
            shared.Writer = null;
            throw;
        }
    }

    public Task<string?> ReadSettingAsync(string name, CancellationToken cancellation) => real.ReadSettingAsync(name, cancellation);

    public Task WriteSettingAsync(string name, string value, CancellationToken cancellation) =>
        WriteAsync("write setting", () => real.WriteSettingAsync(name, value, cancellation));

    public async Task<IReadOnlyList<OutboxItem>> ReadUnsentAsync(string recipient, DateTimeOffset now, int most, CancellationToken cancellation)
    {
        await hub.StepAsync("read unsent", detail: $" for {recipient}");
        var items = await real.ReadUnsentAsync(recipient, now, most, cancellation);
        if (items.Count > 0)
            await hub.StepAsync("read unsent: done", detail: $" for {recipient}: {items.Count}");
        return items;
    }

    public Task MarkSentAsync(IReadOnlyList<Guid> ids, DateTimeOffset at, CancellationToken cancellation) =>
        WriteAsync("mark sent", async () =>
        {
            await real.MarkSentAsync(ids, at, cancellation);
            foreach (var id in ids)
                shared.Unsent.Remove(id);
        });

    public Task PostponeAsync(Guid id, DateTimeOffset nextTry, string reason, CancellationToken cancellation) =>
        WriteAsync("postpone", () => real.PostponeAsync(id, nextTry, reason, cancellation));

    public async Task<LaneTicket> TakeLaneAsync(string lane, CancellationToken cancellation)
    {
        LaneTicket? ticket = null;
        await WriteAsync("take lane", async () => ticket = await real.TakeLaneAsync(lane, cancellation));
        return ticket!;
    }

    // By the clock of the simulated database: the real one would let a killed hub's lease last for real seconds.
    public async Task<bool> HoldLeaseAsync(string name, string holder, TimeSpan duration, CancellationToken cancellation)
    {
        await hub.StepAsync("hold lease", detail: $" {name}");
        return shared.Hold(name, holder, duration);
    }

    public async Task ReleaseLeaseAsync(string name, string holder, CancellationToken cancellation)
    {
        await hub.StepAsync("release lease", detail: $" {name}");
        shared.Release(name, holder);
    }

    public Task NotePulsesAsync(IReadOnlyList<PulseRow> pulses, DateTimeOffset forgetBefore, CancellationToken cancellation) =>
        real.NotePulsesAsync(pulses, forgetBefore, cancellation);

    public Task<DateTimeOffset?> NextDeadlineAsync(CancellationToken cancellation)
    {
        hub.MustLive();
        return real.NextDeadlineAsync(cancellation);
    }

    // The hub disposes the real one.
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task WriteAsync(string verb, Func<Task> write)
    {
        await EnterAsync(verb);
        try
        {
            await write();
        }
        finally
        {
            shared.Writer = null;
        }
        await hub.StepAsync($"{verb}: done");
    }

    // SQLite has one writer; who waits for it in a simulated world must not wait in the real one.
    private async Task EnterAsync(string verb)
    {
        await hub.StepAsync(verb, mayFail: true);
        if (shared.Writer is not null)
            await hub.WaitAsync(() => shared.Writer is null);
        shared.Writer = hub.Current;
    }
}
